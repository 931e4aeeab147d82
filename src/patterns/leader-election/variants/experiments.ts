import { ms, seconds } from '../../../kernel/time.ts';
import type { Experiment } from '../../../pattern-kit/pattern.ts';

/** Times that a run of twenty seconds can show; Kubernetes has 15 s, 10 s and 2 s, in about the same proportions. */
const SHORT_LEASE: Experiment['settings'] = {
  'cluster.algorithm': 'lease',
  'cluster.replicas': 3,
  'lease.durationMs': 4_000,
  'lease.renewDeadlineMs': 2_500,
  'lease.retryPeriodMs': 500,
};

export const variantExperiments: readonly Experiment[] = [
  {
    id: 'lease-pause',
    title: 'The holder that slept',
    question: 'The holder of a lease stands still for six seconds, and goes on. What becomes of its writes?',
    watch: 'The fencing tokens of the writes after 10 s. At 14 s storage begins to check them.',
    answer:
      'Replica 2 takes the lease at 8.4 s, as number 1: its fencing token. At 10 s replica 1 wakes with number 0 and has noticed nothing: the writes that had piled up go over those of replica 2, until its renew deadline at 12.5 s. From 14 s on storage checks tokens. Replica 2 sleeps from 16 to 22 s, replica 3 takes over at 20.1 s, and the first write of the sleeper is refused. No look at the clock would have helped: the pause can come after it. Without all this 16 acknowledged writes are lost.',
    on: true,
    seed: 5,
    settings: { ...SHORT_LEASE, 'storage.checkTokens': false },
    actions: [
      { kind: 'pause', node: '@leader', atUs: seconds(4), forUs: seconds(6) },
      { kind: 'set', setting: 'storage.checkTokens', value: true, atUs: seconds(14) },
      { kind: 'pause', node: '@leader', atUs: seconds(16), forUs: seconds(6) },
    ],
    untilUs: seconds(26),
    goals: ['stale-kept', 'stale-refused', 'lost', 'unavailable'],
  },
  {
    id: 'lease-drift',
    title: 'A clock at half speed',
    question: 'A candidate trusts its own clock only. Which wrong clocks does a lease survive?',
    watch: 'The gap between two holders at 7 s, and the overlap at 17 s.',
    answer:
      'A jump of a minute does nothing: everybody watches how long the record stays the same. Cut off from the lock service at 4 s, replica 1 stops by 6.9 s, and replica 2 takes the lease at 8.4 s. From 11 s its clock runs at half speed. Cut off at 13 s, it would stop at 18.3 s, but replica 1 takes over at 16.5 s: two hold the lease, as 2 is more than lease / renew deadline = 1.6. Storage refuses what replica 2 writes then. With a lease of 7 s the ratio is 2.8, and it stops 4.2 s before.',
    on: true,
    seed: 5,
    settings: SHORT_LEASE,
    actions: [
      { kind: 'clockJump', node: 'n3', byUs: seconds(60), atUs: seconds(2) },
      { kind: 'cut', a: '@leader', b: 'lock-service', atUs: seconds(4) },
      { kind: 'healAll', atUs: seconds(10) },
      { kind: 'clockDrift', node: '@leader', ppm: -500_000, atUs: seconds(11) },
      { kind: 'cut', a: '@leader', b: 'lock-service', atUs: seconds(13) },
    ],
    untilUs: seconds(22),
    goals: ['stale-kept', 'stale-refused', 'unavailable'],
  },
  {
    id: 'bully-partition',
    title: 'Bully across a cut',
    question: 'A switch fails: replicas 4 and 5 are cut off with client 2. Storage hears both sides. Who leads?',
    watch: 'How many lead between 5 s and 12 s, and with which fencing tokens.',
    answer:
      'Two do. Nobody hears replica 5 across the cut, so replica 3, without an answer from above, declares itself at 5.1 s; until 12.0 s both lead. Silence means death only where every message arrives in time. Storage takes the writes of both: Bully counts no terms, so every token is 0. What both wrote stays. A health check does no better: 22 acknowledged writes are lost.',
    on: true,
    seed: 5,
    settings: { 'cluster.algorithm': 'bully', 'cluster.replicas': 5 },
    actions: [
      {
        kind: 'partition',
        groups: [
          ['n1', 'n2', 'n3', 'client-1'],
          ['n4', 'n5', 'client-2'],
        ],
        atUs: seconds(4),
        forUs: seconds(8),
      },
    ],
    untilUs: seconds(24),
    goals: ['lost', 'elections', 'waiting-2'],
  },
  {
    id: 'ring-order',
    title: 'Ids around a ring',
    question: 'Five candidates put their ids on a ring. How many messages until one has won, and what if one is dead?',
    watch: 'Election messages in the first 60 ms; turn the order of the ring around.',
    answer:
      'Ids fall along the ring: replica 5 travels all round, replica 4 four hops: 5 + 4 + 3 + 2 + 1 = 15 messages, n(n + 1) / 2. With ascending ids it is 2n − 1 = 9; 5 more tell the result. Replica 5 crashes at 5 s: a hop without an answer is skipped, and replica 4 leads at 6.2 s. Back at 11.0 s, the larger id wins. Without a ring the next in line needs 1.0 s.',
    on: true,
    seed: 5,
    settings: { 'cluster.algorithm': 'ring', 'cluster.replicas': 5, 'ring.order': 'descending' },
    actions: [{ kind: 'crash', node: '@leader', atUs: seconds(5), forUs: seconds(6) }],
    untilUs: seconds(20),
    goals: ['to-leader', 'unavailable', 'elections'],
  },
  {
    id: 'paxos-duel',
    title: 'Duelling proposers',
    question: 'Two proposers try again as soon as they are overtaken. When is a leader chosen?',
    watch: 'Ballots that go up, proposals that fail. At 6 s backoff is switched on.',
    answer:
      'Not before 6 s. Each of two gets promises for its ballot; before its Accept arrives, the other has a higher one promised, and the Accept is refused: 136 proposals fail. Safe, but no progress. Replica 3 restarts at 2.3 s and finds its promises on its disk. Then whoever is overtaken waits for a random time, and replica 2 is chosen at 6.1 s; with backoff from the start, at 0.6 s.',
    on: true,
    seed: 5,
    settings: {
      'cluster.algorithm': 'paxos',
      'cluster.replicas': 3,
      'paxos.backoff': false,
      'paxos.proposers': 2,
      'cluster.syncMs': 40,
      'elect.timeoutMs': 400,
    },
    actions: [
      { kind: 'latency', a: 'n1', b: 'n3', addUs: ms(150), atUs: seconds(2), forUs: ms(600) },
      { kind: 'crash', node: 'n3', atUs: ms(2_300), forUs: ms(5) },
      { kind: 'set', setting: 'paxos.backoff', value: true, atUs: seconds(6) },
    ],
    untilUs: seconds(12),
    goals: ['proposals-failed', 'unavailable', 'writes'],
  },
  {
    id: 'paxos-reigns',
    title: 'One decree after the other',
    question: 'A decree of Paxos chooses once, for good. How do you get a second leader?',
    watch: 'The number of the reign, and what becomes of replica 3 when it wakes at 15 s.',
    answer:
      'Each reign has a decree of its own. Replica 1 leads reign 1 and crashes at 4 s; replica 3 is chosen for reign 2 at 5.3 s, sleeps from 10 to 15 s, and replica 1 is chosen for reign 3 at 11.2 s. Replica 3 wakes and believes that it leads; its write carries fencing token 2, storage has seen 3 and refuses. A majority makes sure that a reign has one leader, not that an earlier one knows that it is over. Without consensus 12 acknowledged writes are lost.',
    on: true,
    seed: 5,
    settings: { 'cluster.algorithm': 'paxos', 'cluster.replicas': 5, 'clients.ratePerSecond': 10 },
    actions: [
      { kind: 'crash', node: '@leader', atUs: seconds(4), forUs: seconds(4) },
      { kind: 'pause', node: '@leader', atUs: seconds(10), forUs: seconds(5) },
    ],
    untilUs: seconds(20),
    goals: ['lost', 'stale-refused', 'unavailable', 'elections'],
  },
];
