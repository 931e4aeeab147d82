import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'Publishers append what has happened to a log; whoever is interested reads it, at its own pace. Nobody who publishes knows who reads, and a reader that is slow or down holds up nobody but itself.',
  how: 'The log is cut into partitions by key. Each partition has a leader and followers on other brokers; a record counts when the in-sync replicas have it. Readers form groups that share the partitions, and commit how far they have come.',
  benefits: [
    'A slow, new or broken consumer costs publishers and other consumers nothing.',
    'The log is a buffer: who was away catches up.',
    'More partitions and members, more throughput, with order kept per key.',
    'The past can be read again: a new service begins with all of it.',
  ],
  costs: [
    'A cluster to run, and a dozen dials whose defaults lose data: replication factor 1, min in-sync 1, reset to latest.',
    'Delivery is at least once or at most once. "Exactly once" needs the result and the offset in one transaction.',
    'Order holds within a partition only, and not for what went to the dead letters.',
    'The publisher does not learn what became of its message.',
  ],
  avoidWhen: [
    'The caller needs the answer: that is a request.',
    'There is one consumer, as reliable as the log, and nobody will want to read it again.',
    'A job queue with a priority, a delay or an acknowledgement per message is what you want: take a queue.',
  ],
};
