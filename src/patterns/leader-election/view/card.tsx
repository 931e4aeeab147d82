import type { ComponentProps, ReactElement } from 'react';
import { leaseUs } from '../programs/raft-lease.ts';
import { isLeading, type RaftState } from '../programs/raft-state.ts';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import { Meter } from './picture.tsx';
import { isRaft, leaseLeftUs, sayLease } from './replicas.ts';
import { hueOf, NOTE, sayValues } from './terms.ts';

const cell = { padding: '2px 10px 2px 0', textAlign: 'left', fontWeight: 400 } as const;

/** What a replica knows of itself and, where it leads, of the others; and the values it would answer with. */
export function ReplicaCard({ inspection, settings }: NodeCardProps): ReactElement | null {
  const state: unknown = inspection.state;
  if (!isRaft(state)) return null;
  const leading = isLeading(state);
  const last = state.log.base + state.log.entries.length;
  const leftUs = leaseLeftUs(state, inspection);
  return (
    <figure style={{ margin: 0 }}>
      <Heights state={state} last={last} />
      <p style={NOTE}>{sayMembers(state)}</p>
      {leading && <Others state={state} />}
      {leading && settings['raft.reads'] === 'lease' && (
        <Level
          words={sayLease(leftUs)}
          fills={[
            [leftUs / leaseUs(Number(settings['raft.electionMs']), Number(settings['raft.driftPct'])), 'var(--purple)'],
          ]}
        />
      )}
      <p style={NOTE}>Answers from {sayValues(state.store.values)}.</p>
      <p style={NOTE}>{sayClients(state)}</p>
    </figure>
  );
}

/** Whose votes it counts: each goes by its own log, committed or not. */
function sayMembers({ voters, configIndex, commit }: RaftState): string {
  const members = voters.map((id) => id.slice(1)).join(', ');
  return `${voters.length === 0 ? 'No members known' : `Members ${members}`}${configIndex > commit ? ', not committed' : ''}.`;
}

/** By whose sessions it would recognise a write that comes again. */
const sayClients = ({ store }: RaftState): string =>
  `Remembers ${
    Object.values(store.sessions)
      .map(({ client }) => client.replace('-', ' '))
      .join(' and ') || 'no client'
  }.`;

/** Applied, durable and written, on one line. */
function Heights({ state, last }: { readonly state: RaftState; readonly last: number }): ReactElement {
  const { term, commit, disk } = state;
  const share = (index: number): number => (last === 0 ? 0 : index / last);
  return (
    <Level
      words={`${commit} committed, ${disk.durable} on disk, ${last} written`}
      fills={[
        [share(disk.durable), 'var(--edge)'],
        [share(commit), hueOf(term)],
      ]}
    />
  );
}

/** A meter, and the same in words. */
function Level(props: ComponentProps<typeof Meter>): ReactElement {
  return (
    <>
      <Meter {...props} />
      <figcaption style={{ ...NOTE, margin: 0 }}>{props.words}</figcaption>
    </>
  );
}

function Others({ state }: { readonly state: RaftState }): ReactElement {
  return (
    <table style={{ ...NOTE, borderCollapse: 'collapse' }}>
      <thead>
        <tr>
          {['replica', 'matches to', 'next', 'state'].map((head) => (
            <th key={head} scope="col" style={cell}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody style={{ color: 'var(--ink)' }}>
        {Object.entries(state.progress).map(([id, { match, next, state: how }]) => (
          <tr key={id}>
            {[id.slice(1), match, next, how].map((value, i) => (
              <td key={i} style={cell}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
