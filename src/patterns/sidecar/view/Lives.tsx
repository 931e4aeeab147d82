import type { ReactElement } from 'react';
import type { TraceEvent } from '../../../kernel/trace.ts';
import { partOf, podOf } from '../pods.ts';
import { Label, LINE, PhaseGlyph, SOFT, toneOfPhase, useHatch } from './marks.tsx';

/** A stretch of one container's life; times in µs. */
export interface Stretch {
  readonly phase: string;
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Life {
  readonly node: string;
  readonly stretches: readonly Stretch[];
  /** When SIGTERM and SIGKILL reached it. */
  readonly signals: readonly { readonly atUs: number; readonly kill: boolean }[];
}

/** The lives of containers up to a moment, from the trace. */
export function livesOf(
  events: readonly TraceEvent[],
  count: number,
  nodes: readonly string[],
  timeUs: number,
): Life[] {
  const lives = new Map(
    nodes.map((node) => [
      node,
      { marks: [] as { phase: string; atUs: number }[], signals: [] as { atUs: number; kill: boolean }[] },
    ]),
  );
  for (let i = 0; i < count; i++) {
    const event = events[i]!;
    const own = lives.get(event.node);
    const type = event.kind === 'deliver' ? event.transit?.message.type : undefined;
    if (own && (type === 'Sigterm' || type === 'Sigkill'))
      own.signals.push({ atUs: event.timeUs, kill: type === 'Sigkill' });
    for (const effect of event.effects) {
      if (effect.kind === 'become' && effect.lane === 'main') own?.marks.push({ phase: effect.to, atUs: event.timeUs });
      else if (effect.kind === 'status' && effect.status === 'down')
        lives.get(effect.node)?.marks.push({ phase: 'DOWN', atUs: event.timeUs });
    }
  }
  return nodes.map((node) => {
    const { marks, signals } = lives.get(node)!;
    return {
      node,
      signals,
      stretches: marks.map(({ phase, atUs }, i) => ({ phase, fromUs: atUs, toUs: marks[i + 1]?.atUs ?? timeUs })),
    };
  });
}

const ROW = 24;
const NAME = 66;
const AXIS = 22;

const NAMES: Readonly<Record<string, string>> = {
  app: 'Checkout',
  shipper: 'Shipper',
  watcher: 'Watcher',
  proxy: 'Proxy',
};
const nameOf = (node: string): string => `${NAMES[partOf(node)] ?? node}${podOf(node) === '' ? '' : ' 2'}`;
/** What marks mean, with the room that each takes. */
const LEGEND = [
  ['STARTING', 'starts', 58],
  ['RUNNING', 'runs', 52],
  ['STOPPING', 'stops', 56],
  ['WAITING', 'none', 54],
  ['DOWN', 'crashed', 74],
  ['SIGTERM', 'SIGTERM', 78],
  ['SIGKILL', 'SIGKILL', 70],
] as const;
const LEGEND_ROW = 17;

interface Place {
  readonly mark: string;
  readonly words: string;
  readonly x: number;
  readonly row: number;
}

/** One after the other, and on a new line where the width ends. */
function legendIn(width: number): Place[] {
  let x = 0;
  let row = 0;
  return LEGEND.map(([mark, words, room]) => {
    if (x + room > width) {
      x = 0;
      row += 1;
    }
    const place = { mark, words, x, row };
    x += room;
    return place;
  });
}

/** A signal that has reached a container, as a mark around (0, 0). */
function Signal({ kill }: { readonly kill: boolean }): ReactElement {
  return (
    <path
      d={kill ? 'M-4 -4l8 8m0 -8l-8 8' : 'M-4 -3h8l-4 6z'}
      fill={kill ? 'none' : LINE.warn}
      stroke={kill ? LINE.bad : LINE.warn}
      strokeWidth={kill ? 2 : 1}
    />
  );
}

/** Who is there when: one line a container, in the order in which they start. */
export function Lives({
  lives,
  timeUs,
  width,
}: {
  readonly lives: readonly Life[];
  readonly timeUs: number;
  readonly width: number;
}): ReactElement {
  const { defs, fill } = useHatch();
  const spanUs = Math.max(timeUs, 10_000_000);
  const x = (us: number): number => NAME + ((width - NAME - 8) * us) / spanUs;
  const seconds = Math.floor(spanUs / 1_000_000);
  const step = seconds > 24 ? 8 : seconds > 12 ? 4 : 2;
  const bottom = lives.length * ROW;
  const legend = legendIn(width);
  const height = bottom + AXIS + LEGEND_ROW * (legend.at(-1)!.row + 1) + 4;
  return (
    <svg width={width} height={height} role="img" aria-label="When each container ran">
      <defs>{defs}</defs>
      {Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => (
        <g key={i}>
          <path d={`M${x(i * step * 1_000_000)} 0V${bottom + 3}`} stroke="var(--line)" />
          <Label
            x={Math.min(width - 26, x(i * step * 1_000_000) - (i === 0 ? 0 : 8))}
            y={bottom + 16}
            text={`${i * step} s`}
          />
        </g>
      ))}
      {lives.map(({ node, stretches, signals }, row) => (
        <g key={node} transform={`translate(0 ${row * ROW})`}>
          <Label x={0} y={16} text={nameOf(node)} fill="var(--ink)" />
          {stretches.map((stretch) => (
            <Bar
              key={`${stretch.phase}${stretch.fromUs}`}
              stretch={stretch}
              from={x(stretch.fromUs)}
              to={x(stretch.toUs)}
              hatch={fill}
            />
          ))}
          {signals.map(({ atUs, kill }) => (
            <g key={`${atUs}${kill}`} transform={`translate(${x(atUs)} 4)`}>
              <Signal kill={kill} />
            </g>
          ))}
        </g>
      ))}
      {legend.map(({ mark, words, x: left, row }) => (
        <g key={mark} transform={`translate(${left} ${bottom + AXIS + 14 + row * LEGEND_ROW})`}>
          {mark.startsWith('SIG') ? (
            <g transform="translate(5 -4)">
              <Signal kill={mark === 'SIGKILL'} />
            </g>
          ) : (
            <PhaseGlyph phase={mark} x={5} y={-4} />
          )}
          <Label x={14} y={0} text={words} />
        </g>
      ))}
    </svg>
  );
}

function Bar({
  stretch,
  from,
  to,
  hatch,
}: {
  readonly stretch: Stretch;
  readonly from: number;
  readonly to: number;
  readonly hatch: string;
}): ReactElement | null {
  const { phase } = stretch;
  const width = Math.max(1, to - from);
  if (phase === 'WAITING')
    return <path d={`M${from} 12H${from + width}`} stroke="var(--edge)" strokeWidth={1.2} strokeDasharray="2 3" />;
  const tone = toneOfPhase(phase);
  const low = phase === 'RUNNING' ? 5 : 8;
  return (
    <g>
      <rect x={from} y={low} width={width} height={24 - 2 * low} fill={SOFT[tone]} stroke={LINE[tone]} />
      {phase === 'DOWN' && <rect x={from} y={low} width={width} height={24 - 2 * low} fill={hatch} />}
      {width > 14 && phase !== 'RUNNING' && <PhaseGlyph phase={phase} x={from + width / 2} y={12} />}
    </g>
  );
}
