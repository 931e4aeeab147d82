import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const sensors = dials('Sensors and radio');
const producer = dials('Gateway as producer');
const log = dials('Log');
const brokers = dials('Brokers');
const group = dials('Consumer groups');
const consumer = dials('Consumers');
const direct = dials('Without a log');

/** Defaults are those of the named source; the experiments turn the times down to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'sensors.ratePerSecond': sensors.number('Readings', '/s', [1, 60, 1], 10, {
    help: 'Of all sensors together. They wait for nobody.',
    source: 'Chosen here: twelve sensors, about one reading a second each.',
  }),
  'sensors.qos': sensors.choice(
    'QoS',
    [
      ['1', '1: at least once'],
      ['0', '0: at most once'],
      ['2', '2: exactly once, on this hop'],
    ],
    {
      help: 'What sensor and gateway promise each other about one message.',
      source: 'MQTT 3.1.1, section 4.3. Sensors that matter use 1.',
    },
  ),
  'sensors.retryMs': sensors.number('Send again after', 'ms', [100, 60_000, 100], 10_000, {
    help: 'Without an answer for so long, the sensor sends the message or its release again.',
    source: 'MQTT-SN 1.2, section 7.2: T_retry 10 to 15 s. Over TCP only after reconnecting.',
  }),
  'sensors.retries': sensors.number('Send again at most', 'times', [0, 20, 1], 5, {
    help: 'After that the reading has an unknown fate.',
    source: 'MQTT-SN 1.2, section 7.2: N_retry 3 to 5.',
  }),
  'sensors.poisonEvery': sensors.number('Every so many readings one is broken', 'readings', [0, 1_000, 1], 0, {
    help: 'A broken reading makes no sense to any consumer. 0: none is broken.',
  }),
  'radio.lossPct': sensors.number('Radio loss', '%', [0, 80, 1], 0, {
    help: 'Share of radio messages that are lost, in both directions.',
  }),
  'edge.standby': sensors.flag('A second gateway', false, {
    help: 'Sensors turn to it when the first does not answer twice.',
    source: 'MQTT-SN 1.2, section 6.13.',
  }),
  'edge.filter': sensors.choice(
    'Topics passed on',
    [
      ['plant/#', 'plant/#'],
      ['plant/north/#', 'plant/north/#'],
      ['plant/+/+/temperature', 'plant/+/+/temperature'],
      ['plant/+', 'plant/+ (matches none)'],
      ['plant.#.temperature', 'plant.#.temperature (AMQP)'],
    ],
    {
      help: 'The gateway passes on what this filter means: + is one level, # all that follow, in an AMQP binding any number of words.',
      source: 'MQTT 3.1.1, section 4.7. AMQP 0-9-1, section 3.1.3.3; RabbitMQ turns / into dots.',
    },
  ),
  'producer.acks': producer.choice(
    'Acks',
    [
      ['all', 'all: every in-sync replica'],
      ['1', '1: the leader'],
      ['0', '0: nobody'],
    ],
    {
      help: 'Who must have a record before the producer takes it for written.',
      source: 'Kafka producer acks, default all.',
    },
  ),
  'producer.idempotence': producer.flag('Idempotence', true, {
    help: 'Batches carry producer id, epoch and sequence, so that the leader can tell a repetition. It needs acks=all.',
    source: 'Kafka enable.idempotence, default true.',
  }),
  'producer.maxInFlight': producer.number('Batches in flight', 'batches', [1, 10, 1], 5, {
    help: 'Batches of a partition that may be unanswered at once; with idempotence five at most.',
    source: 'Kafka max.in.flight.requests.per.connection, default 5. Here it counts by partition.',
  }),
  'producer.requestTimeoutMs': producer.number('Request timeout', 'ms', [100, 60_000, 100], 30_000, {
    help: 'After so long without an answer a batch is sent again.',
    source: 'Kafka producer request.timeout.ms, default 30 s.',
  }),
  'producer.deliveryTimeoutMs': producer.number('Delivery timeout', 'ms', [1_000, 300_000, 1_000], 120_000, {
    help: 'After so long a batch is given up, with an unknown fate.',
    source: 'Kafka delivery.timeout.ms, default 120 s.',
  }),
  'log.kind': log.choice(
    'What lies between',
    [
      ['log', 'a partitioned log'],
      ['queue', 'a queue for each service'],
    ],
    {
      help: 'A log keeps all records, each group a position. A queue forgets a message that is acknowledged. Read when the run starts.',
      source: 'Kafka, or RabbitMQ (AMQP 0-9-1, quorum queues).',
    },
  ),
  'log.partitions': log.number('Partitions in use', 'partitions', [1, 3, 1], 3, {
    help: 'A sensor’s hash, modulo this, names its partition. Turned up in a run, sensors move, and order across the move is gone.',
    source: 'Kafka: partitions can be added to a topic; which key goes where changes with them.',
  }),
  'log.replicationFactor': log.number('Replication factor', 'brokers', [1, 3, 1], 1, {
    help: 'How many brokers hold each partition. Read when the run starts.',
    source: 'Kafka default.replication.factor, default 1.',
  }),
  'log.minInsync': log.number('Min in-sync replicas', 'brokers', [1, 3, 1], 1, {
    help: 'With acks=all, fewer in-sync replicas than this refuse to take anything.',
    source: 'Kafka min.insync.replicas, default 1.',
  }),
  'log.replicaLagMs': log.number('Replica lag', 'ms', [500, 60_000, 100], 30_000, {
    help: 'A follower that has not caught up for so long leaves the in-sync replicas.',
    source: 'Kafka replica.lag.time.max.ms, default 30 s.',
  }),
  'log.uncleanElection': log.flag('Unclean leader election', false, {
    help: 'Without an in-sync replica a broker that lacks records may lead. It is available, and forgets.',
    source: 'Kafka unclean.leader.election.enable, default false.',
  }),
  'log.retentionRecords': log.number('Retention', 'records', [0, 1_000, 1], 0, {
    help: 'Each partition keeps so many of its newest records, read or not. 0: it keeps all.',
    source: 'Kafka log.retention.bytes, default −1 (no limit).',
  }),
  'log.retentionSeconds': log.number('Retention by time', 's', [0, 604_800, 1], 604_800, {
    help: 'A record that was measured longer ago than this is deleted, read or not. 0: never.',
    source: 'Kafka log.retention.hours, default 168: seven days, by the timestamp of the record.',
  }),
  'broker.heartbeatMs': brokers.number('Broker heartbeat', 'ms', [100, 10_000, 100], 2_000, {
    help: 'How often a broker renews its session.',
    source: 'Kafka broker.heartbeat.interval.ms, default 2 s.',
  }),
  'broker.sessionMs': brokers.number('Broker session', 'ms', [500, 30_000, 100], 9_000, {
    help: 'A broker that has not renewed for so long is taken for dead.',
    source: 'Kafka broker.session.timeout.ms, default 9 s.',
  }),
  'broker.flushMs': brokers.number('Write to disk every', 'ms', [100, 60_000, 100], 5_000, {
    help: 'Until then records lie in the page cache, which a crash keeps and a power loss does not.',
    source: 'Kafka leaves it to the operating system; Linux starts to write after 5 s (dirty_writeback).',
  }),
  'fetch.maxWaitMs': brokers.number('A fetch waits up to', 'ms', [50, 5_000, 50], 500, {
    help: 'A fetch that finds nothing waits at the broker for news.',
    source: 'Kafka fetch.max.wait.ms and replica.fetch.wait.max.ms, default 500 ms.',
  }),
  'group.members': group.number('Members of analytics', 'members', [1, 3, 1], 2, {
    help: 'Members share the partitions; more members than partitions are idle. Read when the run starts.',
  }),
  'group.assignor': group.choice(
    'Assignor',
    [
      ['range', 'range'],
      ['roundrobin', 'round-robin'],
      ['cooperative-sticky', 'cooperative-sticky'],
    ],
    {
      help: 'Range and round-robin stop everybody for a rebalance, cooperative-sticky moves only what must move.',
      source:
        'Kafka partition.assignment.strategy, default [Range, CooperativeSticky]: range, until all can do better.',
    },
  ),
  'group.static': group.flag('Static members', false, {
    help: 'A member with a fixed name gets its old partitions back if it returns within its session.',
    source: 'Kafka group.instance.id (KIP-345), default none.',
  }),
  'group.initialDelayMs': group.number('First rebalance waits', 'ms', [0, 10_000, 100], 3_000, {
    help: 'An empty group waits so long for more members before its first generation.',
    source: 'Kafka group.initial.rebalance.delay.ms, default 3 s.',
  }),
  'consumer.sessionMs': group.number('Member session', 'ms', [500, 60_000, 100], 45_000, {
    help: 'A member whose heartbeats stay away for so long is put out of its group.',
    source: 'Kafka consumer session.timeout.ms, default 45 s.',
  }),
  'consumer.heartbeatMs': group.number('Member heartbeat', 'ms', [100, 10_000, 100], 3_000, {
    help: 'How often a member says that it is alive, and hears of a rebalance.',
    source: 'Kafka heartbeat.interval.ms, default 3 s.',
  }),
  'consumer.maxPollMs': group.number('Poll interval', 'ms', [500, 600_000, 100], 300_000, {
    help: 'A member that processes one batch for longer leaves the group. A rebalance waits so long for members.',
    source: 'Kafka max.poll.interval.ms, default 300 s.',
  }),
  'consumer.commit': consumer.choice(
    'Commit',
    [
      ['after', 'after processing: at least once'],
      ['before', 'before processing: at most once'],
      ['together', 'result and offset in one transaction'],
    ],
    {
      help: 'A crash between commit and processing loses or repeats; in one transaction there is no between. With a queue: when a message is acknowledged; together is as after.',
      source: 'Kafka auto-commit commits what earlier polls returned: after processing.',
    },
  ),
  'consumer.commitMs': consumer.number('Commit every', 'ms', [0, 10_000, 100], 5_000, {
    help: 'How long finished work may stay uncommitted.',
    source: 'Kafka auto.commit.interval.ms, default 5 s.',
  }),
  'consumer.offsetReset': consumer.choice(
    'Offset reset',
    [
      ['latest', 'latest: go on with what is new'],
      ['earliest', 'earliest: from the first record kept'],
    ],
    {
      help: 'Where to begin without a position that the log still holds.',
      source: 'Kafka auto.offset.reset, default latest.',
    },
  ),
  'consumer.maxPollRecords': consumer.number('Records a poll', 'records', [1, 500, 1], 500, {
    help: 'A batch is processed to its end before the member looks at anything else.',
    source: 'Kafka max.poll.records, default 500.',
  }),
  'consumer.whenFull': consumer.choice(
    'When the buffer is full',
    [
      ['pause', 'pause: fetch no more'],
      ['unbounded', 'unbounded: take it all'],
      ['drop', 'drop the oldest'],
      ['disconnect', 'disconnect the consumer'],
    ],
    {
      help: 'What becomes of a consumer that is slower than its topic. With a queue, unbounded means no prefetch limit, and all else pauses.',
      source: 'Kafka consumers pull, so they pause; MQTT servers drop, NATS disconnects.',
    },
  ),
  'consumer.bufferRecords': consumer.number('Buffer, or prefetch', 'records', [1, 1_000, 1], 500, {
    help: 'With a log: records fetched, not yet polled. With a queue: the prefetch limit.',
    source: 'As much as one poll of Kafka returns. RabbitMQ advises 100 to 300; its default is no limit.',
  }),
  'consumer.memoryRecords': consumer.number('Memory', 'records', [10, 100_000, 10], 10_000, {
    help: 'An unbounded buffer ends here: the process is killed.',
  }),
  'consumer.onPoison': consumer.choice(
    'What cannot be processed',
    [
      ['retry', 'is tried again for ever'],
      ['requeue', 'goes back into its queue, without a limit'],
      ['skip', 'is dropped'],
      ['dead-letter', 'goes to the dead letters'],
    ],
    {
      help: 'A record that fails each time stands in front of all others of its partition. A queue lets them pass, and delivers it again at once.',
      source: 'Kafka leaves it to the application. AMQP: nack with requeue, or without and to the dead letters.',
    },
  ),
  'consumer.deliveryLimit': consumer.number('Attempts', 'attempts', [1, 50, 1], 20, {
    help: 'After so many attempts a record is a dead letter. A queue counts how often it came back, and allows one more.',
    source: 'RabbitMQ 4 quorum queues, delivery-limit, default 20.',
  }),
  'analytics.processMs': consumer.number('Analytics, per reading', 'ms', [1, 2_000, 1], 60, {
    help: 'How long analytics computes on one reading.',
  }),
  'consumer.processMs': consumer.number('Others, per reading', 'ms', [1, 2_000, 1], 5, {
    help: 'How long alerting and the archiver take for one reading.',
  }),
  'consumer.slowMs': consumer.number('On a bad day', 'ms', [1, 10_000, 10], 500, {
    help: 'How long one reading takes in the mode "slow".',
  }),
  'store.dedupe': consumer.flag('Deduplicate by reading', false, {
    help: 'The store keeps one result per reading, whichever way a second copy came.',
    source: 'Idempotent receiver; off by default, as stores know nothing of readings.',
  }),
  'direct.timeoutMs': direct.number('Call timeout', 'ms', [100, 10_000, 100], 1_000, {
    help: 'How long the gateway waits for one service.',
    source: 'A common default of HTTP clients for services near by.',
  }),
  'direct.retries': direct.number('Retries', 'retries', [0, 10, 1], 2, {
    help: 'How often the gateway calls a service again before it gives up.',
    source: 'Three attempts, as in the standard mode of the AWS SDKs.',
  }),
  'direct.workers': direct.number('Workers', 'workers', [1, 64, 1], 8, {
    help: 'Readings that the gateway can hand out at once. Read when the run starts.',
  }),
};
