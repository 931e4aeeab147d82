import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { GROUPS } from '../programs/cluster.ts';
import type { Message, QueueState } from '../programs/queue.ts';
import { Heading } from './Panels.tsx';
import { LETTERS, NAMES } from './read.ts';
import { twiceMark } from './Tape.tsx';

const CELL = 20;
const STEP = 22;

/** Each queue: what consumers hold, with the letter of who does, then what is ready; and its dead letters. */
export function Queues({ nodes, widthPx }: Pick<BoardProps, 'nodes' | 'widthPx'>): ReactElement {
  const queues = (nodes['queue']?.state as unknown as QueueState | null | undefined)?.queues;
  if (!queues) return <p style={{ color: 'var(--bad)' }}>The queue server is down.</p>;
  const room = Math.max(4, Math.floor((widthPx - 20) / STEP));
  return (
    <div style={{ font: '12.5px/18px var(--font-ui)' }}>
      {GROUPS.map((group) => {
        const { unacked, returns, ready, dead, consumers } = queues[group]!;
        const limits = Object.values(consumers).map(({ prefetch, automatic }) =>
          automatic ? 'acknowledged by delivery' : prefetch > 0 ? `prefetch ${prefetch}` : 'no prefetch limit',
        );
        const cells = [
          ...unacked.map(({ message, to }) => ({
            message,
            holder: to.startsWith('analytics') ? to.slice(-1) : LETTERS[group]!,
          })),
          ...[...returns, ...ready].map((message) => ({ message, holder: '' })),
        ];
        return (
          <div key={group} style={{ marginBottom: 6 }}>
            <Heading>
              {NAMES[group]}{' '}
              <span style={{ fontWeight: 400, color: 'var(--mute)' }}>
                {unacked.length} unacknowledged, {returns.length + ready.length} ready; {limits[0] ?? 'no consumer'}
              </span>
            </Heading>
            <svg
              role="img"
              aria-label={`${group}: ${unacked.length} unacknowledged, ${returns.length + ready.length} ready, ${dead.length} dead letters`}
              width={room * STEP}
              height={CELL + 2}
              style={{ display: 'block' }}
            >
              {cells.slice(0, room).map(({ message, holder }, i) => (
                <Cell key={message.id} message={message} holder={holder} x={1 + i * STEP} />
              ))}
              {cells.length === 0 && <path d={`M1 ${CELL / 2}H${room * STEP}`} stroke="var(--line)" />}
            </svg>
            {dead.length > 0 && (
              <span style={{ color: 'var(--bad)' }}>
                dead letters:{' '}
                {dead.map(({ reading, returned }) => `reading ${reading} (came back ${returned}×)`).join(', ')}
              </span>
            )}
          </div>
        );
      })}
      <p style={{ margin: 0, color: 'var(--mute)', font: '11px/16px var(--font-ui)' }}>
        Filled: with a consumer, by its number or letter. Open: ready. Two strokes: delivered before. Cross: broken.
      </p>
    </div>
  );
}

function Cell({
  message,
  holder,
  x,
}: {
  readonly message: Message;
  readonly holder: string;
  readonly x: number;
}): ReactElement {
  const held = holder !== '';
  return (
    <g transform={`translate(${x} 1)`}>
      <rect
        width={CELL}
        height={CELL}
        rx={3}
        fill={held ? 'var(--accent-soft)' : 'none'}
        stroke={held ? 'var(--accent)' : 'var(--edge)'}
        strokeDasharray={held ? undefined : '3 2'}
      />
      {message.value.poison && <path d="M11 11L17 17M17 11L11 17" stroke="var(--bad-mark)" strokeWidth={1.5} />}
      {message.redelivered && <path d={twiceMark(14, 6)} stroke="var(--purple)" strokeWidth={1.5} />}
      <text x={3} y={14} fontSize={11} fontFamily="var(--font-mono)" fill="var(--accent)">
        {holder}
      </text>
    </g>
  );
}
