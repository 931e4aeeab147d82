import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const map = dials('Placement');
const users = dials('People');
const client = dials('Router and smart client');
const shard = dials('Shards');
const directory = dials('Directory');
const mover = dials('Moving keys');
const failover = dials('Failover');
const hot = dials('Hot keys and balance');

/** Defaults are those of the named source; the experiments turn some down to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'map.strategy': map.choice(
    'Keys belong to',
    [
      ['region', 'the shard of their region (directory)'],
      ['range', 'the shard of their range'],
      ['slots', 'one of 16,384 slots'],
      ['mod', 'hash mod N'],
      ['ketama', 'a ketama ring'],
      ['jump', 'a jump hash bucket'],
      ['rendezvous', 'the highest weight (rendezvous)'],
    ],
    {
      help: 'How a key finds its shard. The same 240 keys under each; read when the run begins.',
      source: 'This scene: users by region.',
    },
  ),
  'map.ketamaClient': map.choice(
    'Ring agrees with',
    [
      ['libketama', 'libketama, spymemcached'],
      ['libmemcached', 'libmemcached'],
    ],
    {
      help: 'The first two hash "host:port-k", the third leaves the default port out. Their rings share no point.',
      source: 'libketama ketama.c, libmemcached hosts.cc.',
    },
  ),
  'map.sameRing': map.flag('Asia has the same ring', true, {
    help: 'Off, the application of Asia names the servers as the other client does.',
    source: 'Clients of one cluster have to agree.',
  }),
  'map.ringDigests': map.number('Digests a server on the ring', '', [1, 40, 1], 40, {
    help: 'Each gives four points. With few of them some servers get far more than their share.',
    source: 'libketama: 40 digests, 160 points.',
  }),
  'map.boundPct': map.number('Most keys of a shard', '% of the mean', [0, 300, 5], 0, {
    help: 'Ring and rendezvous: whoever finds a shard full goes on to the next one. 0: no bound.',
    source: 'HAProxy hash-balance-factor: 0 (off), useful from 125 to 200.',
  }),
  'map.checkEpoch': map.flag('Shards check who owns a key', true, {
    help: 'A shard refuses what its map gives to another. Off, it believes whoever asks, and writes get lost.',
    source: 'Redis Cluster answers MOVED; MongoDB compares shard versions.',
  }),

  'users.euPerSecond': users.number('Europe', 'visits/s', [1, 400, 1], 6, {
    help: 'How many come, whether or not they are served.',
  }),
  'users.usPerSecond': users.number('America', 'visits/s', [1, 400, 1], 6, {
    help: 'How many come, whether or not they are served.',
  }),
  'users.apPerSecond': users.number('Asia', 'visits/s', [1, 400, 1], 6, {
    help: 'How many come, whether or not they are served.',
  }),
  'users.postPct': users.number('Of them posts', '%', [0, 100, 5], 30, { help: 'Writes to a wall.' }),
  'users.likePct': users.number('Likes', '%', [0, 100, 5], 10, { help: 'One more on a counter.' }),
  'users.feedPct': users.number('Feeds', '%', [0, 100, 5], 5, {
    help: 'Many walls at once, from every shard that has some of them. The rest reads walls and profiles.',
  }),
  'users.feedKeys': users.number('Walls in a feed', 'keys', [1, 40, 1], 9, {
    help: 'The more keys, the more shards have to answer.',
  }),
  'users.farPct': users.number('About other regions', '%', [0, 100, 5], 10, {
    help: 'Visits to people who live anywhere.',
  }),
  'users.starPct': users.number('About one celebrity', '%', [0, 100, 5], 0, {
    help: 'Share of all visits that want the same person, number 42.',
  }),
  'users.newestPct': users.number('About the newest people', '%', [0, 100, 5], 0, {
    help: 'Share of all visits that want the last twelve who signed up.',
  }),
  'users.patienceMs': users.number('Patience', 'ms', [200, 20_000, 100], 3_000, {
    help: 'After this long they stop waiting, and do not know what became of it.',
  }),

  'client.timeoutMs': client.number('Timeout', 'ms', [50, 10_000, 50], 1_500, {
    help: 'How long a request to a shard may take. After it nobody knows whether a write has happened.',
    source: 'This scene; Lettuce waits 60 s, Jedis 2 s.',
  }),
  'client.tryAgainMs': client.number('Pause after TRYAGAIN', 'ms', [5, 1_000, 5], 40, {
    help: 'How soon it asks again for a key that is on its way.',
  }),

  'shard.workers': shard.number('Workers', '', [1, 16, 1], 2, {
    help: 'How many requests one shard works on at once. The one database has three times as many.',
  }),
  'shard.serviceMs': shard.number('Service time', 'ms', [1, 500, 1], 100, {
    help: 'How long a request takes.',
    source: 'This scene: large, so that load can be seen at few requests.',
  }),
  'shard.queueLimit': shard.number('Queue', 'requests', [0, 200, 1], 20, {
    help: 'How many wait for a worker; what comes then is refused.',
  }),

  'directory.members': directory.number('Nodes that keep the map', '', [1, 3, 2], 1, {
    help: 'With one, nothing moves and nobody is replaced while it is away. With three, two are enough.',
    source: 'This scene; MongoDB has three config servers, in Redis Cluster every primary keeps the map.',
  }),

  'mover.batchSlots': mover.number('Slots a move', 'slots', [1, 4_096, 1], 700, {
    help: 'How many slots change hands together. redis-cli moves them one by one; most are empty here.',
  }),
  'mover.pauseMs': mover.number('Pause between steps', 'ms', [0, 1_000, 5], 25, {
    help: 'Moving keys costs the source work; a pause leaves it time for its clients.',
  }),
  'mover.patienceMs': mover.number('Patience with a move', 'ms', [0, 30_000, 500], 0, {
    help: 'A move that has not come on for this long is called off, at the slot where it stands. 0: never.',
    source: 'This scene; redis-cli stops and leaves the slot open, to be mended by hand.',
  }),
  'mover.cloneKeys': mover.number('Keys a copy', 'keys', [1, 100, 1], 5, {
    help: 'Range moves: how many keys one message copies.',
  }),
  'mover.criticalMs': mover.number('Longest critical section', 'ms', [100, 10_000, 100], 1_000, {
    help: 'If a commit takes longer, the move starts over and the keys are served again.',
  }),
  'mover.orphanMs': mover.number('Orphans kept', 'ms', [0, 900_000, 500], 900_000, {
    help: 'How long a shard keeps what it has given away, before it deletes it.',
    source: 'MongoDB orphanCleanupDelaySecs, default 900 s; the experiments turn it down.',
  }),
  'mover.sweepMs': mover.number('Pause between swept keys', 'ms', [5, 2_000, 5], 120, {
    help: 'Computed placements: keys that nobody has asked for yet follow at this pace.',
  }),

  'failover.timeoutMs': failover.number('Node timeout', 'ms', [500, 60_000, 100], 15_000, {
    help: 'Silent for this long is PFAIL. Cut off for this long, a primary stops.',
    source: 'Redis cluster-node-timeout, default 15 s.',
  }),
  'failover.fullCoverage': failover.flag('All or nothing', true, {
    help: 'While one shard is marked FAIL, the others refuse everything as well.',
    source: 'Redis cluster-require-full-coverage, default yes. The experiments turn it off.',
  }),
  'failover.delayMs': failover.number('Delay before an election', 'ms', [0, 5_000, 50], 500, {
    help: 'A replica waits this long, and up to as long again by chance.',
    source: 'Redis Cluster specification: 500 ms + random 0 … 500 ms + rank × 1 s.',
  }),
  'failover.replicas': failover.number('Replicas of a shard', '', [1, 2, 1], 1, {
    help: 'With two, the one that has more of the writes stands first: the other waits a second longer.',
    source: 'This scene; redis-cli --cluster-replicas, usually 1.',
  }),
  'failover.validity': failover.number('Validity factor', '', [1, 100, 1], 10, {
    help: 'A replica that has not heard its primary for more than this many node timeouts does not stand.',
    source: 'Redis cluster-replica-validity-factor, default 10.',
  }),

  'hot.perSecond': hot.number('Hot above', 'requests/s', [1, 500, 1], 15, {
    help: 'Requests for one key in a second that make it hot.',
  }),
  'hot.remedy': hot.choice(
    'Remedy',
    [
      ['none', 'none'],
      ['copy', 'copy it to every shard'],
      ['split', 'copy walls, split counters'],
    ],
    { help: 'Copies serve reads and may be a moment old; parts take writes and are summed by whoever reads.' },
  ),
  'balance.auto': hot.flag('Split and move by itself', false, {
    help: 'A shard with too much gives a part of its last range to the one with the least.',
    source: 'MongoDB has its balancer on; here it is a step of its own.',
  }),
  'balance.by': hot.choice(
    'It compares',
    [
      ['load', 'requests served'],
      ['size', 'keys held'],
    ],
    { help: 'What it evens out.', source: 'MongoDB 6 compares data sizes.' },
  ),
  'balance.apartKeys': hot.number('Too many keys', 'more than another', [6, 120, 6], 24, {
    help: 'By size: the fullest shard has so many more than the emptiest. Then a third of it moves, and it looks again.',
    source: 'MongoDB 6: 384 MB apart, one range of 128 MB at a time.',
  }),
  'balance.skewPct': hot.number('Too much load', '% of the mean', [110, 400, 10], 170, {
    help: 'Load of one shard, against the mean of all, that makes the balancer act.',
    source: 'This scene.',
  }),
};
