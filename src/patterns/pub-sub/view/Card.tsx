import type { ReactElement } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import type { BrokerState } from '../programs/broker-state.ts';
import type { ConsumerState } from '../programs/consumer-state.ts';
import { endOf } from '../programs/partition-log.ts';

/** The partitions of one broker or one consumer, in numbers. */
export function Card({ node, inspection }: NodeCardProps): ReactElement | null {
  if (inspection.state === null) return null;
  if (node.program === 'broker') return <BrokerCard state={inspection.state as unknown as BrokerState} />;
  if (node.program === 'consumer') return <ConsumerCard state={inspection.state as unknown as ConsumerState} />;
  return null;
}

function BrokerCard({ state }: { readonly state: BrokerState }): ReactElement {
  return (
    <Table
      head={['partition', 'role', 'epoch', 'end', 'HW', 'ISR']}
      rows={Object.values(state.replicas).map((replica) => [
        replica.partition,
        replica.role,
        replica.epoch,
        endOf(replica.log),
        replica.highWatermark,
        replica.isr.map((broker) => broker.slice(-1)).join(' ') + (replica.proposed === null ? '' : ' …'),
      ])}
    />
  );
}

function ConsumerCard({ state }: { readonly state: ConsumerState }): ReactElement {
  if (state.assigned.length === 0)
    return <p style={{ margin: 0, font: '12.5px/18px var(--font-ui)' }}>It owns no partition now.</p>;
  return (
    <Table
      head={['partition', 'processed', 'committed', 'mark', 'lag']}
      rows={state.assigned.map((partition) => {
        const done = state.done[partition];
        const mark = state.marks[partition];
        return [
          partition,
          done ?? '–',
          state.committed[partition] ?? '–',
          mark ?? '–',
          done === undefined || mark === undefined ? '–' : Math.max(0, mark - done),
        ];
      })}
    />
  );
}

function Table({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}): ReactElement {
  const cell = {
    padding: '2px 5px 2px 0',
    textAlign: 'left',
    whiteSpace: 'nowrap',
    font: '11px/16px var(--font-mono)',
  } as const;
  return (
    <table style={{ borderCollapse: 'collapse' }}>
      <thead>
        <tr>
          {head.map((word) => (
            <th key={word} scope="col" style={{ ...cell, font: '11px/16px var(--font-ui)', color: 'var(--mute)' }}>
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row[0]}>
            {row.map((value, i) => (
              <td key={head[i]} style={cell}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
