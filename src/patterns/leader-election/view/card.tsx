import type { ReactElement } from 'react';
import { leaseUs } from '../programs/raft-lease.ts';
import { isLeading, type RaftState } from '../programs/raft-state.ts';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import { isRaft } from './replicas.ts';
import { hueOf, NOTE, sayValues, TEXT_PX } from './terms.ts';

const cell = { padding: '2px 10px 2px 0', textAlign: 'left', fontWeight: 400 } as const;

/** What a replica knows of itself and, where it leads, of the others; and the values it would answer with. */
export function ReplicaCard({ inspection, settings }: NodeCardProps): ReactElement | null {
  const state: unknown = inspection.state;
  if (!isRaft(state)) return null;
  const leading = isLeading(state);
  const last = state.log.base + state.log.entries.length;
  return (
    <figure style={{ margin: 0 }}>
      <Heights state={state} last={last} />
      <p style={NOTE}>{sayMembers(state)}</p>
      {leading && <Others state={state} />}
      {leading && settings['raft.reads'] === 'lease' && (
        <LeaseBar
          leftUs={state.leaseBroken ? 0 : state.leaseUntilUs - inspection.localClockUs}
          fullUs={leaseUs(Number(settings['raft.electionMs']), Number(settings['raft.driftPct']))}
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
  const width = 240;
  const at = (index: number): number => (last === 0 ? 0 : (index / last) * width);
  const words = `${commit} committed, ${disk.durable} on disk, ${last} written`;
  return (
    <>
      <svg role="img" aria-label={words} width={width} height={14}>
        <rect
          x={0.5}
          y={2.5}
          width={width - 1}
          height={9}
          rx={4.5}
          fill="none"
          stroke="var(--edge)"
          strokeDasharray="3 2.5"
        />
        <rect x={0} y={2} width={at(disk.durable)} height={10} rx={5} fill="var(--grid)" stroke="var(--edge)" />
        <rect x={0} y={2} width={at(commit)} height={10} rx={5} fill={hueOf(term)} />
      </svg>
      <figcaption style={{ ...NOTE, margin: 0 }}>{words}</figcaption>
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

/** How long it may still answer reads without asking. */
function LeaseBar({ leftUs, fullUs }: { readonly leftUs: number; readonly fullUs: number }): ReactElement {
  const left = Math.max(0, leftUs);
  const words = left > 0 ? `lease: ${Math.round(left / 1_000)} ms left` : 'lease over: it asks a majority';
  return (
    <svg role="img" aria-label={words} width={240} height={30} style={{ display: 'block', marginTop: 8 }}>
      <rect x={0.5} y={0.5} width={239} height={9} rx={4.5} fill="none" stroke="var(--edge)" />
      <rect x={0} y={0} width={240 * Math.min(1, left / Math.max(1, fullUs))} height={10} rx={5} fill="var(--purple)" />
      <text y={25} fontSize={TEXT_PX} fill="var(--mute)">
        {words}
      </text>
    </svg>
  );
}
