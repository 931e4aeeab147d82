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
      'The network splits in two, with clients on both sides. Who may still write, and what becomes of it when the split heals?',
    watch: 'The logs of both sides while the wall stands, and again at 10 s.',
    answer:
      'Without consensus each side takes the other for dead. Replica 3 makes itself primary at 6.0 s, replica 1 goes on, and both answer writes until 10 s. Then the one promoted last stays, and 10 writes that replica 1 had acknowledged are thrown away; since 6.9 s some answers could not come from one database. With Raft the larger side elects replica 5 at 5.04 s, a second after the split. Replica 1 can commit nothing with two of five, and steps down at 5.15 s. Client 1 gets no answer for 5.6 s in all, and does not know what became of five writes. That is the price: nothing that anybody was told is lost, and the dashed entries of replicas 1 and 2 are overwritten after 10 s.',
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
      'Nobody writes for about two seconds, by both ways: the longest pause between two writes is 1.98 s without consensus and 2.09 s with it, and most of that is waiting. Raft’s next leader, replica 2, is elected 1.10 s after the crash; over 30 seeds it took 1.19 s in the median, 1.69 s at most. With the paper’s timeouts of 150 to 300 ms it is 0.19 s. Nothing is lost in either run. But when replica 1 returns at 10 s, it still believes to be primary without consensus, until it hears of the other; with Raft it comes back as a follower.',
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
      'Nobody, for a long time. The four stand within ten milliseconds of each other, each votes for itself, and none gets three votes. All wait for one second again. It takes 25 candidacies and seven terms until luck has one of them alone: the next leader is elected at 11.1 s, in term 8. A random part of 1 s would have done it in one; over 30 seeds, with a random part of 10 ms, eleven runs had no leader within five seconds. Without consensus the next in line takes over after one second, because the order is fixed. That is quicker, and wrong as soon as two of them disagree about who is alive.',
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
      'A leader is cut off together with its client and goes on taking writes. Which of the writes are still there when it comes back?',
    watch: 'Dashed entries: they are in a log, and not committed.',
    answer:
      'Replica 1 leads on, as CheckQuorum is off, and writes entry after entry. All stay dashed: it cannot commit one, and acknowledges none. Replica 5 is elected at 4.34 s on the other side. After 8 s replica 1 hears of term 2, follows, and drops its own entries at the first that differs. Its client was told nothing in the meantime, and tries again: most of the writes are done in the end, under the same serial, once; five stay unknown. Without consensus 13 acknowledged writes are discarded at 8 s, and reads contradict each other from 4.6 s on.',
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
    watch: 'The term of replica 5 while it is alone, and the term of all when it is back at 9 s.',
    answer:
      'Alone, replica 5 stands for election again and again and is in term 4 when it comes back. It refuses the leader’s messages, which are of term 1, and the leader steps down: it has to, a higher term rules. For 1.8 s no write is done, until replica 1 is elected once more, in term 6. With PreVote on replica 5 asks first, gets no answer, and never leaves term 1: one leader from beginning to end. Without consensus it is worse: the lonely replica 5 makes itself primary at 7 s, nobody hears of it, and when it is back it is the one promoted last. The others obey, and 28 acknowledged writes are gone.',
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
      'Nobody. The heartbeats arrive, so no follower’s timer runs out; the answers do not, so nothing is committed. For seven seconds no write is done, and replica 1 stays leader. Switch CheckQuorum on: at the next look at its quorum replica 1 steps down, falls silent, and replica 5 is elected at 5.5 s; the longest pause is 2.6 s, and every request is answered. Without consensus all goes well here, for the primary asks nobody: copies get every write, the answers that are lost mean nothing to it.',
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
      'No. Six messages of ten come twice and three of ten late, both leaders are crashed, and one election is split. Votes are counted by voter, so a second copy is no second vote; entries are compared before anything is cut, so a late message removes nothing; writes carry a serial, so a second request is done once. All properties hold, and every request is answered. The price is time: the longest pause is 2.6 s, because timeouts lie within 60 ms of each other.',
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
