import { seconds } from '../../kernel/time.ts';
import type { Mutant } from '../../pattern-kit/pattern.ts';
import type { LogRecord } from './records.ts';
import { broker, brokerWith, RULES } from './programs/broker.ts';
import { consumer, consumerWith } from './programs/consumer.ts';
import { edgeWith } from './programs/edge.ts';
import { endOf } from './programs/partition-log.ts';
import { metadata } from './programs/metadata.ts';
import { askLeaders } from './programs/producer.ts';
import { queueWith } from './programs/queue.ts';
import { sensors } from './programs/sensors.ts';
import { storeWith } from './programs/store.ts';

export const mutants: readonly Mutant[] = [
  {
    id: 'mark-is-end',
    title: 'The high-water mark is the leader’s end',
    explain: 'The leader takes its own log end for the high-water mark: consumers read what may yet be lost.',
    breaks: 'mark-within-isr',
    preset: 'leader-crash',
    programs: { broker: brokerWith({ ...RULES, mark: (replica) => endOf(replica.log) }) },
  },
  {
    id: 'commit-unchecked',
    title: 'Commits without looking at the generation',
    explain: 'The coordinator takes every commit.',
    breaks: 'commits-in-generation',
    preset: 'zombie',
    programs: { broker: brokerWith({ ...RULES, commit: () => '' }) },
  },
  {
    id: 'dedupe-without-epoch',
    title: 'Deduplicates without the producer epoch',
    explain:
      'The leader compares sequence numbers only. After the gateway has restarted, new readings look like old ones.',
    breaks: 'acked-is-committed',
    preset: 'slow-service',
    programs: {
      broker: brokerWith({
        ...RULES,
        sequence: (log, pid, _epoch, first) => RULES.sequence(log, pid, log.producers[pid]?.epoch ?? 0, first),
      }),
    },
  },
  {
    id: 'elects-anyone',
    title: 'Elects any live replica',
    explain: 'The controller takes the first live replica, in sync or not.',
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
    explain: 'The store writes result and offset together, but never asks who is writing.',
    breaks: 'effectively-once',
    preset: 'transaction',
    programs: { store: storeWith({ fences: false }) },
  },
  {
    id: 'sequence-ignored',
    title: 'Takes batches in any sequence',
    explain: 'The leader knows repetitions, but does not mind a gap.',
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
  {
    id: 'reads-uncommitted',
    title: 'Serves up to the log end',
    explain: 'A leader sends consumers what its followers have not fetched yet.',
    breaks: 'reads-below-mark',
    preset: 'leader-crash',
    programs: {
      broker: {
        ...broker,
        on: {
          ...broker.on,
          Fetch(node, state, message, call) {
            const replica = state.replicas[message.partition];
            const mark = replica?.highWatermark ?? 0;
            if (replica?.role === 'leader') replica.highWatermark = endOf(replica.log);
            broker.on!.Fetch!(node, state, message, call);
            if (replica !== undefined) replica.highWatermark = mark;
          },
        },
      },
    },
  },
  {
    id: 'hands-out-twice',
    title: 'Hands a partition to two members',
    explain: 'The coordinator mixes up an assignment.',
    breaks: 'one-owner',
    preset: 'slow-service',
    programs: {
      broker: {
        ...broker,
        on: {
          ...broker.on,
          SyncGroup(node, state, message, call) {
            const [first, second] = Object.keys(message.assignments);
            const assignments =
              first === undefined || second === undefined
                ? message.assignments
                : {
                    ...message.assignments,
                    [second]: [...message.assignments[second]!, ...message.assignments[first]!.slice(0, 1)],
                  };
            broker.on!.SyncGroup!(node, state, { ...message, assignments }, call);
          },
        },
      },
    },
  },
  {
    id: 'commits-fetched',
    title: 'Commits what is fetched',
    explain: 'The consumer commits up to where it has fetched, not to where it has processed.',
    breaks: 'acked-is-processed',
    preset: 'consumer-crash',
    programs: {
      consumer: {
        ...consumer,
        replies: {
          ...consumer.replies,
          applied(node, state, reply, step) {
            for (const partition of state.assigned)
              if ((state.position[partition] ?? -1) >= 0) state.done[partition] = state.position[partition];
            consumer.replies!['applied']!(node, state, reply, step);
          },
        },
      },
    },
  },
  {
    id: 'counts-from-zero',
    title: 'Counts from the beginning of the file',
    explain:
      'A follower numbers its records by their place in the file. That is right until retention deletes the first of them.',
    breaks: 'dense-offsets',
    preset: 'retention',
    programs: {
      broker: {
        ...broker,
        replies: {
          ...broker.replies,
          replicated(node, state, reply, ref: { readonly partition: string }) {
            broker.replies!['replicated']!(node, state, reply, ref);
            const log = state.replicas[ref.partition]?.log;
            if (log !== undefined)
              log.records = log.records.map((record: LogRecord, place: number) => ({ ...record, offset: place }));
          },
        },
      },
    },
  },
  {
    id: 'unclean-keeps-isr',
    title: 'An unclean leader beside the old in-sync replicas',
    explain: 'The controller elects a leader that was not in sync, and leaves the in-sync replicas as they were.',
    breaks: 'isr-in-replicas',
    preset: 'all-means-one',
    programs: {
      broker: brokerWith({
        ...RULES,
        election: (cluster, unclean) =>
          RULES.election(cluster, unclean).map((election) => {
            const { isr } = cluster.partitions[election.partition]!;
            return isr.includes(election.leader) ? election : { ...election, isr };
          }),
      }),
    },
  },
  {
    id: 'commits-the-beginning',
    title: 'Commits where the batch begins',
    explain: 'The consumer commits before it works, but the place where its batch begins.',
    breaks: 'at-most-once',
    preset: 'commit-first',
    programs: {
      consumer: consumerWith((batch) =>
        Object.fromEntries(batch.toReversed().map(({ partition, record }) => [partition, record.offset])),
      ),
    },
  },
  {
    id: 'short-memory',
    title: 'Deduplicates within a window that is too short',
    explain: 'The store remembers the last five readings of a group; ten others come before a sensor sends again.',
    breaks: 'deduped-once',
    preset: 'dedupe',
    programs: {
      store: storeWith({ knows: (counts, reading) => (counts[reading] ?? 0) > 0 && reading >= counts.length - 5 }),
    },
  },
  {
    id: 'releases-once',
    title: 'Sends the release of QoS 2 once',
    explain: 'The sensor repeats a message until it is received, and then sends its release a single time.',
    breaks: 'readings-end',
    preset: 'radio',
    programs: {
      sensors: {
        ...sensors,
        on: {
          ...sensors.on,
          PUBREC(node, state, message, call) {
            sensors.on!.PUBREC!(node, state, message, call);
            const pending = state.pending.find(
              (each: { readonly message: { readonly mid: number } }) => each.message.mid === message.mid,
            );
            if (pending !== undefined) pending.dueUs += seconds(3_600);
          },
        },
      },
    },
  },
  {
    id: 'obeys-anyone',
    title: 'Obeys without looking at the controller’s epoch',
    explain: 'A broker compares versions within one controller only.',
    breaks: 'obeys-newest',
    preset: 'controller',
    programs: {
      broker: brokerWith({
        ...RULES,
        obey: (known, told) => (known?.controllerEpoch === told.controllerEpoch ? RULES.obey(known, told) : 'obey'),
      }),
    },
  },
  {
    id: 'metadata-in-memory',
    title: 'Metadata that lives in memory',
    explain: 'The metadata starts anew after a crash, with the leaders, epochs and in-sync replicas of the first day.',
    breaks: 'metadata-kept',
    preset: 'metadata',
    programs: { metadata: { ...metadata, restart: (node) => metadata.start(node) } },
  },
  {
    id: 'same-epoch',
    title: 'A new leader in the old epoch',
    explain: 'The metadata names another leader and leaves the epoch as it was: nobody can tell the two apart.',
    breaks: 'one-leader',
    preset: 'leader-crash',
    programs: {
      metadata: {
        ...metadata,
        on: {
          ...metadata.on,
          ElectLeaders(node, state, message, call) {
            const before = state.cluster.partitions;
            metadata.on!.ElectLeaders!(node, state, message, call);
            const { partitions } = state.cluster;
            for (const name of Object.keys(partitions))
              partitions[name] = { ...partitions[name], epoch: before[name].epoch };
          },
        },
      },
    },
  },
  {
    id: 'confirms-early',
    title: 'Confirms what is not on disk',
    explain: 'The queue server does not wait until the disk has a message.',
    breaks: 'confirmed-stays',
    preset: 'queue',
    programs: { queue: queueWith({ durable: false }) },
  },
  {
    id: 'prefetch-ignored',
    title: 'Delivers whatever is there',
    explain: 'The server does not look at the prefetch limit.',
    breaks: 'within-prefetch',
    preset: 'queue',
    programs: { queue: queueWith({ hasRoom: () => true }) },
  },
  {
    id: 'returns-uncounted',
    title: 'Forgets how often it came back',
    explain: 'The server does not count what comes back, so the delivery limit is never reached.',
    breaks: 'within-limit',
    preset: 'queue',
    programs: { queue: queueWith({ counted: (before) => before }) },
  },
  {
    id: 'fenced-goes-on',
    title: 'A fenced producer begins anew',
    explain: 'Told that another has its name, the gateway asks for the next epoch as if it had just started.',
    breaks: 'one-name',
    preset: 'zombie-producer',
    programs: {
      edge: edgeWith((node, producer) => {
        producer.pid = -1;
        askLeaders(node, producer);
      }),
    },
  },
  {
    id: 'offline-for-good',
    title: 'Elects only where a leader has died',
    explain: 'The controller replaces only a leader that has no session, not one that has restarted within it.',
    breaks: 'cluster-settles',
    preset: 'controller',
    programs: {
      broker: brokerWith({
        ...RULES,
        election: (cluster, unclean) =>
          RULES.election(cluster, unclean).filter(({ partition }) => cluster.partitions[partition]!.leader !== ''),
      }),
    },
  },
];
