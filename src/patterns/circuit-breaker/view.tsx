import type { ReactElement } from 'react';
import type { NodeCardProps, PatternView } from '../../ui/kit/index.ts';
import type { CountWindow, SlidingWindow, TimeWindow } from './programs/sliding-window.ts';
import { FAILED, SLOW } from './programs/sliding-window.ts';

/** Side of a cell and the gap between two, px. */
const CELL = 14;
const GAP = 3;
const ROW = 20;
const BAR_HEIGHT = 40;

interface Kind {
  readonly name: string;
  readonly stroke: string;
  readonly fill: string;
}
const OK: Kind = { name: 'ok', stroke: 'var(--ok)', fill: 'var(--ok-soft)' };
const BAD: Kind = { name: 'failed', stroke: 'var(--bad)', fill: 'var(--bad-soft)' };
const WARN: Kind = { name: 'slow', stroke: 'var(--warn)', fill: 'var(--warn-soft)' };
const NONE: Kind = { name: 'empty', stroke: 'var(--line)', fill: 'none' };

const kindOf = (cell: number | undefined): Kind =>
  cell === undefined ? NONE : cell & FAILED ? BAD : cell & SLOW ? WARN : OK;

/**
 * The calls that a breaker judges by: a cell a call, oldest first, or a bar a second. `state` is the
 * live state of a breaker program; nothing is drawn for anything else, or for other rules than Resilience4j's.
 */
export function BreakerWindow({ state }: { readonly state: unknown }): ReactElement | null {
  const window = (state as { readonly core?: { readonly window?: SlidingWindow } } | null)?.core?.window;
  if (!window) return null;
  const words = `${window.calls} ${window.calls === 1 ? 'call' : 'calls'} in the window: ${window.failed} failed, ${window.slow} slow`;
  return (
    <figure style={{ margin: 0 }}>
      {window.kind === 'count' ? <Cells window={window} words={words} /> : <Seconds window={window} words={words} />}
      <figcaption style={{ color: 'var(--mute)', fontSize: 'var(--text-sm)' }}>{words}</figcaption>
    </figure>
  );
}

function Cells({ window, words }: { readonly window: CountWindow; readonly words: string }): ReactElement {
  const step = CELL + GAP;
  const columns = Math.min(window.size, ROW);
  const rows = Math.ceil(window.size / ROW);
  // Once the ring is full, the cell that is written next holds the oldest call.
  const first = window.cells.length < window.size ? 0 : window.next;
  return (
    <svg role="img" aria-label={words} width={columns * step} height={rows * step}>
      {Array.from({ length: window.size }, (_, i) => {
        const kind = kindOf(window.cells[(first + i) % window.size]);
        return <Cell key={i} kind={kind} x={(i % ROW) * step + 1} y={Math.floor(i / ROW) * step + 1} />;
      })}
    </svg>
  );
}

/** Never colour alone: a cross is a failure, a bar is slow, a dot is fine. */
function Cell({ kind, x, y }: { readonly kind: Kind; readonly x: number; readonly y: number }): ReactElement {
  const side = CELL - 2;
  const middle = side / 2;
  return (
    <g transform={`translate(${x} ${y})`} stroke={kind.stroke} fill="none" strokeWidth={1.5}>
      <rect width={side} height={side} rx={3} fill={kind.fill} strokeDasharray={kind === NONE ? '2 2' : undefined} />
      {kind === BAD && <path d={`M3 3L${side - 3} ${side - 3}M${side - 3} 3L3 ${side - 3}`} />}
      {kind === WARN && <path d={`M3 ${middle}H${side - 3}`} />}
      {kind === OK && <circle cx={middle} cy={middle} r={1.5} fill={kind.stroke} />}
    </g>
  );
}

function Seconds({ window, words }: { readonly window: TimeWindow; readonly words: string }): ReactElement {
  const step = CELL + GAP;
  const most = Math.max(1, ...window.seconds.map((second) => second.calls));
  const height = (count: number): number => (count * BAR_HEIGHT) / most;
  return (
    <svg role="img" aria-label={words} width={Math.max(1, window.seconds.length) * step} height={BAR_HEIGHT + 2}>
      {window.seconds.map((second, i) => (
        <g key={second.second} transform={`translate(${i * step} ${BAR_HEIGHT + 1}) scale(1 -1)`} strokeWidth={1}>
          <rect width={CELL} height={height(second.calls)} fill={OK.fill} stroke={OK.stroke} />
          <rect width={CELL} height={height(second.failed)} fill={BAD.stroke} stroke={BAD.stroke} />
        </g>
      ))}
    </svg>
  );
}

function BreakerCard({ inspection }: NodeCardProps): ReactElement | null {
  return <BreakerWindow state={inspection.state} />;
}

const view: PatternView = { NodeCard: BreakerCard };
export default view;
