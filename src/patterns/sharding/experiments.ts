import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Off, the one database suffers what the shard suffers on. */
const crash = (node: string, atS: number, forS: number): Experiment['actions'] => [
  { kind: 'crash', node, atUs: seconds(atS), forUs: seconds(forS) },
  { kind: 'crash', node: 'database', atUs: seconds(atS), forUs: seconds(forS) },
];
const inTime = (actions: Experiment['actions']): Experiment['actions'] => actions.toSorted((a, b) => a.atUs - b.atUs);
/** Visits a second of each region. */
const visits = (perSecond: number): Experiment['settings'] => ({
  'users.euPerSecond': perSecond,
  'users.usPerSecond': perSecond,
  'users.apPerSecond': perSecond,
});
/** Slots that move slowly enough to watch, at shards that are quick enough to have time for it. */
const SLOW_MOVE: Experiment['settings'] = {
  'map.strategy': 'slots',
  ...visits(9),
  'shard.serviceMs': 50,
  'mover.batchSlots': 1_400,
  'mover.pauseMs': 100,
};
/** Failovers within a run of seconds, that stop nobody else; and enough posts to lose. */
const QUICK_FAILOVER: Experiment['settings'] = {
  'map.strategy': 'slots',
  'failover.timeoutMs': 2_000,
  'failover.fullCoverage': false,
  'users.postPct': 40,
};
const addShard = (atS: number): Experiment['actions'][number] => ({
  kind: 'command',
  node: '@role:directory',
  command: 'addNode',
  atUs: seconds(atS),
});

export const experiments: readonly Experiment[] = [
  {
    id: 'spike',
    title: 'A busy region',
    question: 'Europe celebrates: fifteen times the visits for five seconds. Who notices in America and Asia?',
    watch: 'The queues of the shards, and the reads answered outside Europe.',
    answer:
      'With one database everybody stands in one queue: while Europe celebrates, 72 % of the reads of America and Asia are answered and 70 % of Europe’s. With a shard for each region 93 % of theirs are; what they miss are visits to Europeans. But two thirds of the workers stand idle, and only 36 % of Europe’s own reads are answered: a border isolates a spike and concentrates it. Under hashed slots all three shards share it: 61 % in Europe, 64 % elsewhere. Who suffers is a choice.',
    on: true,
    seed: 10,
    settings: { ...visits(4), 'shard.serviceMs': 150, 'shard.queueLimit': 13 },
    actions: [{ kind: 'set', setting: 'users.euPerSecond', value: 60, atUs: seconds(2), forUs: seconds(5) }],
    untilUs: seconds(14),
    goals: ['answered', 'answered-eu', 'p99', 'skew', 'sigma'],
  },
  {
    id: 'add-shard',
    title: 'A fourth shard joins',
    question:
      'Every client computes the owner from the list of shards, and the list has changed. How many keys are suddenly somewhere else?',
    watch: 'Keys with another owner, and the misses at the new owners.',
    answer:
      'On the ring 48 of 240 keys get another owner, all of them at D; a fair share would be 60. Five are asked for before they have followed: misses, fetched from the old owner. With hash mod N it is 178 keys, three in four, and 39 misses. Jump moves 47, rendezvous 58, slots 60 and without a miss, because there the mover brings every key before anybody is sent to it. The board counts all five. With 4 points a server instead of 160, C owns 116 of the 240; a bound of 110 % of the mean leaves it 88.',
    on: true,
    seed: 3,
    settings: {
      'map.strategy': 'ketama',
      ...visits(9),
      'shard.serviceMs': 40,
    },
    actions: [addShard(2)],
    untilUs: seconds(14),
    goals: ['moved', 'misses', 'p99', 'redirects', 'keys-moved'],
  },
  {
    id: 'migration',
    title: 'Slots move under load',
    question:
      'Slots go to a new shard, key by key, and first the source and then the target crashes. Where is which key?',
    watch: 'ASK, TRYAGAIN and MOVED, and the keys in the shards.',
    answer:
      'Sixty keys go to D in three moves, each locked, sent, stored on disk and only then deleted. Whoever asks for one that has gone is told ASK, eight times in this run, and goes on with ASKING; nobody’s map changes until the move is committed. At 3.03 s shard A crashes just after D has taken a key and before A has deleted it. Back again, it asks D what has arrived, deletes that one, and the move goes on. D’s crash at 7 s only delays it. 98 % of the reads in America and Asia are answered; with one database, which crashes at the same times, 84 %.',
    on: true,
    seed: 58,
    settings: SLOW_MOVE,
    actions: inTime([addShard(2), ...crash('shard-a', 3.03, 1), ...crash('shard-d', 7, 1)]),
    untilUs: seconds(16),
    goals: ['answered', 'keys-moved', 'redirects', 'p99', 'unavailable'],
  },
  {
    id: 'called-off',
    title: 'A move is called off',
    question:
      'In the middle of a move the new shard and its replica die. An operator calls the move off. Where are the keys that have gone already?',
    watch: 'Who owns what, and the keys of A and D.',
    answer:
      'Where the map says. Keys go slot by slot, so at 5.0 s the source knows where the move stands: eight keys in four slots are at D, a ninth was on its way and nobody knows what became of it, all others are still at A. The directory makes that the map: the four slots are D’s, the rest stays with A, and only the slot in doubt stays open until D is back, at 9.9 s. Calling off cannot bring back what lies on a dead shard: 11 requests have no answer, 10 without it, 148 with one database. SETSLOT STABLE, which clears flags only, would have left eight keys where nobody looks.',
    on: true,
    seed: 37,
    settings: SLOW_MOVE,
    actions: inTime([
      addShard(2),
      { kind: 'crash', node: 'replica-d', atUs: ms(3_000), forUs: seconds(6) },
      ...crash('shard-d', 3, 6),
      { kind: 'command', node: '@role:directory', command: 'cancelMove', atUs: seconds(5) },
    ]),
    untilUs: seconds(14),
    goals: ['answered', 'keys-moved', 'redirects', 'unavailable'],
  },
  {
    id: 'celebrity',
    title: 'One famous account',
    question: 'Six visits in ten want the same person. Would more shards help?',
    watch: 'The busiest shard, before and after the hot keys are found.',
    answer:
      'Before the keys are found her shard serves twice the mean. At 4.0 s the likes are found to be hot and are split: every shard counts a part. At 5.0 s the wall is copied to all shards. By the end the busiest shard is at 108 % of the mean, and nobody has been refused. Without a remedy 52 requests find the queue full and 81 % of the late reads are answered; with a fourth shard 82 %, and the load is skewed even more: a key does not split. The one big database does not notice at all.',
    on: true,
    seed: 13,
    settings: {
      'map.strategy': 'slots',
      ...visits(12),
      'users.postPct': 10,
      'users.likePct': 40,
      'users.starPct': 0,
      'hot.perSecond': 6,
      'hot.remedy': 'split',
    },
    actions: [{ kind: 'set', setting: 'users.starPct', value: 60, atUs: seconds(2), forUs: seconds(10) }],
    untilUs: seconds(14),
    goals: ['answered', 'skew', 'p99', 'sigma', 'unavailable'],
  },
  {
    id: 'crash',
    title: 'One shard fails',
    question: 'One of three shards crashes. Who is refused, and what is lost for good?',
    watch: 'Posts refused or lost, and what shard B finds when it comes back.',
    answer:
      'B is silent from 4.0 s on. At 6.0 s both other primaries call it PFAIL, which makes it FAIL; its replica wins their votes and serves from 6.6 s. 18 requests end without an answer, against 125 with one database, which is down until 11 s. Other shards are not touched, because “All or nothing” is off: with Redis’s default they would refuse everything until then. But the replica was 1.5 s behind: back again, B has four confirmed writes that nobody else has, and throws them away.',
    on: true,
    seed: 9,
    settings: QUICK_FAILOVER,
    actions: inTime([
      { kind: 'latency', a: 'shard-b', b: 'replica-b', addUs: ms(1_500), atUs: seconds(2), forUs: seconds(4) },
      ...crash('shard-b', 4, 7),
    ]),
    untilUs: seconds(16),
    goals: ['answered', 'unavailable', 'lost', 'p99', 'feeds'],
  },
  {
    id: 'heirs',
    title: 'Two heirs of one shard',
    question:
      'Shard B has two replicas. One has every write and a slow line to the directory; the other is behind, and quick. B crashes. Who takes over?',
    watch: 'Who stands first, who gets the votes, and who is refused.',
    answer:
      'The one with every write. At 6.0 s both replicas hear that B has failed and tell each other what they have: 6 writes, and 2. Rank 1 waits a second longer. So the better one stands first, at 6.7 s, and gets both votes; its claim needs a second to reach the directory. At 7.6 s the other one stands in the same election, and is refused: a vote is given once. From 8.5 s on the shard is served, two seconds later than by the quick one, and nothing that was confirmed is lost. With a single replica, behind as well, four writes were.',
    on: true,
    seed: 9,
    settings: { ...QUICK_FAILOVER, 'failover.replicas': 2 },
    actions: inTime([
      { kind: 'latency', a: 'shard-b', b: 'replica-b', addUs: ms(1_500), atUs: seconds(2), forUs: seconds(4) },
      { kind: 'latency', a: 'replica2-b', b: 'directory', addUs: ms(900), atUs: seconds(2), forUs: seconds(8) },
      ...crash('shard-b', 4, 7),
    ]),
    untilUs: seconds(16),
    goals: ['lost', 'unavailable', 'answered', 'p99'],
  },
  {
    id: 'island',
    title: 'A shard on the wrong side',
    question:
      'Shard B and the smart clients of Asia are cut off together, from everybody else. They can still talk. Should they?',
    watch: 'Shard B: what it takes, when it stops, and what it finds afterwards.',
    answer:
      'They do, for two seconds. From 3 s on B hears nobody, but is primary by its own map, and Asia goes on writing to it: five posts and likes are confirmed. At 5.0 s B has heard no majority for the node timeout and stops: CLUSTERDOWN. On the other side its replica is elected, and serves from 5.6 s. When the cut heals, B finds a newer epoch and throws its five writes away. The node timeout bounds the loss, it does not prevent it. The one database stays on the big side: only Asia notices, and gets nothing at all.',
    on: true,
    seed: 29,
    settings: { ...QUICK_FAILOVER, 'users.apPerSecond': 12 },
    actions: [
      {
        kind: 'partition',
        groups: [
          ['shard-b', 'users-ap'],
          [
            'users-eu',
            'users-us',
            'router',
            'directory',
            'mover',
            'detector',
            'shard-a',
            'shard-c',
            'shard-d',
            'replica-a',
            'replica-b',
            'replica-c',
            'replica-d',
            'database',
          ],
        ],
        atUs: seconds(3),
        forUs: seconds(7),
      },
    ],
    untilUs: seconds(14),
    goals: ['lost', 'unavailable', 'answered', 'answered-eu', 'p99'],
  },
  {
    id: 'asleep',
    title: 'The directory falls asleep',
    question:
      'Slots are on the move when the one who says who owns what stops for six seconds. Then shard B crashes, too. Who decides?',
    watch: 'The directories, their reigns, and when shard B is served again.',
    answer:
      'The other two. From 3.0 s on the directory is silent and the second move hangs, but reads and writes need no directory. At 5.0 s the second one takes the seat under a new reign: the third promises to follow, and hands over the newest map. The move goes on, and B’s replica finds somebody to make it primary: it serves from 6.9 s. At 9.0 s the first wakes up and asks the others to keep one more epoch: refused, reign 0 is older than 4. 14 of 279 requests have no answer. With one directory B is served from 9.0 s, and 22 have none; with one database, whose crash is its own, 121.',
    on: true,
    seed: 31,
    settings: { ...QUICK_FAILOVER, 'directory.members': 3, 'mover.pauseMs': 60 },
    actions: inTime([
      addShard(2),
      { kind: 'pause', node: 'directory', atUs: seconds(3), forUs: seconds(6) },
      ...crash('shard-b', 4, 7),
    ]),
    untilUs: seconds(16),
    goals: ['unavailable', 'answered', 'keys-moved', 'p99'],
  },
  {
    id: 'stale-router',
    title: 'A router with an old map',
    question: 'The router is cut off from the directory while slots move. Who tells it?',
    watch: 'The epoch under the router, and what the shards answer to it.',
    answer:
      'The shards do. The router holds epoch 1 for eleven seconds and sends what has moved to the old owner, which refuses it: MOVED, with both epochs and the node to ask. 14 requests take one hop more, legs of feeds are sent on likewise, and every one is answered. Nobody notices that the directory crashes at 9 s. Turn off the check, and the old owners take four writes to keys that are not theirs: all are confirmed, none is found again.',
    on: true,
    seed: 17,
    settings: { 'map.strategy': 'slots', 'mover.pauseMs': 5, 'mover.orphanMs': 2_000 },
    actions: [
      { kind: 'cut', a: 'directory', b: 'router', atUs: seconds(1), forUs: seconds(11) },
      addShard(2),
      { kind: 'crash', node: 'directory', atUs: seconds(9), forUs: seconds(1) },
    ],
    untilUs: seconds(14),
    goals: ['redirects', 'answered', 'p99', 'astray'],
  },
  {
    id: 'two-rings',
    title: 'Two clients, two rings',
    question:
      'Router and Asia hash the same list of servers, one as “host:port-k”, the other as “host-k”. Where do Asia’s posts go?',
    watch: 'The requests that shards refuse, and which epoch they carry.',
    answer:
      'To the wrong shard, mostly, and no epoch tells: both hold epoch 1. 95 times a shard answers that the key is not its own, and names the owner; the request gets there one hop later. Two profiles end in vain: their wall and counter lie together on one of the rings only. Turn off the check, as memcached has none, and 29 of Asia’s 41 posts and likes are confirmed by shards where only Asia looks: three properties break, and no server has failed. With one database there is nothing to disagree about.',
    on: true,
    seed: 11,
    settings: { 'map.strategy': 'ketama', 'map.sameRing': false, 'shard.serviceMs': 40, ...visits(9) },
    actions: [],
    untilUs: seconds(12),
    goals: ['astray', 'redirects', 'answered', 'p99'],
  },
  {
    id: 'by-size',
    title: 'Balanced by size',
    question:
      'Seven visits in ten want the newest people, and the balancer weighs shards, as MongoDB’s does. What does it even out?',
    watch: 'Keys of the shards, and the busiest of them.',
    answer:
      'Keys. D joins with half of the last range: 80, 80, 40 and 40. Then four people at a time go from the fullest shard to the emptiest, and from 8.2 s on it is 56, 64, 56 and 64. But the twelve newest are still all at D, which serves 281 % of the mean, and 17 requests find a queue full. Let it compare requests instead, and their range is split three times: no queue is full, and keys are at 80, 100, 30 and 30. Size is what disks run out of, load is what people feel.',
    on: true,
    seed: 5,
    settings: {
      'map.strategy': 'range',
      'mover.orphanMs': 2_000,
      'users.newestPct': 70,
      'balance.auto': true,
      'balance.by': 'size',
      ...visits(9),
    },
    actions: [addShard(2)],
    untilUs: seconds(16),
    goals: ['skew', 'answered', 'keys-moved', 'sigma'],
  },
  {
    id: 'split',
    title: 'Everybody looks at the newest',
    question:
      'People are in ranges by number, and numbers are given in order. Seven visits in ten want those who signed up last. Where are they?',
    watch: 'The busiest shard, and the ranges.',
    answer:
      'All in the last range, on shard C. Left alone it serves more than twice the mean, and 31 requests find its queue full. The mover splits the last range and moves the upper half, to B; the heat goes with it. Two more splits, and three shards share the newest people: the busiest is at 136 % of the mean. A hash would have spread them, and lost the order.',
    on: true,
    seed: 5,
    settings: {
      'map.strategy': 'range',
      'mover.orphanMs': 2_000,
      'users.newestPct': 70,
      'balance.auto': true,
      ...visits(9),
    },
    actions: [],
    untilUs: seconds(16),
    goals: ['skew', 'answered', 'p99', 'sigma'],
  },
  {
    id: 'emigrant',
    title: 'A person moves to America',
    question:
      'Person 42 moves from Europe to America, and her data follows, across an ocean. Six visits in ten are about her. What do they notice?',
    watch: 'The critical section of shard A, and the epoch.',
    answer:
      'The target copies her two keys while Europe goes on serving them; then comes the critical section. It lasts from 3.25 s to 3.61 s, until the last copy has crossed the ocean and the directory has committed. Meanwhile somebody is told to try again 51 times, and all are answered; one is sent by the old map and redirected. Nothing is lost. Her load has moved with her: shard B now serves most of the visits.',
    on: true,
    seed: 19,
    settings: {
      'mover.orphanMs': 2_000,
      'users.starPct': 60,
      ...visits(12),
      'shard.serviceMs': 50,
    },
    actions: [
      { kind: 'latency', a: 'shard-a', b: 'shard-b', addUs: ms(150), atUs: seconds(2), forUs: seconds(5) },
      { kind: 'latency', a: 'shard-a', b: 'directory', addUs: ms(150), atUs: seconds(2), forUs: seconds(5) },
      { kind: 'latency', a: 'router', b: 'directory', addUs: ms(150), atUs: seconds(2), forUs: seconds(5) },
      { kind: 'command', node: '@role:directory', command: 'moveUser', args: { user: 42, to: 'b' }, atUs: seconds(3) },
    ],
    untilUs: seconds(12),
    goals: ['answered', 'p99', 'redirects', 'unavailable'],
  },
  {
    id: 'feeds',
    title: 'One slow shard, and every feed',
    question: 'A feed needs walls from every shard. One shard takes five times as long. How many feeds are slow?',
    watch: 'The latency of feeds, against that of reads.',
    answer:
      'While shard C is slow, 33 of 40 feeds take longer than 400 ms, and the slowest run into the timeout; of 27 reads five do. A read needs one shard; a feed needs all of them and is as slow as the slowest. The one database answers a feed in one visit and has no such tail.',
    on: true,
    seed: 23,
    settings: {
      'users.feedPct': 40,
      'users.postPct': 10,
      'shard.serviceMs': 40,
      ...visits(5),
    },
    actions: [{ kind: 'slow', node: 'shard-c', percent: 500, atUs: seconds(3), forUs: seconds(6) }],
    untilUs: seconds(14),
    goals: ['fan-out', 'p99', 'feeds', 'answered'],
  },
];
