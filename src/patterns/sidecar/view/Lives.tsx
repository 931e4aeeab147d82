import type { ReactElement } from 'react';
import type { TraceEvent } from '../../../kernel/trace.ts';
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
const NAME = 62;
const AXIS = 22;
export const livesHeight = (rows: number): number => rows * ROW + AXIS + 18;

const NAMES: Readonly<Record<string, string>> = {
  app: 'Checkout',
  shipper: 'Shipper',
  watcher: 'Watcher',
  proxy: 'Proxy',
};
const LEGEND = ['STARTING', 'RUNNING', 'STOPPING', 'WAITING', 'DOWN'] as const;
const LEGEND_WORDS: Readonly<Record<string, string>> = {
  STARTING: 'starts',
  RUNNING: 'runs',
  STOPPING: 'stops',
  WAITING: 'none',
  DOWN: 'crashed',
};

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
  return (
    <svg width={width} height={livesHeight(lives.length)} role="img" aria-label="When each container ran">
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
          <Label x={0} y={16} text={NAMES[node] ?? node} fill="var(--ink)" />
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
            <path
              key={`${atUs}${kill}`}
              d={kill ? `M${x(atUs) - 4} 1l8 8m0 -8l-8 8` : `M${x(atUs) - 4} 1h8l-4 6z`}
              fill={kill ? 'none' : LINE.warn}
              stroke={kill ? LINE.bad : LINE.warn}
              strokeWidth={kill ? 2 : 1}
            />
          ))}
        </g>
      ))}
      {LEGEND.map((phase, i) => (
        <g
          key={phase}
          transform={`translate(${NAME + i * Math.min(72, (width - NAME) / LEGEND.length)} ${bottom + 30})`}
        >
          <PhaseGlyph phase={phase} x={4} y={-4} />
          <Label x={13} y={0} text={LEGEND_WORDS[phase]!} />
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
