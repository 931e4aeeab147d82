import type { Mutant } from '../../pattern-kit/pattern.ts';
import { brokerWith, RULES } from './programs/broker.ts';
import { endOf } from './programs/partition-log.ts';
import { storeWith } from './programs/store.ts';

export const mutants: readonly Mutant[] = [
  {
    id: 'mark-is-end',
    title: 'The high-water mark is the leader’s end',
    explain:
      'The leader takes its own log end for the high-water mark: consumers read, and producers are told, what may yet be lost.',
    breaks: 'mark-within-isr',
    preset: 'leader-crash',
    programs: { broker: brokerWith({ ...RULES, mark: (replica) => endOf(replica.log) }) },
  },
  {
    id: 'commit-unchecked',
    title: 'Commits without looking at the generation',
    explain: 'The coordinator takes every commit. A zombie moves the position of the new owner back, or ahead.',
    breaks: 'commits-in-generation',
    preset: 'zombie',
    programs: { broker: brokerWith({ ...RULES, commit: () => '' }) },
  },
  {
    id: 'dedupe-without-epoch',
    title: 'Deduplicates without the producer epoch',
    explain:
      'The leader compares sequence numbers only. After the gateway has restarted, new readings look like old ones: acknowledged, and thrown away.',
    breaks: 'acked-is-committed',
    preset: 'slow-service',
    programs: {
      broker: brokerWith({
        ...RULES,
        sequence: (log, pid, _epoch, first) => RULES.sequence(log, pid, log.producers[`p${pid}`]?.epoch ?? 0, first),
      }),
    },
  },
  {
    id: 'elects-anyone',
    title: 'Elects any live replica',
    explain: 'The controller takes the first live replica, in sync or not. What only the others had is gone.',
    breaks: 'committed-stays',
    preset: 'leader-crash',
    programs: {
      broker: brokerWith({
        ...RULES,
        election: (cluster, unclean) =>
          RULES.election(cluster, unclean).map((election) => {
            const { replicas } = cluster.partitions[election.partition]!;
            const leader = replicas.findLast((broker) => cluster.live[broker] !== undefined) ?? '';
            return { ...election, leader, isr: leader === '' ? election.isr : [leader] };
          }),
      }),
    },
  },
  {
    id: 'unfenced-store',
    title: 'A transaction without a fence',
    explain:
      'The store writes result and offset together, but never asks who is writing, or whether it has the offset already.',
    breaks: 'effectively-once',
    preset: 'transaction',
    programs: { store: storeWith({ fences: false }) },
  },
  {
    id: 'sequence-ignored',
    title: 'Takes batches in any sequence',
    explain:
      'The leader knows repetitions, but does not mind a gap: a batch that overtook a lost one stays in front of it.',
    breaks: 'key-order',
    preset: 'slow-service',
    programs: {
      broker: brokerWith({
        ...RULES,
        sequence: (...args) => {
          const verdict = RULES.sequence(...args);
          return verdict.kind === 'out of order' ? { kind: 'next' } : verdict;
        },
      }),
    },
  },
];
