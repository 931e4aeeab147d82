import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { KubeletState, Watched } from '../programs/kubelet-state.ts';
import { Label, stacked } from './marks.tsx';

const LETTERS: Readonly<Record<string, string>> = { app: 'A', proxy: 'P', watcher: 'W', shipper: 'L' };
const FILLS: Readonly<Record<string, string>> = {
  app: 'color-mix(in srgb, var(--msg) 38%, var(--panel))',
  shipper: 'color-mix(in srgb, var(--purple) 42%, var(--panel))',
  proxy: 'color-mix(in srgb, var(--ok-mark) 34%, var(--panel))',
  watcher: 'color-mix(in srgb, var(--edge) 40%, var(--panel))',
};

interface Part {
  readonly name: string;
  readonly value: number;
}

/** What one thing is divided into; the whole is the budget, and what goes beyond it is shown beyond it. */
function Budget({
  title,
  parts,
  whole,
  unit,
  x,
  y,
  width,
}: {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly whole: number;
  readonly unit: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}): ReactElement {
  const used = parts.reduce((sum, part) => sum + part.value, 0);
  const titleWidth = 34;
  const bar = Math.max(10, width - titleWidth);
  const scale = bar / Math.max(whole, used, 1);
  const isOver = used > whole;
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{`${title}: ${parts.map(({ name, value }) => `${name} ${value}${unit}`).join(', ')}; ${used} of ${whole}${unit}`}</title>
      <Label x={0} y={18} text={title} fill={isOver ? 'var(--bad)' : 'var(--mute)'} bold={isOver} />
      <rect x={titleWidth} y={5} width={bar} height={18} rx={3} fill="var(--panel)" stroke="var(--edge)" />
      {stacked(parts, ({ value }) => value * scale).map(({ part: { name }, x: from, width: partWidth }) => (
        <g key={name} transform={`translate(${titleWidth + from} 5)`}>
          <rect width={partWidth} height={18} fill={FILLS[name]} stroke="var(--panel)" strokeWidth={1} />
          {partWidth > 14 && <Label x={partWidth / 2 - 4} y={13} text={LETTERS[name] ?? ''} fill="var(--ink)" bold />}
        </g>
      ))}
      {isOver && <path d={`M${titleWidth + whole * scale} 2V26`} stroke="var(--bad)" strokeWidth={2} />}
    </g>
  );
}

/** Under the roof: the budget that all rooms share. */
export function Attic({
  board,
  x,
  y,
  width,
}: {
  readonly board: BoardProps;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}): ReactElement | null {
  const state = board.nodes['kubelet']?.state as unknown as KubeletState | null | undefined;
  if (!state) return <Label x={x + 6} y={y + 18} text="no kubelet" fill="var(--bad)" />;
  const containers = Object.entries(state.containers);
  const parts = (value: (watched: Watched) => number): Part[] =>
    containers.map(([name, watched]) => ({ name, value: value(watched) })).filter((part) => part.value > 0);
  const half = Math.floor((width - 14) / 2);
  const limit = (name: string): number => state.cpuMilli[name] ?? 0;
  const used = containers
    .map(([name, watched]) => ({ name, value: Math.min(watched.demandMilli, limit(name)) }))
    .filter((part) => part.value > 0);
  return (
    <g transform={`translate(${x} ${y})`}>
      <Budget
        title="CPU"
        parts={used}
        whole={Number(board.settings['pod.cpuMilli'])}
        unit="m"
        x={0}
        y={0}
        width={half}
      />
      <Budget
        title="RAM"
        parts={parts((watched) => Math.round(watched.memoryKb / 1_000))}
        whole={Number(board.settings['pod.memoryMb'])}
        unit=" MB"
        x={half + 14}
        y={0}
        width={half}
      />
    </g>
  );
}
