import type { ActionBody, ActionKind } from '../../kernel/action.ts';
import {
  ACTION_CATALOGUE,
  driftParts,
  takesDuration,
  type ActionFlag,
  type ActionParameter,
  type ActionTone,
} from '../../kernel/action-catalogue.ts';
import type { NodeSpec, Topology } from '../../kernel/topology.ts';
import type { LinkState } from '../../kernel/trace.ts';
import { spanText } from '../../derive/time-text.ts';
import type { Flight, Scene, SceneNode } from '../../derive/types.ts';
import { capitalised } from '../../derive/words.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Selection } from '../../state/types.ts';

/** One thing that can be done to what is selected. */
export interface FaultItem {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  readonly tone: ActionTone;
  /** What is done, with the usual numbers where it takes any. */
  readonly body: ActionBody;
  readonly parameters: readonly ActionParameter[];
  readonly flags: readonly ActionFlag[];
  /** Whether it may end by itself. */
  readonly lasting: boolean;
}

/** `folded`: behind an item of its own, with the name of the group. */
export interface FaultGroup {
  readonly name: string;
  readonly folded: boolean;
  readonly items: readonly FaultItem[];
}

export interface FaultContext {
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly scene: Scene;
  /** For a message: its flight, and the cursor. */
  readonly flight?: Flight | undefined;
  readonly cursorSeq?: number;
}

/** What can be done to the thing, in groups; a fault that is on shows its repair in its place. */
export function faultGroups(target: NonNullable<Selection>, context: FaultContext): readonly FaultGroup[] {
  const groups =
    target.kind === 'node'
      ? nodeGroups(target.id, context)
      : target.kind === 'link'
        ? linkGroups(target.a, target.b, context)
        : messageGroups(target.id, context);
  return groups.filter((group) => group.items.length > 0);
}

function item(
  body: ActionBody,
  words: Partial<Pick<FaultItem, 'id' | 'label' | 'help' | 'tone'>> = {},
  asks = true,
): FaultItem {
  const entry = ACTION_CATALOGUE[body.kind];
  return {
    id: body.kind,
    label: entry.label,
    help: entry.help,
    icon: entry.icon,
    tone: entry.tone,
    parameters: asks ? entry.parameters : [],
    flags: asks ? entry.flags.filter((flag) => !flag.required) : [],
    lasting: takesDuration(body),
    body,
    ...words,
  };
}

const repair = (body: ActionBody, label: string, help: string): FaultItem =>
  item(body, { id: `end-${body.kind}`, label, help, tone: 'repair' }, false);

const usual = (kind: ActionKind): number => ACTION_CATALOGUE[kind].parameters[0]?.default ?? 0;

const group = (name: string, items: readonly (FaultItem | null)[], folded = false): FaultGroup => ({
  name,
  folded,
  items: items.filter((candidate) => candidate !== null),
});

function nodeGroups(id: string, { pattern, topology, scene }: FaultContext): readonly FaultGroup[] {
  const spec = topology.nodes.find((node) => node.id === id);
  const live = scene.nodes[id];
  if (spec === undefined || live === undefined) return [];
  const up = live.status === 'up';
  return [
    group('Behaviour', up ? modeItems(spec, live, pattern) : []),
    group('Ask it to', up ? commandItems(spec, pattern) : []),
    group('Process', processItems(spec, live)),
    group('Network', networkItems(spec, topology, scene), true),
    group('Clock', live.status === 'down' ? [] : clockItems(id, live), true),
    group('Disk', spec.disk === undefined ? [] : diskItems(id, live), true),
    group('Pod', spec.pod === undefined ? [] : podItems(spec.pod, topology, scene), true),
  ];
}

function modeItems(spec: NodeSpec, live: SceneNode, pattern: ShownPattern): readonly FaultItem[] {
  const modes = pattern.programs[spec.program]?.modes ?? [];
  return modes
    .filter((mode) => mode !== (live.mode || modes[0]))
    .map((mode) => {
      const words = pattern.modes[mode];
      const back = mode === modes[0];
      const label = capitalised(words?.label ?? mode);
      return back
        ? {
            ...repair({ kind: 'mode', node: spec.id, mode }, label, 'Back to how it normally behaves.'),
            id: `mode-${mode}`,
            lasting: false,
          }
        : item(
            { kind: 'mode', node: spec.id, mode },
            {
              id: `mode-${mode}`,
              label,
              help: `${spec.label} ${words?.label ?? `behaves as ${mode}`} from now on.`,
              tone: words?.tone === 'ok' ? 'neutral' : 'fault',
            },
            false,
          );
    });
}

function commandItems(spec: NodeSpec, pattern: ShownPattern): readonly FaultItem[] {
  return Object.entries(pattern.commands)
    .filter(([, command]) => command.program === spec.program)
    .map(([name, command]) =>
      item(
        { kind: 'command', node: spec.id, command: name },
        { id: `command-${name}`, label: command.label, help: 'Once, now.' },
        false,
      ),
    );
}

function processItems(spec: NodeSpec, live: SceneNode): readonly (FaultItem | null)[] {
  const node = spec.id;
  if (live.status === 'down') return [item({ kind: 'restart', node })];
  const slow = live.conditions['slow'] ?? 100;
  return [
    live.status === 'paused' ? item({ kind: 'resume', node }) : null,
    item({ kind: 'crash', node }, {}, false),
    spec.disk === undefined
      ? null
      : item(
          { kind: 'crash', node, loseUnsynced: true },
          {
            id: 'crash-unsynced',
            label: 'Crash, losing unsynced writes',
            help: 'What was written but not synced is gone as well.',
          },
          false,
        ),
    live.status === 'paused' ? null : item({ kind: 'pause', node }),
    slow === 100
      ? item({ kind: 'slow', node, percent: usual('slow') })
      : repair({ kind: 'slow', node, percent: 100 }, 'Back to normal speed', `Work takes ${slow / 100}× as long now.`),
  ];
}

function clockItems(node: string, live: SceneNode): readonly FaultItem[] {
  const drift = live.conditions['clockDrift'] ?? 0;
  const offsetUs = live.conditions['clockOffset'] ?? 0;
  return [
    item({ kind: 'clockJump', node, byUs: usual('clockJump') }),
    offsetUs === 0
      ? item({ kind: 'clockOffset', node, offsetUs: usual('clockOffset') })
      : repair(
          { kind: 'clockOffset', node, offsetUs: 0 },
          'Set the clock right',
          `Its wall clock is ${spanText(Math.abs(offsetUs))} ${offsetUs < 0 ? 'slow' : 'fast'} now.`,
        ),
    drift === 0
      ? item({ kind: 'clockDrift', node, ppm: usual('clockDrift') })
      : repair(
          { kind: 'clockDrift', node, ppm: 0 },
          'End the drift',
          `Its clocks run ${Math.abs(driftParts(drift).count)} ${driftParts(drift).unit} too ${drift < 0 ? 'slow' : 'fast'} now.`,
        ),
  ];
}

function diskItems(node: string, live: SceneNode): readonly FaultItem[] {
  const sync = live.conditions['slowSync'] ?? 100;
  return [
    (live.conditions['diskFull'] ?? 0) === 0
      ? item({ kind: 'diskFull', node, full: true })
      : repair({ kind: 'diskFull', node, full: false }, 'Make room on the disk', 'It is full now.'),
    sync === 100
      ? item({ kind: 'slowSync', node, percent: usual('slowSync') })
      : repair(
          { kind: 'slowSync', node, percent: 100 },
          'Back to normal sync',
          `Syncing takes ${sync / 100}× as long now.`,
        ),
  ];
}

function networkItems(spec: NodeSpec, topology: Topology, scene: Scene): readonly (FaultItem | null)[] {
  const rest = topology.nodes
    .filter((node) => node.id !== spec.id && (spec.pod === undefined || node.pod !== spec.pod))
    .map((node) => node.id);
  const own = topology.nodes
    .filter((node) => node.id === spec.id || (spec.pod !== undefined && node.pod === spec.pod))
    .map((node) => node.id);
  const anyCut = Object.values(scene.links).some((state) => state.cut);
  if (rest.length === 0) return [];
  return [
    item(
      { kind: 'partition', groups: [own, rest] },
      {
        label: spec.pod === undefined ? 'Cut off from everyone' : 'Cut its pod off from everyone',
        help: 'Nothing gets in or out until it is healed.',
      },
    ),
    anyCut ? item({ kind: 'healAll' }) : null,
  ];
}

function podItems(pod: string, topology: Topology, scene: Scene): readonly (FaultItem | null)[] {
  const members = topology.nodes.filter((node) => node.pod === pod);
  const down = members.filter((node) => scene.nodes[node.id]?.status === 'down');
  return [
    down.length < members.length ? item({ kind: 'killPod', pod }) : null,
    down.length > 0 ? item({ kind: 'restartPod', pod }) : null,
  ];
}

function linkGroups(a: string, b: string, { topology, scene }: FaultContext): readonly FaultGroup[] {
  const link = topology.links.find(
    (candidate) => (candidate.a === a && candidate.b === b) || (candidate.a === b && candidate.b === a),
  );
  // No network fault touches the links inside a pod.
  if (link === undefined || link.channel === 'local') return [];
  const names = new Map(topology.nodes.map((node) => [node.id, node.label]));
  const name = (id: string): string => names.get(id) ?? id;
  const there = scene.links[`${a}>${b}`];
  const back = scene.links[`${b}>${a}`];
  const cut = there?.cut === true || back?.cut === true;
  const oneWay = (from: string, to: string): FaultItem =>
    item(
      { kind: 'cut', a: from, b: to, oneWay: true },
      { id: `cut-${from}`, label: `Cut only towards ${name(to)}`, help: `${name(from)} still hears ${name(to)}.` },
      false,
    );
  const around = (id: string): FaultItem =>
    item(
      { kind: 'partition', groups: [[id], topology.nodes.filter((node) => node.id !== id).map((node) => node.id)] },
      { id: `partition-${id}`, label: `Cut ${name(id)} off from everyone` },
    );
  return [
    group('Cut', [
      cut
        ? item({ kind: 'heal', a, b })
        : item({ kind: 'cut', a, b }, { help: 'Nothing gets through in either direction.' }, false),
      cut ? null : oneWay(a, b),
      cut ? null : oneWay(b, a),
    ]),
    group('Degrade', degradeItems(a, b, there, back)),
    group('Partition', [around(a), around(b)], true),
  ];
}

function degradeItems(
  a: string,
  b: string,
  there: LinkState | undefined,
  back: LinkState | undefined,
): readonly FaultItem[] {
  const now = (read: (state: LinkState) => number): number =>
    Math.max(there === undefined ? 0 : read(there), back === undefined ? 0 : read(back));
  const share = (ppm: number): string => `${ppm / 10_000} % now.`;
  const [addUs, loss, twice, swapped, limit] = [
    now((s) => s.addUs),
    now((s) => s.lossPpm),
    now((s) => s.duplicatePpm),
    now((s) => s.reorderPpm),
    now((s) => s.bytesPerSecond),
  ];
  return [
    addUs === 0
      ? item({ kind: 'latency', a, b, addUs: usual('latency') })
      : repair({ kind: 'latency', a, b, addUs: 0 }, 'End added latency', `${addUs / 1_000} ms now.`),
    loss === 0
      ? item({ kind: 'loss', a, b, ppm: usual('loss') })
      : repair({ kind: 'loss', a, b, ppm: 0 }, 'End loss', share(loss)),
    twice === 0
      ? item({ kind: 'duplicates', a, b, ppm: usual('duplicates') })
      : repair({ kind: 'duplicates', a, b, ppm: 0 }, 'End duplication', share(twice)),
    swapped === 0
      ? item({ kind: 'reorder', a, b, ppm: usual('reorder') })
      : repair({ kind: 'reorder', a, b, ppm: 0 }, 'End reordering', share(swapped)),
    limit === 0
      ? item({ kind: 'bandwidth', a, b, bytesPerSecond: usual('bandwidth') })
      : repair(
          { kind: 'bandwidth', a, b, bytesPerSecond: 0 },
          'Lift the bandwidth limit',
          `${limit / 1_000} kB/s now.`,
        ),
  ];
}

function messageGroups(message: string, { flight, cursorSeq = -1 }: FaultContext): readonly FaultGroup[] {
  if (flight === undefined || !underWay(flight, cursorSeq)) return [];
  return [
    group('Message', [
      item({ kind: 'dropMessage', message }),
      item({ kind: 'delayMessage', message, byUs: usual('delayMessage') }),
      item({ kind: 'duplicateMessage', message }),
      item({ kind: 'deliverMessage', message }),
    ]),
  ];
}

/** Whether the message has been sent and not ended by the event at the cursor. */
export function underWay(flight: Flight, cursorSeq: number): boolean {
  return flight.sentSeq <= cursorSeq && (flight.endSeq < 0 || flight.endSeq > cursorSeq);
}
