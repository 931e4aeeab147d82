import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rangeAssign, roundRobinAssign, type PartitionCounts, type Subscriptions } from './programs/assignors.ts';
import { murmur2, utf8 } from './programs/murmur2.ts';
import { isTopicFilter, isTopicName, topicMatches } from './programs/topic-filter.ts';

/** Expectations from the tests of Kafka and mosquitto, as data: not part of this project. */
function load(file: string): unknown {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/pubsub/${file}`, 'utf8'));
}

interface Murmur {
  readonly vectors: readonly (readonly [key: string, hash: number])[];
}
interface AssignorCase {
  readonly name: string;
  readonly topics: PartitionCounts;
  readonly subs: Subscriptions;
  readonly expect: Readonly<Record<string, readonly (readonly [string, number])[]>>;
}
interface Assignors {
  readonly range: readonly AssignorCase[];
  readonly roundrobin: readonly AssignorCase[];
}
interface Topics {
  readonly match: readonly {
    readonly filter: string;
    readonly topic: string;
    readonly valid: boolean;
    readonly match: boolean;
  }[];
  readonly publish_topic_validity: readonly { readonly topic: string; readonly valid: boolean }[];
  readonly subscribe_filter_validity: readonly { readonly filter: string; readonly valid: boolean }[];
}

describe('Kafka’s murmur2', () => {
  it('agrees on all 6 keys', () => {
    const { vectors } = load('kafka_murmur2.json') as Murmur;
    expect(vectors).toHaveLength(6);
    expect(vectors.map(([key]) => [key, murmur2(utf8(key))])).toEqual(vectors);
  });
});

describe('Kafka’s assignors', () => {
  const { range, roundrobin } = load('kafka_assignors.json') as Assignors;
  it('are 15 cases', () => expect(range.length + roundrobin.length).toBe(15));
  it.each(range.map((each) => [each.name, each] as const))('range: %s', (_name, each) =>
    expect(rangeAssign(each.topics, each.subs)).toEqual(each.expect),
  );
  it.each(roundrobin.map((each) => [each.name, each] as const))('round-robin: %s', (_name, each) =>
    expect(roundRobinAssign(each.topics, each.subs)).toEqual(each.expect),
  );
});

describe('mosquitto’s topics', () => {
  const {
    match,
    publish_topic_validity: names,
    subscribe_filter_validity: filters,
  } = load('mqtt_topic_match.json') as Topics;
  it('are 98 cases', () => expect(match.length + names.length + filters.length).toBe(98));
  it('match alike', () => {
    const ours = match.map(({ filter, topic }) => {
      const valid = isTopicFilter(filter) && isTopicName(topic);
      return { filter, topic, valid, match: topicMatches(filter, topic) };
    });
    expect(ours).toEqual(
      match.map(({ filter, topic, valid, match: matches }) => ({ filter, topic, valid, match: matches })),
    );
  });
  it('may be published to alike', () =>
    expect(names.map(({ topic }) => ({ topic, valid: isTopicName(topic) }))).toEqual(names));
  it('may be subscribed to alike', () =>
    expect(filters.map(({ filter }) => ({ filter, valid: isTopicFilter(filter) }))).toEqual(filters));
});
