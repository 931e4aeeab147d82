import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { Heading } from './Panels.tsx';

const CELL = 11;
const STEP = 13;

/** Without a log: everything that waits, waits in somebody's memory. */
export function Direct({ topology, nodes, events, cursorSeq, select, selected }: BoardProps): ReactElement {
  const given: Record<string, number> = {};
  for (let seq = 0; seq <= cursorSeq && seq < events.length; seq++)
    for (const effect of events[seq]!.effects)
      if (effect.kind === 'note' && effect.rule === 'given up') {
        const { service } = effect.data as { readonly service: string };
        given[service] = (given[service] ?? 0) + 1;
      }
  return (
    <div>
      <Heading>Workers and queues</Heading>
      {topology.nodes
        .filter((node) => node.capacity !== undefined)
        .map((node) => (
          <div
            key={node.id}
            style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 10, minHeight: 28 }}
          >
            <button
              type="button"
              onClick={() => select(node.id)}
              style={{
                width: 110,
                minHeight: 'var(--target)',
                textAlign: 'left',
                padding: '0 4px',
                border: 'none',
                borderRadius: 4,
                background: selected === node.id ? 'var(--accent-soft)' : 'none',
                color: nodes[node.id]?.state === null ? 'var(--bad)' : 'var(--ink)',
                font: '12.5px/18px var(--font-ui)',
                cursor: 'pointer',
              }}
            >
              {node.label}
              {nodes[node.id]?.state === null ? ', down' : ''}
            </button>
            <Cells count={node.capacity!.workers} full={nodes[node.id]?.working.length ?? 0} name="workers" tone="ok" />
            <Cells
              count={node.capacity!.queueLimit}
              full={nodes[node.id]?.queue.length ?? 0}
              name="places in the queue"
              tone="warn"
            />
            <span style={{ font: '12.5px/18px var(--font-ui)', color: 'var(--bad)' }}>
              {given[node.id] ? `${given[node.id]} readings given up` : ''}
            </span>
          </div>
        ))}
    </div>
  );
}

/** A cell a worker or a place: filled is taken. */
function Cells({
  count,
  full,
  name,
  tone,
}: {
  readonly count: number;
  readonly full: number;
  readonly name: string;
  readonly tone: 'ok' | 'warn';
}): ReactElement {
  return (
    <svg role="img" aria-label={`${full} of ${count} ${name} taken`} width={count * STEP} height={CELL + 2}>
      {Array.from({ length: count }, (_, i) => (
        <rect
          key={i}
          x={i * STEP + 1}
          y={1}
          width={CELL}
          height={CELL}
          rx={tone === 'ok' ? 5.5 : 2}
          fill={i < full ? `var(--${tone}-mark)` : 'none'}
          stroke={i < full ? `var(--${tone}-mark)` : 'var(--edge)'}
          strokeDasharray={i < full ? undefined : '2 2'}
        />
      ))}
    </svg>
  );
}
