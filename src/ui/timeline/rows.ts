import type { LaneSegment, LaneTrack } from '../../derive/types.ts';
import { MAIN_LANE, MODE_LANE, STATUS_LANE } from '../../derive/lanes.ts';
import type { Us } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ColourToken, ShownPattern } from '../../pattern-kit/pattern.ts';

/** One stretch of a lane as it is drawn. */
export interface LanePiece {
  readonly fromUs: Us;
  /** Infinity: up to the head. */
  readonly toUs: Us;
  readonly label: string;
  readonly colour: ColourToken;
  /** Out of order: hatched as well as coloured. */
  readonly broken: boolean;
}

/** One lane of the timeline. */
export interface LaneRow {
  readonly key: string;
  readonly node: string;
  /** In full: "Payment gateway: mode". */
  readonly label: string;
  /** What stands beside it: only the lane, where the node's name stands above. */
  readonly short: string;
  readonly pieces: readonly LanePiece[];
}

/**
 * The lanes worth drawing, in the order of the topology: of every node whose program has a state
 * machine or a lane of its own, and of those whose mode or status changed. A node that is down or
 * paused shows that instead of where its program stood; so does one that misbehaves, where its
 * program never said more than one thing.
 */
export function laneRows(tracks: readonly LaneTrack[], pattern: ShownPattern, topology: Topology): readonly LaneRow[] {
  const byNode = new Map<string, LaneTrack[]>();
  for (const track of tracks) byNode.set(track.node, [...(byNode.get(track.node) ?? []), track]);
  return topology.nodes.flatMap((node) => {
    const own = byNode.get(node.id) ?? [];
    const status = own.find((track) => track.lane === STATUS_LANE);
    const mode = own.find((track) => track.lane === MODE_LANE);
    const lanes = own.filter((track) => track !== status && track !== mode);
    const outages = statusPieces(status);
    const modes = mode ? modePieces(mode, pattern, pattern.programs[node.program]?.modes?.[0] ?? '') : [];
    const hasMode = modes.length > 1 || modes.some(({ broken }) => broken);

    const rows: LaneRow[] = [];
    const add = (lane: string, word: string, pieces: readonly LanePiece[]): void => {
      const label = word === '' ? node.label : `${node.label}: ${word}`;
      rows.push({
        key: `${node.id} ${lane}`,
        node: node.id,
        label,
        short: rows.length > 0 && word !== '' ? word : label,
        pieces: overlaid(pieces, outages),
      });
    };
    const folds = hasMode && lanes.length === 1 && saysOneThing(lanes[0]!);
    for (const track of lanes) {
      const pieces = lanePieces(track, pattern);
      add(
        track.lane,
        lanes.length > 1 && track.lane !== MAIN_LANE ? track.lane : '',
        folds
          ? overlaid(
              pieces,
              modes.filter(({ broken }) => broken),
            )
          : pieces,
      );
    }
    if (hasMode && !folds) add(MODE_LANE, rows.length > 0 ? 'mode' : '', modes);
    if (rows.length === 0 && outages.length > 0)
      add(STATUS_LANE, '', [
        { fromUs: status!.segments[0]!.fromUs, toUs: Infinity, label: 'up', colour: 'ok', broken: false },
      ]);
    return rows;
  });
}

const saysOneThing = (track: LaneTrack): boolean =>
  new Set(track.segments.map(({ state }) => state).filter((state) => state !== '')).size === 1;

function statusPieces(track: LaneTrack | undefined): LanePiece[] {
  return (track?.segments ?? [])
    .filter(({ state }) => state !== 'up')
    .map(({ state, fromUs, toUs }) => ({
      fromUs,
      toUs,
      label: state,
      colour: state === 'paused' ? 'warn' : 'bad',
      broken: true,
    }));
}

function lanePieces(track: LaneTrack, pattern: ShownPattern): LanePiece[] {
  const machine = new Map(
    Object.values(pattern.roles).flatMap((role) =>
      (role.machine?.states ?? []).map((state) => [state.id, state] as const),
    ),
  );
  return track.segments
    .filter((segment) => segment.state !== '')
    .map(({ state, fromUs, toUs }) => ({
      fromUs,
      toUs,
      label: machine.get(state)?.label ?? state,
      colour: pattern.laneColours[`${track.lane} ${state}`] ?? machine.get(state)?.colour ?? 'quiet',
      broken: false,
    }));
}

const modeOf = (segment: LaneSegment, normalMode: string): string =>
  segment.state === '' ? normalMode : segment.state;

function modePieces(track: LaneTrack, pattern: ShownPattern, normalMode: string): LanePiece[] {
  return track.segments.map((segment) => {
    const mode = modeOf(segment, normalMode);
    const tone = pattern.modes[mode]?.tone ?? (mode === normalMode ? 'ok' : 'bad');
    return {
      fromUs: segment.fromUs,
      toUs: segment.toUs,
      label: pattern.modes[mode]?.label ?? (mode === normalMode ? 'normal' : mode),
      colour: tone,
      broken: tone !== 'ok',
    };
  });
}

/** Lays pieces over others: what was drawn there gives way. */
function overlaid(pieces: readonly LanePiece[], over: readonly LanePiece[]): readonly LanePiece[] {
  let rest = [...pieces];
  for (const { fromUs, toUs } of over) {
    rest = rest.flatMap((piece) => [
      ...(piece.fromUs < fromUs ? [{ ...piece, toUs: Math.min(piece.toUs, fromUs) }] : []),
      ...(piece.toUs > toUs ? [{ ...piece, fromUs: Math.max(piece.fromUs, toUs) }] : []),
    ]);
  }
  return [...rest, ...over].filter((piece) => piece.toUs > piece.fromUs).sort((a, b) => a.fromUs - b.fromUs);
}
