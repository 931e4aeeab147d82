import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';

const BAD = { fill: 'var(--bad-soft)', stroke: 'var(--bad-mark)' };
const LEVEL = { fill: 'color-mix(in srgb, var(--purple) 22%, var(--panel))', stroke: 'var(--purple)' };

/** A level at the right wall of the shape; a mark where the limit is. */
function Gauge({
  part,
  radius,
  full,
}: {
  readonly part: number;
  readonly radius: number;
  readonly full: boolean;
}): ReactElement {
  const height = radius * 1.1;
  const x = radius * 0.52;
  const filled = Math.max(part > 0 ? 2 : 0, height * Math.min(1, part));
  return (
    <g>
      <rect x={x} y={-height / 2} width={8} height={height} rx={2} fill="var(--panel)" stroke="var(--edge)" />
      <rect x={x + 1} y={height / 2 - filled} width={6} height={filled} {...(full ? BAD : LEVEL)} />
      {full && <path d={`M${x - 3} ${-height / 2}h14`} stroke={BAD.stroke} strokeWidth={2} />}
    </g>
  );
}

const amount = (value: number | undefined, limit: number): number =>
  limit > 0 ? (value ?? 0) / limit : (value ?? 0) > 0 ? 0.1 : 0;

/** On the graph: how full the shipper and the volume are, and whether new configuration was taken. */
export function PodArt({ node, now, radius, settings, on }: NodeArtProps): ReactElement | null {
  if (now.status === 'down') return null;
  const dial = (key: string): number => Number(settings[key]);
  switch (node.program) {
    case 'shipper': {
      const onDisk = settings['shipper.storage'] === 'filesystem';
      // On disk there is room for hours; the gauge shows the first 1,000 kB of it.
      const limit = onDisk ? Math.min(1_000, dial('shipper.storageKb')) : dial('shipper.memBufKb');
      const part = amount(now.metrics[onDisk ? 'storageKb' : 'memoryKb'], limit);
      return <Gauge part={part} radius={radius} full={now.lanes['input'] === 'PAUSED' || part > 1} />;
    }
    case 'volume':
      return (
        <Gauge
          part={amount(now.metrics['usedKb'], dial('volume.rotateKb') * dial('volume.keepFiles'))}
          radius={radius}
          full={false}
        />
      );
    case 'app': {
      const waiting = now.metrics['waitingForLog'] ?? 0;
      if (on) return null;
      return (
        <Gauge
          part={Math.max(amount(now.metrics['queuedKb'], dial('app.queueKb')), waiting / dial('app.workers'))}
          radius={radius}
          full={waiting > 0}
        />
      );
    }
    case 'proxy':
    case 'watcher':
      return now.lanes['config'] === 'NACKED' ? (
        <g transform={`translate(${radius * 0.62} ${-radius * 0.62})`}>
          <circle r={7} fill="var(--panel)" stroke={BAD.stroke} strokeWidth={1.5} />
          <path d="M-3 -3L3 3M3 -3L-3 3" stroke={BAD.stroke} strokeWidth={1.8} />
        </g>
      ) : null;
    default:
      return null;
  }
}
