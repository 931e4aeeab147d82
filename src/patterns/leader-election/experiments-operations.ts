import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** What operators do every day, and reads that ask nobody. */
export const raftOperations: readonly Experiment[] = [
  {
    id: 'lease-reads',
    title: 'Reads on trust',
    question: 'A leader that answers reads by its lease is cut off. Until when may it go on?',
    watch: 'The lease in the row of replica 1, and the reads of client 1 after 4.25 s.',
    answer:
      'Until 0.6 s after the last round that a majority answered; then it asks a majority, in vain. Nobody else is elected before 1 s after that round: the lease ends at about 4.8 s, replica 3 is elected at 5.22 s, and no read is stale. Reads take 21 ms in the median, with ReadIndex 42. But the lease rests on clocks: it is the election timeout divided by 1.6, as one may be 60 % faster. Without consensus reads contradict each other from 6.0 s on.',
    on: true,
    seed: 1,
    settings: { 'raft.reads': 'lease', 'raft.spreadMs': 300, 'clients.ratePerSecond': 8, 'clients.readPct': 80 },
    actions: [
      {
        kind: 'partition',
        groups: [
          ['n1', 'client-1'],
          ['n2', 'n3', 'n4', 'n5', 'client-2'],
        ],
        atUs: ms(4_250),
        forUs: seconds(4),
      },
    ],
    untilUs: seconds(11),
    goals: ['reads', 'writes', 'waiting-1', 'lost'],
  },
  {
    id: 'fast-clocks',
    title: 'Clocks that run too fast',
    question: 'Clocks differ by more than a lease allows for. Who finds out that reads come from the past?',
    watch: 'Two leaders from 5.8 s on, and “Clients” on the board from 6.26 s on.',
    answer:
      'Clients do, and nobody else. With a bound of 0 % the lease of replica 1 is the whole election timeout, 3 s. The other clocks run 1.9 times as fast: their 3 s are over after 1.6. Replica 4 is elected at 5.79 s, while replica 1 trusts its lease and answers 14 reads, a stale one at 6.26 s: “Clients” on the board draws why no order explains it. With a bound of 100 % the lease is over in time; with ReadIndex no clock matters.',
    on: true,
    seed: 13,
    settings: {
      'raft.reads': 'lease',
      'raft.driftPct': 0,
      'raft.electionMs': 3_000,
      'raft.spreadMs': 200,
      'clients.ratePerSecond': 10,
      'clients.readPct': 80,
    },
    actions: [
      ...['n2', 'n3', 'n4', 'n5'].map((node) => ({
        kind: 'clockDrift' as const,
        node,
        ppm: 900_000,
        atUs: seconds(1),
      })),
      {
        kind: 'partition',
        groups: [
          ['n1', 'client-1'],
          ['n2', 'n3', 'n4', 'n5', 'client-2'],
        ],
        atUs: ms(4_250),
        forUs: seconds(4),
      },
    ],
    untilUs: seconds(11),
    goals: ['lost', 'writes', 'unsure', 'waiting-1'],
  },
  {
    id: 'answer-lost',
    title: 'Only the answer is lost',
    question: 'A client’s writes reach the leader, the answers are lost, and it asks again. How often is a write done?',
    watch: 'The log between 3 and 6 s. What is underlined is a write that is in it already.',
    answer:
      'Once. From 3 to 6 s nothing that replica 1 sends reaches client 1. Ten of its writes are done and asked for again, up to eight times. Its session remembers which serials are done, so 43 copies have no effect. Switch “Client sessions” off: at 3.5 s write 36 is done a second time, and at 5.2 s client 2 reads 361 again, which it had overwritten.',
    on: true,
    seed: 6,
    settings: { 'clients.ratePerSecond': 8, 'clients.readPct': 60 },
    actions: [{ kind: 'cut', a: 'n1', b: 'client-1', oneWay: true, atUs: seconds(3), forUs: seconds(3) }],
    untilUs: seconds(10),
    goals: ['writes', 'per-write', 'unsure', 'p99'],
  },
  {
    id: 'session-over',
    title: 'Forgotten meanwhile',
    question:
      'A client was away for longer than the replicas remember it. It asks again for a write that may have been done. What is it told?',
    watch: 'Replicas end the session of client 1, all at the same entry; at 7 s it comes back.',
    answer:
      'That nobody knows. Its write price = 41 is done at 3.0 s as entry 8, and the answer is lost. Two seconds later, as the log counts, every replica forgets it, at entry 10: replica 4 too, whose clock is a minute ahead. At 7 s four writes come again and are refused. Entry 8 done again would overwrite price = 102, which client 2 has written since. So their fate is unknown, and client 1 opens a new session. With “Sessions end after” at a minute all four are answered, and without consensus too.',
    on: true,
    seed: 12,
    settings: {
      'raft.sessionMs': 2_000,
      'clients.patienceMs': 8_000,
      'clients.ratePerSecond': 2,
      'clients.readPct': 30,
    },
    actions: [
      { kind: 'clockJump', node: 'n4', byUs: seconds(60), atUs: seconds(1) },
      { kind: 'cut', a: 'n1', b: 'client-1', oneWay: true, atUs: seconds(3), forUs: seconds(4) },
      {
        kind: 'partition',
        groups: [['client-1'], ['n1', 'n2', 'n3', 'n4', 'n5', 'client-2']],
        atUs: ms(3_390),
        forUs: ms(3_610),
      },
    ],
    untilUs: seconds(11),
    goals: ['unsure', 'writes', 'waiting-1', 'lost'],
  },
  {
    id: 'far-behind',
    title: 'Too far behind',
    question: 'The entries that a replica missed are no longer in any log. How does it catch up?',
    watch: 'Replica 3 at 9 s: one message brings it more than all the entries before.',
    answer:
      'By the state itself. The leader’s log no longer reaches back to entry 6, where replica 3 left, so it sends its snapshot: all values and sessions in one message. 50 ms later replica 3 has it, and gets the last entries as usual. Without consensus the primary keeps its whole log.',
    on: true,
    seed: 12,
    settings: { 'raft.snapshotEvery': 20, 'raft.keepEntries': 5, 'clients.ratePerSecond': 10 },
    actions: [{ kind: 'crash', node: 'n3', atUs: seconds(2), forUs: seconds(7) }],
    untilUs: seconds(12),
    goals: ['writes', 'p99'],
  },
  {
    id: 'members',
    title: 'One joins, the leader leaves',
    question:
      'A fourth server is added, the leader hands over, and then leaves the cluster. How long does nobody write?',
    watch: 'The new server gets the log first, and its vote only then.',
    answer:
      'Replica 4 gets the log without a vote, and becomes a member 90 ms after it asked. The hand-over takes 48 ms. Leaving without one costs an election: replica 2 removes itself at 9.0 s, and replica 3 is elected at 10.6 s, when a timer has run out: 1.7 s without a write. Without consensus somebody edits a list on each machine.',
    on: true,
    seed: 11,
    settings: { 'cluster.replicas': 3, 'cluster.spare': true },
    actions: [
      { kind: 'command', node: 'n4', command: 'join', atUs: seconds(3) },
      { kind: 'command', node: 'n1', command: 'transfer', args: { to: 'n2' }, atUs: seconds(6) },
      { kind: 'command', node: 'n2', command: 'leave', atUs: seconds(9) },
    ],
    untilUs: seconds(14),
    goals: ['writes', 'unavailable', 'to-leader', 'p99'],
  },
  {
    id: 'hand-over',
    title: 'Switched off on purpose',
    question: 'The leader’s machine has to be switched off. What does it cost if it hands over first?',
    watch: 'Replica 1 at 5 s: it takes no requests until replica 3 has all it lacks.',
    answer:
      'A tenth of a second. Replica 3 was down and lacks fifty entries. From 5.02 s on replica 1 takes no requests, brings it up to date and tells it to stand; at 5.11 s it leads. That replica 1 goes dark at 5.5 s, no client notices. At 9.1 s replica 3 hands over to replica 2, which it cannot reach, and goes on after an election timeout. Without consensus the crash stops writes for 1.1 s, and one broken link at 9 s makes replica 3 promote itself: 41 acknowledged writes are gone.',
    on: true,
    seed: 14,
    settings: { 'clients.ratePerSecond': 12, 'clients.readPct': 30 },
    actions: [
      { kind: 'crash', node: 'n3', atUs: seconds(2), forUs: seconds(3) },
      { kind: 'command', node: 'n1', command: 'transfer', args: { to: 'n3' }, atUs: ms(5_020) },
      { kind: 'crash', node: 'n1', atUs: ms(5_500), forUs: seconds(2) },
      { kind: 'cut', a: 'n3', b: 'n2', atUs: seconds(9), forUs: seconds(2) },
      { kind: 'command', node: 'n3', command: 'transfer', args: { to: 'n2' }, atUs: ms(9_100) },
    ],
    untilUs: seconds(14),
    goals: ['writes', 'unavailable', 'to-leader', 'p99'],
  },
  {
    id: 'two-changes',
    title: 'Two changes at once',
    question:
      'A leader of four removes replica 4, and is cut off before anybody hears. The next one wants to remove replica 1. May it?',
    watch: 'Who leads from 5 s on, and whom it counts as a member.',
    answer:
      'Not yet. Replica 1 has written “members 1, 2, 3” into its log and counts by it at once, committed or not. Replica 4 is elected at 4.15 s by three of four, and refuses to change anything: nothing of its own term is committed yet. After the split it needs three of four, and steps down; replica 1 needs two of three, and leads from 5.64 s on. With “Change members at once” 1 and 2 are a majority, 3 and 4 another: until 10 s both answer eight or nine writes. Without consensus 9 acknowledged writes are lost.',
    on: true,
    seed: 11,
    settings: { 'cluster.replicas': 3, 'cluster.spare': true },
    actions: [
      { kind: 'command', node: 'n4', command: 'join', atUs: seconds(1) },
      {
        kind: 'partition',
        groups: [
          ['n1', 'client-1'],
          ['n2', 'n3', 'n4', 'client-2'],
        ],
        atUs: seconds(3),
        forUs: ms(1_155),
      },
      { kind: 'command', node: 'n1', command: 'leave', args: { who: 'n4' }, atUs: ms(3_050) },
      { kind: 'command', node: 'n4', command: 'campaign', atUs: ms(4_100) },
      {
        kind: 'partition',
        groups: [
          ['n1', 'n2', 'client-1'],
          ['n3', 'n4', 'client-2'],
        ],
        atUs: ms(4_160),
        forUs: ms(5_840),
      },
      { kind: 'command', node: 'n4', command: 'leave', args: { who: 'n1' }, atUs: ms(4_170) },
      { kind: 'command', node: 'n1', command: 'campaign', atUs: ms(5_400) },
      { kind: 'command', node: 'n1', command: 'campaign', atUs: ms(5_600) },
    ],
    untilUs: seconds(14),
    goals: ['writes', 'lost', 'overwritten', 'unavailable'],
  },
];
