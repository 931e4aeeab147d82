/** Names that all roles share. */

export const BROKERS = ['broker-1', 'broker-2', 'broker-3'] as const;

export const TOPIC = 'readings';
export const PARTITIONS = 3;

/** What cannot be processed ends here. */
export const DEAD_LETTERS = 'dead letters';
/** Kafka's `__consumer_offsets`: positions and generations of the groups. Its leader coordinates all groups. */
export const OFFSETS = 'group offsets';

/** As it is said in sentences; Kafka would call it readings-0. */
export const partitionName = (index: number): string => `partition ${index}`;
export const READINGS: readonly string[] = Array.from({ length: PARTITIONS }, (_, index) => partitionName(index));
export const ALL_PARTITIONS: readonly string[] = [...READINGS, DEAD_LETTERS, OFFSETS];

export const GROUPS = ['analytics', 'alerting', 'archiver'] as const;

/** The group of a consumer: `analytics-2` belongs to `analytics`. */
export const groupOf = (node: string): string => GROUPS.find((group) => node.startsWith(group)) ?? node;

/** Brokers that hold a partition, the preferred leader first: each partition begins at the next broker. */
export const replicasOf = (partition: number, factor: number): string[] =>
  Array.from({ length: factor }, (_, i) => BROKERS[(partition + i) % BROKERS.length]!);

/** The second is there where a dial says so. */
export const GATEWAYS: readonly string[] = ['edge', 'edge-2'];
