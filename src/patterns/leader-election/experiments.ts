import type { Action } from '../../kernel/action.ts';
import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';
import { raftFigures } from './experiments-figures.ts';
import { raftOperations } from './experiments-operations.ts';
import { variantExperiments } from './variants/experiments.ts';

/** All links between the five replicas. */
const LINKS = ['n1', 'n2', 'n3', 'n4', 'n5'].flatMap((a, i, all) => all.slice(i + 1).map((b) => [a, b] as const));

const elections: readonly Experiment[] = [
  {
    id: 'split',
    title: 'The network splits',
    question:
      'The network splits in two, with clients on both sides. Who may still write, and what becomes of it later?',
    watch: 'The logs of both sides while the wall stands, and at 10 s.',
    answer:
      'Without consensus each side takes the other for dead: from 6.0 s on replicas 1 and 3 both answer writes. At 10 s the one promoted last stays, and 10 writes that replica 1 had acknowledged are thrown away; since 6.9 s no single database explains what clients read. With Raft the larger side elects replica 5 at 5.04 s, and replica 1 can commit nothing with two of five. The price: client 1 has no answer for 5.6 s, and five writes of unknown fate.',
    on: true,
    seed: 7,
    settings: {},
    actions: [
      {
        kind: 'partition',
        groups: [
          ['n1', 'n2', 'client-1'],
          ['n3', 'n4', 'n5', 'client-2'],
        ],
        atUs: seconds(4),
        forUs: seconds(6),
      },
    ],
    untilUs: seconds(16),
    goals: ['writes', 'lost', 'waiting-1', 'waiting-2', 'elections'],
  },
  {
    id: 'kill',
    title: 'The leader dies',
    question: 'The leader’s machine loses power. How long does nobody write, and does anything get lost?',
    watch: 'The arcs around the replicas: the first timer that runs out stands for election.',
    answer:
      'Two seconds either way, mostly waiting. Raft’s next leader is elected 1.10 s after the crash: in the median of 30 seeds 1.19 s, with the paper’s 150 to 300 ms 0.19 s. Nothing is lost. Without consensus replica 1 comes back as a second primary.',
    on: true,
    seed: 5,
    settings: {},
    actions: [{ kind: 'crash', node: '@leader', loseUnsynced: true, atUs: seconds(4), forUs: seconds(6) }],
    untilUs: seconds(15),
    goals: ['to-leader', 'unavailable', 'lost', 'per-write'],
  },
  {
    id: 'same-timeouts',
    title: 'Everybody waits alike',
    question: 'The leader dies, and all timers run for exactly one second. Who wins the election?',
    watch: 'Terms: each change of colour is an election, won or not.',
    answer:
      'Nobody, for a long time. The four stand within ten milliseconds, each votes for itself, none gets three votes, and all wait for a second again: 25 candidacies and seven terms, until one is alone at 11.1 s. Without consensus the order is fixed: quicker, and wrong when two disagree about who is alive.',
    on: true,
    seed: 5,
    settings: { 'raft.spreadMs': 0, 'raft.preVote': false, 'cluster.replicas': 5 },
    actions: [{ kind: 'crash', node: 'n1', loseUnsynced: true, atUs: seconds(4) }],
    untilUs: seconds(14),
    goals: ['writes', 'to-leader', 'unavailable', 'elections'],
  },
  {
    id: 'both-sides',
    title: 'Both sides take writes',
    question:
      'A leader is cut off together with its client and goes on taking writes. Which of them are there when it comes back?',
    watch: 'Dashed entries: they are in a log, and not committed.',
    answer:
      'Those that a majority had. Replica 1 leads on, as CheckQuorum is off; its entries stay dashed and unacknowledged. Replica 5 is elected at 4.34 s on the other side. After 8 s replica 1 follows, and drops its entries from the first that differs. Its client asks again: most writes are done in the end, once; five stay unknown. Without consensus 13 acknowledged writes are lost.',
    on: true,
    seed: 3,
    settings: { 'raft.checkQuorum': false, 'clients.readPct': 40 },
    actions: [
      {
        kind: 'partition',
        groups: [
          ['n1', 'client-1'],
          ['n2', 'n3', 'n4', 'n5', 'client-2'],
        ],
        atUs: seconds(3),
        forUs: seconds(5),
      },
    ],
    untilUs: seconds(12),
    goals: ['writes', 'lost', 'overwritten', 'unsure'],
  },
  {
    id: 'rejoin',
    title: 'Somebody comes back',
    question: 'One replica of five is alone for six seconds. Why does the leader lose its office when it returns?',
    watch: 'The term of replica 5 while it is alone, and of all when it is back at 9 s.',
    answer:
      'Alone, replica 5 stands again and again and comes back in term 4. It refuses the leader of term 1, which steps down: a higher term rules. For 1.8 s no write is done, until replica 1 is elected in term 6. With PreVote on replica 5 asks first, and never leaves term 1. Without consensus it makes itself primary at 7 s: promoted last, it costs 28 acknowledged writes.',
    on: true,
    seed: 9,
    settings: { 'raft.preVote': false },
    actions: [
      {
        kind: 'partition',
        groups: [['n5'], ['n1', 'n2', 'n3', 'n4', 'client-1', 'client-2']],
        atUs: seconds(3),
        forUs: seconds(6),
      },
    ],
    untilUs: seconds(14),
    goals: ['writes', 'elections', 'unavailable', 'p99'],
  },
  {
    id: 'one-way',
    title: 'It speaks and does not hear',
    question: 'The leader can still send, but nothing reaches it any more. Who notices?',
    watch: 'Heartbeats arrive, so no timer runs out. Look at the commit index.',
    answer:
      'Nobody. Heartbeats arrive, so no follower’s timer runs out; answers do not, so for seven seconds no write is done. With CheckQuorum on replica 1 steps down at its next look, and replica 5 is elected at 5.5 s; the longest pause is 2.6 s. Without consensus all goes well here: the primary asks nobody.',
    on: true,
    seed: 4,
    settings: { 'raft.checkQuorum': false },
    actions: ['n2', 'n3', 'n4', 'n5'].map((from) => ({
      kind: 'cut' as const,
      a: from,
      b: 'n1',
      oneWay: true,
      atUs: seconds(3),
      forUs: seconds(7),
    })),
    untilUs: seconds(14),
    goals: ['writes', 'unavailable', 'unsure', 'elections'],
  },
  {
    id: 'doubled',
    title: 'Everything comes twice, and late',
    question:
      'The network delivers messages twice, late and out of order, while leaders come and go. Does anybody lose a write?',
    watch: 'Logs and votes: a message that comes again changes nothing.',
    answer:
      'No. Six messages of ten come twice and three late, both leaders are crashed, one election is split. Votes are counted by voter, entries are compared before anything is cut, writes carry a serial: what comes again changes nothing.',
    on: true,
    seed: 4,
    settings: { 'raft.spreadMs': 60, 'raft.preVote': false, 'cluster.latencyMs': 30 },
    actions: [
      ...LINKS.flatMap(([a, b]): Action[] => [
        { kind: 'duplicates', a, b, ppm: 600_000, atUs: 0, forUs: seconds(9) },
        { kind: 'reorder', a, b, ppm: 300_000, atUs: 0, forUs: seconds(9) },
      ]),
      { kind: 'crash', node: '@leader', atUs: seconds(2), forUs: seconds(2) },
      { kind: 'crash', node: '@leader', atUs: seconds(7), forUs: seconds(2) },
    ],
    untilUs: seconds(12),
    goals: ['writes', 'lost', 'elections', 'p99'],
  },
];

export const experiments: readonly Experiment[] = [
  ...elections,
  ...raftFigures,
  ...raftOperations,
  ...variantExperiments,
];
