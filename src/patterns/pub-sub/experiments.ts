import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Three copies, two in sync: what people run. The times are turned down to what half a minute can show. */
export const SHORT: Experiment['settings'] = {
  'sensors.retryMs': 1_000,
  'fetch.maxWaitMs': 1_000,
  'producer.requestTimeoutMs': 1_000,
  'producer.deliveryTimeoutMs': 60_000,
  'log.replicationFactor': 3,
  'log.minInsync': 2,
  'log.replicaLagMs': 2_000,
  'broker.heartbeatMs': 500,
  'broker.sessionMs': 2_000,
  'group.initialDelayMs': 300,
  'consumer.sessionMs': 3_000,
  'consumer.heartbeatMs': 500,
  'consumer.maxPollMs': 6_000,
  'consumer.commitMs': 1_000,
  'consumer.offsetReset': 'earliest',
  'consumer.maxPollRecords': 10,
  'consumer.bufferRecords': 50,
};

/** So that a batch is in hand when something happens. */
const RUSH = { kind: 'set', setting: 'sensors.ratePerSecond', value: 40, atUs: seconds(5), forUs: seconds(1) } as const;

const EVERYONE = ['alerting-results', 'analytics-results', 'archiver-results'] as const;
const TWICE = ['analytics-duplicates', 'alerting-duplicates', 'archiver-duplicates'] as const;

export const experiments: readonly Experiment[] = [
  {
    id: 'slow-service',
    title: 'Analytics has a bad day',
    question: 'Analytics needs 500 ms a reading for ten seconds. What do alerting and the sensors feel of it?',
    watch: 'The queue of the gateway without a log; the lag of analytics with one.',
    answer:
      'Without a log the gateway holds a worker for each reading until every service has answered. Analytics times out, all eight workers wait for it: alerting, which is quick and healthy, gets its readings up to 7.8 s late, and sensors give up on 20 of 234. Through the log the gateway waits for the in-sync replicas and nobody else: alerting is never more than 0.6 s behind. Analytics falls up to 29 readings behind, per member, and has caught up 4.4 s after its bad day.',
    on: true,
    seed: 7,
    settings: SHORT,
    actions: [
      { kind: 'mode', node: 'analytics-1', mode: 'slow', atUs: seconds(3), forUs: seconds(10) },
      { kind: 'mode', node: 'analytics-2', mode: 'slow', atUs: seconds(3), forUs: seconds(10) },
    ],
    untilUs: seconds(25),
    goals: ['alerting-results', 'analytics-results', 'alerting-age', 'publish-p99', 'lag', 'given-up'],
  },
  {
    id: 'consumer-crash',
    title: 'A consumer crashes',
    question:
      'Analytics 1 dies in the middle of its work and is back after three seconds. Which readings are lost, which come twice?',
    watch: 'The position of analytics on each partition, and what it had committed.',
    answer:
      'At least once: the new owner goes on from the last commit, and processes seven readings a second time. With the commit before processing none comes twice, and ten are never processed. With result and offset in one transaction none is lost and none comes twice. Without a log 265 results come twice.',
    on: true,
    seed: 3,
    settings: { ...SHORT, 'analytics.processMs': 100 },
    actions: [RUSH, { kind: 'crash', node: 'analytics-1', atUs: ms(6_050), forUs: seconds(3) }],
    untilUs: seconds(22),
    goals: ['analytics-results', 'analytics-duplicates', 'analytics-age', 'rebalance'],
  },
  {
    id: 'commit-first',
    title: 'Commit first, then work',
    question: 'The same crash, and the position is written before the work. What does a crash cost now?',
    watch: 'The tick of analytics, which runs ahead of its dot, and what is unobserved in the end.',
    answer:
      'None is processed twice, and ten are never processed: they were committed, and not yet done, when analytics 1 died. That is at most once, and right where a second time does harm and a missing one does not. Without a log, 37 results come twice.',
    on: true,
    seed: 3,
    settings: { ...SHORT, 'analytics.processMs': 100, 'consumer.commit': 'before' },
    actions: [RUSH, { kind: 'crash', node: 'analytics-1', atUs: ms(6_050), forUs: seconds(3) }],
    untilUs: seconds(16),
    goals: ['analytics-results', 'analytics-duplicates', 'analytics-age', 'rebalance'],
  },
  {
    id: 'transaction',
    title: 'Result and offset together',
    question:
      'The same service is paused past its session, and another member crashes. Can each reading still count exactly once?',
    watch: 'What the store refuses, and from which generation it comes.',
    answer:
      'The store takes a result and the offset it belongs to in one transaction, and refuses whoever writes for an older generation. The paused member wakes up at 11.0 s with a batch in its hands; its first write is refused, and it knows. Every reading has one result. With the commit after processing the same run has 24 results twice, 11 of them by the zombie. Exactly once needs the result, its offset and the generation in one place.',
    on: true,
    seed: 5,
    settings: { ...SHORT, 'consumer.commit': 'together', 'analytics.processMs': 100 },
    actions: [
      RUSH,
      { kind: 'pause', node: 'analytics-1', atUs: seconds(6), forUs: seconds(5) },
      { kind: 'crash', node: 'analytics-2', atUs: seconds(14), forUs: seconds(2) },
    ],
    untilUs: seconds(26),
    goals: ['analytics-results', 'analytics-duplicates', 'zombies', 'analytics-age'],
  },
  {
    id: 'leader-crash',
    title: 'The leader crashes, acks = 1',
    question:
      'The leader of a partition acknowledges alone, and dies before its followers have fetched. What becomes of the readings?',
    watch: 'The end of the tape of partition 0 on broker 1, and where the others end.',
    answer:
      'From 5.0 s on broker 1 cannot reach its followers, and acknowledges alone: that is what acks = 1 means. It dies at 6.5 s. At 8.0 s its session is over. Broker 2, in sync on paper, becomes leader from offset 26: eight readings that the gateway had been told were written do not exist any more. When broker 1 returns at 12.5 s, it cuts them off its log. With acks = all nothing is lost: those eight were never acknowledged, and are sent again.',
    on: true,
    seed: 11,
    settings: { ...SHORT, 'producer.acks': '1' },
    actions: [
      { kind: 'cut', a: 'broker-1', b: 'broker-2', atUs: seconds(5), forUs: seconds(4) },
      { kind: 'cut', a: 'broker-1', b: 'broker-3', atUs: seconds(5), forUs: seconds(4) },
      { kind: 'crash', node: 'broker-1', atUs: ms(6_500), forUs: seconds(6) },
    ],
    untilUs: seconds(24),
    goals: [...EVERYONE, 'truncations', 'publish-p99'],
  },
  {
    id: 'all-means-one',
    title: 'All, when all is one',
    question: 'acks = all, and the leader is alone with itself. With min in-sync 1 it goes on. What is its word worth?',
    watch: 'The in-sync replicas of partition 0, and who leads it after 9 s.',
    answer:
      'Cut off from broker 1, the followers leave the in-sync replicas at 6.0 s. Broker 1 acknowledges what only it has, and dies at 9.0 s. Unclean election makes broker 2 leader at 10.5 s: 25 acknowledged readings vanish, and others take their offsets. Without unclean election nothing is lost, and nobody can write to that partition until broker 1 is back, at 14.0 s. With min in-sync 2 broker 1 refuses to work alone.',
    on: true,
    seed: 11,
    settings: { ...SHORT, 'log.minInsync': 1, 'log.uncleanElection': true },
    actions: [
      { kind: 'cut', a: 'broker-1', b: 'broker-2', atUs: seconds(4), forUs: seconds(7) },
      { kind: 'cut', a: 'broker-1', b: 'broker-3', atUs: seconds(4), forUs: seconds(7) },
      { kind: 'crash', node: 'broker-1', atUs: seconds(9), forUs: seconds(5) },
    ],
    untilUs: seconds(24),
    goals: [...EVERYONE, 'truncations', 'publish-p99'],
  },
  {
    id: 'controller',
    title: 'Two that think they decide',
    question:
      'Broker 1 is controller, and stops for five seconds. A second broker dies, so somebody has to decide. Who, and what if broker 1 wakes up?',
    watch: 'The controller below the groups, its epoch, and what broker 1 is told at 10 s.',
    answer:
      'Its session is over at 6.5 s, and with it goes the controller’s key. Broker 2 claims that, is controller in epoch 2, and leads what the two led. With min in-sync 2 it may take nothing alone: readings wait for broker 3 until 8.5 s. At 10.0 s broker 1 wakes up and gives orders, which all refuse: epoch 1 is older than 2. At 13 s broker 2 crashes; it is back within its session, but the key went with its old life. Broker 1 takes it, in epoch 3, and at 14.0 s every partition has a leader. Nothing acknowledged is lost. Without a log there is nobody to elect.',
    on: true,
    seed: 21,
    settings: SHORT,
    actions: [
      { kind: 'crash', node: 'broker-3', atUs: ms(4_500), forUs: seconds(4) },
      { kind: 'pause', node: 'broker-1', atUs: seconds(5), forUs: seconds(5) },
      { kind: 'crash', node: 'broker-2', atUs: seconds(13), forUs: seconds(1) },
    ],
    untilUs: seconds(22),
    goals: [...EVERYONE, 'alerting-age', 'publish-p99'],
  },
  {
    id: 'metadata',
    title: 'Nobody who knows',
    question:
      'The power fails under the metadata, and two seconds later broker 3 dies as well. Who feels the first, and who the second?',
    watch: 'The in-sync replicas, and the dashed cells behind the high-water marks.',
    answer:
      'The first nobody feels: leaders lead, followers fetch, and alerting gets its readings. When broker 3 dies, everything stops. It is in sync on paper, so the high-water marks wait for it, and only the metadata could take it off the list: from 6.0 to 12.0 s nothing is acknowledged, with two brokers in good health. At 12.0 s the metadata is back, as it was on disk, and two partitions go on at once; the third waits until the session of broker 3 is over, at 14.0 s. Nothing acknowledged is lost; on nine of 209 readings the sensors gave up.',
    on: true,
    seed: 41,
    settings: SHORT,
    actions: [
      { kind: 'crash', node: 'metadata', loseUnsynced: true, atUs: seconds(4), forUs: seconds(8) },
      { kind: 'crash', node: 'broker-3', atUs: seconds(6), forUs: seconds(10) },
    ],
    untilUs: seconds(22),
    goals: [...EVERYONE, 'alerting-age', 'publish-p99'],
  },
  {
    id: 'zombie',
    title: 'A zombie at work',
    question:
      'A member stops for five seconds with a batch in its hands: a long garbage collection. What does it do when it wakes up?',
    watch: 'Analytics 1 after 11 s: its generation, its results, its commit.',
    answer:
      'After three seconds without a heartbeat analytics 1 is out, and analytics 2 gets its partitions and works on them from the last commit. At 11.0 s analytics 1 wakes up. It does not know, and finishes the batch that it holds. Only its commit is refused, for generation 1 is older than 2. The generation protects the position, not the world: 21 readings have two results. A store that asks for it refuses them too.',
    on: true,
    seed: 9,
    settings: { ...SHORT, 'analytics.processMs': 100 },
    actions: [RUSH, { kind: 'pause', node: 'analytics-1', atUs: ms(6_050), forUs: ms(4_950) }],
    untilUs: seconds(24),
    goals: ['analytics-results', 'analytics-duplicates', 'zombies', 'rebalance'],
  },
  {
    id: 'zombie-producer',
    title: 'Two gateways, one name',
    question:
      'The gateway stands still, and the sensors turn to a second one of the same name. What becomes of what the first still holds?',
    watch: 'What the brokers answer when the first gateway wakes up.',
    answer:
      'At 7.0 s the sensors give the first gateway up; the second begins producer epoch 2. At 11.0 s the first wakes up. Every batch that it appends is refused, for epoch 1 is older than 2, and so is its wish for another epoch. Its 13 readings came through the second long since. Without idempotence 13 are processed twice, without a log 14.',
    on: true,
    seed: 33,
    settings: { ...SHORT, 'edge.standby': true },
    actions: [{ kind: 'pause', node: 'edge', atUs: seconds(5), forUs: seconds(6) }],
    untilUs: seconds(18),
    goals: TWICE,
  },
  {
    id: 'rolling-restart',
    title: 'Restart them all, one by one',
    question:
      'A new version is rolled out: three members are restarted, one after the other. How often does everybody stop?',
    watch: 'The generations of analytics, and who has no partition meanwhile.',
    answer:
      'With static members and cooperative assignment nobody stops for a restart: each member comes back within its session, takes its old partitions, and the group stays in generation 1. The longest silence of analytics is 0.6 s. With dynamic members and range each restart is a new member: three rebalances, in each of which all give up everything and wait for one that is gone; the longest silence is 1.6 s. Cooperative alone keeps it at 0.6 s, in three generations.',
    on: true,
    seed: 13,
    settings: { ...SHORT, 'group.members': 3, 'group.static': true, 'group.assignor': 'cooperative-sticky' },
    actions: [
      { kind: 'crash', node: 'analytics-1', atUs: seconds(5), forUs: seconds(1) },
      { kind: 'crash', node: 'analytics-2', atUs: seconds(9), forUs: seconds(1) },
      { kind: 'crash', node: 'analytics-3', atUs: seconds(13), forUs: seconds(1) },
    ],
    untilUs: seconds(22),
    goals: ['analytics-results', 'analytics-age', 'analytics-duplicates', 'rebalance'],
  },
  {
    id: 'retention',
    title: 'Slower than the log forgets',
    question: 'The archiver falls behind, and each partition keeps its newest 30 records only. When does it notice?',
    watch: 'The position of the archiver, and where the tapes begin.',
    answer:
      'Not before it is too late. The log waits for nobody: at 16.8 s the archiver asks for offset 53, and its partition begins at 55. Reset to latest, the default, takes it to 85: 32 readings are skipped, and no error. Reset to earliest would skip four. Without a log the gateway gives up 135 deliveries.',
    on: true,
    seed: 17,
    settings: { ...SHORT, 'log.retentionRecords': 30, 'consumer.offsetReset': 'latest', 'consumer.bufferRecords': 10 },
    actions: [{ kind: 'mode', node: 'archiver', mode: 'slow', atUs: seconds(4), forUs: seconds(12) }],
    untilUs: seconds(26),
    goals: ['archiver-results', 'alerting-results', 'archiver-lag', 'archiver-age', 'given-up'],
  },
  {
    id: 'radio',
    title: 'One message in five is lost',
    question: 'The radio loses 20 % of what is sent, in both directions. What do QoS 0, 1 and 2 make of it?',
    watch: 'What the sensors send again, and what lies in the log twice.',
    answer:
      'Of 169 readings, 141 arrive with QoS 0, and nobody knows about the rest. With QoS 1 the sensors send again until they hear an answer: 167 arrive, 41 of them more than once, for an answer can be lost like a message. With QoS 2 the gateway remembers each id until the sensor releases it: 165 so far, none twice. But that is a promise about one hop. Deduplication by reading, at the store, makes QoS 1 as good.',
    on: true,
    seed: 19,
    settings: { ...SHORT, 'radio.lossPct': 20, 'sensors.qos': '2' },
    actions: [],
    untilUs: seconds(20),
    goals: ['taken-in', ...EVERYONE, ...TWICE, 'publish-p99'],
  },
  {
    id: 'dedupe',
    title: 'Once, at the far end',
    question: 'QoS 1 over the same radio, and the store knows each reading by its name. Who can still count one twice?',
    watch: 'The doubled records on the tapes, and what the store makes of them.',
    answer:
      'Of 154 readings in the log 32 are repetitions: a sensor that hears no answer sends again, and the broker takes that for a new one. At 6.0 s alerting dies, and reads six records a second time. The store recognises all of them, for a reading keeps its name on every hop: none has two results. Without deduplication 38 have. The price is memory: NATS remembers for two minutes.',
    on: true,
    seed: 19,
    settings: { ...SHORT, 'radio.lossPct': 20, 'sensors.qos': '1', 'store.dedupe': true },
    actions: [{ kind: 'crash', node: 'alerting', atUs: seconds(6), forUs: seconds(1) }],
    untilUs: seconds(14),
    goals: ['taken-in', ...EVERYONE, ...TWICE],
  },
  {
    id: 'poison',
    title: 'A reading that nobody can read',
    question: 'One reading in forty makes no sense, and fails each time. What happens to those behind it?',
    watch: 'The lag of alerting, and the tape of dead letters.',
    answer:
      'Each broken reading is tried three times, then put with the dead letters, and the partition goes on: alerting processes all 178 others. Tried again for ever, it stands in front of its partition: alerting processes 39 readings, then nothing, though only four were broken. A position cannot step over what is not done; a queue can. Without a log the gateway gives up after three attempts, and the reading is nowhere.',
    on: true,
    seed: 23,
    settings: { ...SHORT, 'sensors.poisonEvery': 40, 'consumer.onPoison': 'dead-letter', 'consumer.deliveryLimit': 3 },
    actions: [],
    untilUs: seconds(20),
    goals: [...EVERYONE, 'dead-letters', 'alerting-age', 'alerting-lag'],
  },
  {
    id: 'queue',
    title: 'A queue instead of a log',
    question:
      'Each service has a queue, and every message in it is acknowledged for itself. A consumer crashes, and one reading in forty makes no sense. What is better than a log, and what is gone?',
    watch: 'What is delivered a second time, and where the broken readings go.',
    answer:
      'A broken reading goes back to the head of its queue and comes again, flagged as redelivered. When it has come back 21 times it is a dead letter, and x-death says why. Alerting is never more than 0.4 s late; in a log with as many attempts it is up to 8.2 s late. Without a delivery limit they go round for ever. When analytics 1 dies, the ten messages that it held are back at once, and nobody rebalances. One comes twice, for its ack died with the connection; under most seeds none does. Acknowledged by being delivered, eight are lost instead. What is gone is order, for members compete for one queue, and the past: what is acknowledged nobody reads again. Without a queue 166 results come twice.',
    on: true,
    seed: 31,
    settings: {
      ...SHORT,
      'log.kind': 'queue',
      'sensors.poisonEvery': 40,
      'consumer.onPoison': 'dead-letter',
      'analytics.processMs': 100,
      'consumer.bufferRecords': 10,
    },
    actions: [RUSH, { kind: 'crash', node: 'analytics-1', atUs: ms(6_055), forUs: seconds(3) }],
    untilUs: seconds(20),
    goals: [...EVERYONE, ...TWICE, 'dead-letters', 'analytics-age'],
  },
  {
    id: 'prefetch',
    title: 'All on one desk',
    question:
      'Two members of analytics share a queue, and one of them is slow for eight seconds. Who gets the readings, if a consumer may hold any number of them?',
    watch: 'What analytics 1 and 2 hold unacknowledged.',
    answer:
      'Without a prefetch limit the server deals out messages in turn. Analytics 2 holds up to 28, up to 4.8 s old, analytics 1 never more than two. With a limit of two, analytics 2 gets the next one when it has acknowledged one, and analytics 1 the rest: none is older than 1.2 s. With a limit of ten it is 4.8 s again: a limit that is never reached is none. A log cannot shift work like that, for each partition has one owner: 3.4 s. But it keeps the order, where the queue goes back 16 times. Without either, 24 of the 190 get no result from analytics.',
    on: true,
    seed: 37,
    settings: { ...SHORT, 'log.kind': 'queue', 'consumer.whenFull': 'unbounded', 'consumer.bufferRecords': 2 },
    actions: [{ kind: 'mode', node: 'analytics-2', mode: 'slow', atUs: seconds(3), forUs: seconds(8) }],
    untilUs: seconds(20),
    goals: ['analytics-results', 'analytics-age', 'alerting-results', 'given-up'],
  },
  {
    id: 'more-partitions',
    title: 'One partition more',
    question:
      'Two partitions are not enough, and a third is added at 8 s. What becomes of the order of readings of one sensor?',
    watch: 'Partition 2, which is empty until then, and the lag on the other two.',
    answer:
      'Range gives both to analytics 1, which cannot keep up: at 8 s it is 60 readings behind, and analytics 2 has nothing to do. The third partition gives it work at once. But the hash of a sensor now counts modulo three, and sensors move: what they measure from then on is processed as it comes, while what they measured before waits its turn. 20 readings come behind later ones of the same sensor. With three from the start none is. Without a log sensors move with each member.',
    on: true,
    seed: 29,
    settings: { ...SHORT, 'sensors.ratePerSecond': 20, 'log.partitions': 2, 'analytics.processMs': 70 },
    actions: [{ kind: 'set', setting: 'log.partitions', value: 3, atUs: seconds(8) }],
    untilUs: seconds(18),
    goals: ['analytics-results', 'analytics-age', 'lag'],
  },
  {
    id: 'reorder',
    title: 'Five in flight, one lost',
    question:
      'The connection to a leader fails for 300 ms, with several batches in flight. In which order do the readings of one sensor end up?',
    watch: 'Offsets in partition 0 around 6 s, and whose readings they are.',
    answer:
      'Without idempotence, batches that were lost with the connection are sent again a second later; by then others of the same sensors are in the log. Alerting gets eight readings behind later ones. With idempotence the leader refuses a batch whose sequence number leaves a gap, so the later ones wait for the lost one: none is out of order. One batch in flight does it as well, and is slower.',
    on: true,
    seed: 15,
    settings: { ...SHORT, 'sensors.ratePerSecond': 30, 'analytics.processMs': 20, 'producer.idempotence': false },
    actions: [
      { kind: 'latency', a: 'edge', b: 'broker-1', addUs: ms(150), atUs: seconds(5), forUs: seconds(3) },
      { kind: 'cut', a: 'edge', b: 'broker-1', atUs: seconds(6), forUs: ms(300) },
    ],
    untilUs: seconds(11),
    goals: [...EVERYONE, ...TWICE, 'publish-p99'],
  },
];
