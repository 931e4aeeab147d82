import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Figures 7 and 8 of the extended Raft paper, as scenes. */
export const raftFigures: readonly Experiment[] = [
  {
    id: 'figure-7',
    title: 'Figure 7: six broken logs',
    question:
      'Six followers miss entries, have too many, or some of terms that their leader never saw. What does it take to make them alike?',
    watch: 'The rows of the logs, from 0.2 s on. Each refusal takes the leader back by a whole term.',
    answer:
      'One round of refusals. Replicas 2, 3, 6 and 7 lack what the leader builds on; each refuses once and says how far it might agree, which skips whole terms. Replicas 4 to 7 cut what the leader does not have. Half a second after the start all logs are the same, and entry 11 of term 8 commits all before it. Without consensus copies count entries and compare nothing: four of seven logs differ to the end.',
    on: true,
    seed: 2,
    settings: {
      'cluster.replicas': 7,
      'cluster.past': 'figure-7',
      'clients.quietMs': 2_000,
      'clients.ratePerSecond': 1,
      'cluster.latencyMs': 40,
    },
    actions: [],
    untilUs: seconds(6),
    goals: ['overwritten', 'writes', 'elections'],
  },
  {
    id: 'figure-8',
    title: 'Figure 8: a majority is not enough',
    question: 'An entry of an old term is on three replicas of five. Is it committed?',
    watch: 'Entry 2 of replica 1: it has a majority from 0.2 s on, and stays dashed.',
    answer:
      'No. Replica 1, leader of term 4, gets entry 2 of term 2 onto three replicas and does not commit it, as its own term is another (§5.4.2). It crashes; replica 5 is elected at 1.9 s, as its last term, 3, is later than 2, and replaces entry 2 everywhere. With “Count old terms” a committed entry is lost. With “First entry of a leader” an entry of term 4 reaches the others, and replica 5 cannot be elected.',
    on: true,
    seed: 8,
    settings: {
      'cluster.past': 'figure-8',
      'raft.noop': false,
      'raft.preVote': false,
      'raft.checkQuorum': false,
      'clients.quietMs': 6_000,
      'clients.ratePerSecond': 1,
    },
    actions: [
      { kind: 'crash', node: 'n5', atUs: ms(20) },
      { kind: 'crash', node: 'n4', atUs: ms(20), forUs: ms(1_480) },
      { kind: 'crash', node: 'n1', atUs: ms(1_500), forUs: ms(7_500) },
      { kind: 'restart', node: 'n5', atUs: ms(1_500) },
      { kind: 'command', node: 'n5', command: 'campaign', atUs: ms(1_700) },
      { kind: 'command', node: 'n5', command: 'campaign', atUs: ms(1_900) },
    ],
    untilUs: seconds(12),
    goals: ['overwritten', 'writes', 'elections'],
  },
];
