import type { ReactElement } from 'react';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Elected } from '../programs/elected.ts';
import type { LeaseReplica } from '../programs/lease-replica.ts';
import type { Values } from '../programs/storage-values.ts';
import type { LeaseRecord } from '../variants/messages.ts';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import { NOTE, sayValues } from './terms.ts';

/** Cards of the other algorithms: who leads as far as this one knows, under which number, and what it would answer. */

type Fronted = Pick<LeaseReplica, 'front'> & Partial<Pick<Elected, 'leader'>> & Partial<Pick<LeaseReplica, 'elector'>>;
interface Stored {
  readonly token: number;
  readonly kept: Values;
}
interface Locked {
  readonly record: LeaseRecord | null;
  readonly version: number;
}

const has = (state: unknown, key: string): boolean => typeof state === 'object' && state !== null && key in state;

export function FrontCard({ inspection, settings }: NodeCardProps): ReactElement | null {
  const state: unknown = inspection.state;
  const lines = has(state, 'front')
    ? ofReplica(state as Fronted, inspection)
    : has(state, 'kept')
      ? ofStorage(state as Stored, settings['storage.checkTokens'] === true)
      : has(state, 'record')
        ? ofLocks(state as Locked)
        : [];
  if (lines.length === 0) return null;
  return (
    <figure style={{ margin: 0 }}>
      {lines.map((line) => (
        <p key={line} style={NOTE}>
          {line}
        </p>
      ))}
    </figure>
  );
}

function ofReplica({ front, leader, elector }: Fronted, { timers, localClockUs }: NodeInspection): string[] {
  // By lease nobody is told who leads: the name is in the record that was read last.
  const holder = leader ?? elector?.observed?.holder.split('_')[0] ?? '';
  const deadline = timers.find(({ name }) => name === 'renewDeadline');
  return [
    front.open
      ? `Leads, and writes with fencing token ${front.token}.`
      : holder === ''
        ? 'Knows no leader.'
        : `Takes replica ${holder.slice(1)} for the leader.`,
    ...(front.open && deadline !== undefined
      ? [`Has ${((deadline.fireUs - localClockUs) / 1_000_000).toFixed(1)} s left to renew its lease.`]
      : []),
    ...(front.open
      ? [
          front.values === null
            ? 'Waits for the values from storage.'
            : `Answers from memory: ${sayValues(front.values.values)}.`,
        ]
      : []),
  ];
}

const ofStorage = ({ token, kept }: Stored, checks: boolean): string[] => [
  checks ? `Refuses fencing tokens below ${token}.` : `Has seen fencing token ${token}, and takes any.`,
  `On disk: ${sayValues(kept.values)}.`,
];

const ofLocks = ({ record, version }: Locked): string[] => [
  record === null || record.holder === ''
    ? 'Nobody holds the lease.'
    : `Replica ${record.holder.split('_')[0]!.slice(1)} holds lease ${record.transitions}, version ${version} of the record.`,
];
