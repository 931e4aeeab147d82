/**
 * Who of a group reads which partition: Kafka's assignors, as pure functions. A member is named by its
 * id; members are taken in order of their ids, topics in order of their names.
 */
export type TopicPartition = readonly [topic: string, partition: number];
export type Subscriptions = Readonly<Record<string, readonly string[]>>;
export type Assignment = Record<string, TopicPartition[]>;
export type PartitionCounts = Readonly<Record<string, number>>;

const sorted = (names: Iterable<string>): string[] => [...names].sort();

function topicsOf(subscriptions: Subscriptions, counts: PartitionCounts): string[] {
  const topics = new Set(Object.values(subscriptions).flat());
  return sorted(topics).filter((topic) => (counts[topic] ?? 0) > 0);
}

const nobody = (subscriptions: Subscriptions): Assignment =>
  Object.fromEntries(sorted(Object.keys(subscriptions)).map((member) => [member, []]));

/** RangeAssignor: per topic, a run of partitions each; the first members get one more where it does not divide. */
export function rangeAssign(counts: PartitionCounts, subscriptions: Subscriptions): Assignment {
  const assignment = nobody(subscriptions);
  for (const topic of topicsOf(subscriptions, counts)) {
    const members = Object.keys(assignment).filter((member) => subscriptions[member]!.includes(topic));
    const each = Math.floor(counts[topic]! / members.length);
    const extra = counts[topic]! % members.length;
    let next = 0;
    for (const [index, member] of members.entries()) {
      const end = next + each + (index < extra ? 1 : 0);
      for (; next < end; next++) assignment[member]!.push([topic, next]);
    }
  }
  return assignment;
}

/** RoundRobinAssignor: all partitions in one circle of members; who does not subscribe is passed over. */
export function roundRobinAssign(counts: PartitionCounts, subscriptions: Subscriptions): Assignment {
  const assignment = nobody(subscriptions);
  const members = Object.keys(assignment);
  let turn = 0;
  for (const topic of topicsOf(subscriptions, counts)) {
    for (let partition = 0; partition < counts[topic]!; partition++) {
      while (!subscriptions[members[turn % members.length]!]!.includes(topic)) turn++;
      assignment[members[turn % members.length]!]!.push([topic, partition]);
      turn++;
    }
  }
  return assignment;
}

/**
 * Sticky, for members that all subscribe to the same topics: balanced, and of all balanced ones the one
 * that moves least. Who owns more than its share gives up the rest; what is free goes to who has least.
 */
export function stickyAssign(
  counts: PartitionCounts,
  subscriptions: Subscriptions,
  owned: Readonly<Record<string, readonly TopicPartition[]>>,
): Assignment {
  const assignment = nobody(subscriptions);
  const members = Object.keys(assignment);
  const free = topicsOf(subscriptions, counts).flatMap((topic) =>
    Array.from({ length: counts[topic]! }, (_, partition): TopicPartition => [topic, partition]),
  );
  const least = Math.floor(free.length / members.length);
  let withOneMore = free.length % members.length;
  // Who owns much already may keep the one more.
  for (const member of members.toSorted((a, b) => (owned[b]?.length ?? 0) - (owned[a]?.length ?? 0))) {
    const quota = withOneMore > 0 && (owned[member]?.length ?? 0) > least ? least + 1 : least;
    if (quota > least) withOneMore--;
    for (const [topic, partition] of owned[member] ?? []) {
      const at = free.findIndex((each) => each[0] === topic && each[1] === partition);
      if (at < 0 || assignment[member]!.length >= quota) continue;
      assignment[member]!.push(free.splice(at, 1)[0]!);
    }
  }
  for (const partition of free) {
    const poorest = members.reduce((least, member) =>
      assignment[member]!.length < assignment[least]!.length ? member : least,
    );
    assignment[poorest]!.push(partition);
  }
  return assignment;
}

/**
 * The cooperative part (KIP-429): a partition that moves from one member to another is given to nobody
 * this time. Its owner revokes it and joins again, and the next round hands it on.
 */
export function withoutMoving(
  target: Assignment,
  owned: Readonly<Record<string, readonly TopicPartition[]>>,
): Assignment {
  const isOwnedByAnother = (member: string, [topic, partition]: TopicPartition): boolean =>
    Object.entries(owned).some(
      ([other, partitions]) =>
        other !== member && partitions.some((each) => each[0] === topic && each[1] === partition),
    );
  return Object.fromEntries(
    Object.entries(target).map(([member, partitions]) => [
      member,
      partitions.filter((partition) => !isOwnedByAnother(member, partition)),
    ]),
  );
}
