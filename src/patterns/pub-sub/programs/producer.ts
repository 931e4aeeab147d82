import type { NodeContext, TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Acks, Msg } from '../messages.ts';
import type { Reading } from '../records.ts';
import { BROKERS, OFFSETS, READINGS } from './cluster.ts';
import { partitionFor } from './murmur2.ts';

type Node = NodeContext<Msg>;

/** The name that it publishes under, whichever gateway it is. */
const NAME = 'edge';

/** Records of one Produce: stands for batch.size. */
const MOST_RECORDS = 16;
const MOST_IDEMPOTENT = 5;
const BACKOFF_US = ms(100);

/** What a Kafka producer keeps: batches by partition, and its identity. */
export interface Producer {
  pid: number;
  epoch: number;
  /** `none`: not idempotent, or not asked yet; `stale`: a gap was found, the next epoch closes it; `fenced`: another has its name. */
  identity: 'none' | 'asked' | 'stale' | 'ready' | 'fenced';
  leaders: Record<string, string>;
  /** Of that knowledge. */
  version: number;
  /** Brokers whose connection broke: nothing is sent to them until they answer again. */
  broken: Record<string, true>;
  asking: boolean;
  turn: number;
  /** Batches and attempts so far. */
  count: number;
  lanes: Record<string, Lane>;
}

interface Lane {
  sequence: number;
  queue: Item[];
  /** In order of sequence: sent, or waiting to be sent again. */
  batches: Batch[];
}

interface Batch {
  readonly id: number;
  sequence: number;
  readonly items: Item[];
  /** Number of the attempt under way; −1: none. */
  attempt: number;
  tries: number;
  readonly bornUs: Us;
}

export interface Item {
  readonly value: Reading;
  /** MQTT: what to confirm, and how. */
  readonly mid: number;
  readonly qos: number;
}

type Ref = { readonly partition: string; readonly batch: number; readonly attempt: number };
/** What becomes of an item: in the log, or given up with an unknown fate. */
export type Settle = (item: Item, ok: boolean) => void;

export const newProducer = (): Producer => ({
  pid: -1,
  epoch: 0,
  identity: 'none',
  leaders: {},
  version: -1,
  broken: {},
  asking: false,
  turn: 0,
  count: 0,
  lanes: {},
});

const acksOf = (node: Node): Acks => node.settings['producer.acks'] as Acks;
/** Idempotence needs acks=all: Kafka refuses any other combination. */
const isIdempotent = (node: Node): boolean => node.settings['producer.idempotence'] === true && acksOf(node) === 'all';
const retryUs = (node: Node): Us => ms(Number(node.settings['producer.requestTimeoutMs']));

export function produce(node: Node, producer: Producer, item: Item, settle: Settle): void {
  if (producer.identity === 'fenced') return settle(item, false);
  const partition = READINGS[partitionFor(item.value.sensor, Number(node.settings['log.partitions']))]!;
  const lane = (producer.lanes[partition] ??= { sequence: 0, queue: [], batches: [] });
  lane.queue.push(item);
  pump(node, producer, settle);
}

/** Sends what may be sent: so many batches of a partition may be under way. */
export function pump(node: Node, producer: Producer, settle: Settle): void {
  if (producer.identity === 'fenced') return;
  if (isIdempotent(node) && producer.identity !== 'ready') return identify(node, producer);
  const asked = Number(node.settings['producer.maxInFlight']);
  // A leader remembers five batches: Kafka refuses to start an idempotent producer with more in flight.
  const most = isIdempotent(node) ? Math.min(asked, MOST_IDEMPOTENT) : asked;
  for (const partition in producer.lanes) {
    const lane = producer.lanes[partition]!;
    while (lane.queue.length > 0 && lane.batches.length < most) {
      if (!leaderOf(producer, partition)) {
        // This partition waits; the others have nothing to do with it.
        askLeaders(node, producer);
        break;
      }
      const items = lane.queue.splice(0, MOST_RECORDS);
      const batch: Batch = {
        id: ++producer.count,
        sequence: lane.sequence,
        items,
        attempt: -1,
        tries: 0,
        bornUs: node.monotonic(),
      };
      lane.sequence += items.length;
      lane.batches.push(batch);
      send(node, producer, partition, batch, settle);
    }
  }
}

function send(node: Node, producer: Producer, partition: string, batch: Batch, settle: Settle): void {
  const leader = leaderOf(producer, partition);
  if (!leader) {
    askLeaders(node, producer);
    return later(node, partition, batch);
  }
  const acks = acksOf(node);
  const idempotent = isIdempotent(node);
  const message: Msg = {
    type: 'Produce',
    partition,
    acks,
    pid: idempotent ? producer.pid : -1,
    producerEpoch: producer.epoch,
    sequence: batch.sequence,
    records: batch.items.map((item) => item.value),
  };
  batch.tries++;
  if (acks === '0') {
    node.send(leader, message);
    return remove(node, producer, partition, batch, true, settle);
  }
  batch.attempt = ++producer.count;
  const data: Ref = { partition, batch: batch.id, attempt: batch.attempt };
  node.request(leader, message, { timeoutUs: retryUs(node), tag: 'produced', data });
}

/** The batch stays where it is in line, and is sent again after a while. */
function later(node: Node, partition: string, batch: Batch): void {
  batch.attempt = -1;
  node.work('sendAgain', BACKOFF_US, { partition, batch: batch.id });
}

function find(producer: Producer, { partition, batch }: Pick<Ref, 'partition' | 'batch'>): Batch | undefined {
  for (const each of producer.lanes[partition]?.batches ?? []) if (each.id === batch) return each;
  return undefined;
}

export function sendAgain(node: Node, producer: Producer, ref: Pick<Ref, 'partition' | 'batch'>, settle: Settle): void {
  const batch = find(producer, ref);
  if (batch === undefined || batch.attempt >= 0) return;
  if (node.monotonic() - batch.bornUs > ms(Number(node.settings['producer.deliveryTimeoutMs']))) {
    // It may be in the log, or not: nobody knows, and the sequence has a gap now.
    node.note('delivery timeout', `${batch.items.length} readings for ${ref.partition} have an unknown fate`, {
      readings: batch.items.map((item) => item.value.reading),
    });
    remove(node, producer, ref.partition, batch, false, settle);
    if (isIdempotent(node)) renew(node, producer, 'a batch was given up');
    return;
  }
  if (isIdempotent(node) && producer.identity !== 'ready') return later(node, ref.partition, batch);
  send(node, producer, ref.partition, batch, settle);
}

export function produced(node: Node, producer: Producer, reply: Msg | TimedOut, ref: Ref, settle: Settle): void {
  const batch = find(producer, ref);
  if (batch === undefined || batch.attempt !== ref.attempt) return;
  batch.attempt = -1;
  const error = reply.type === 'ProduceResult' ? reply.error : 'timeout';
  if (reply.type === 'ProduceResult' && error === undefined) {
    const readings = batch.items.map((item) => item.value.reading);
    node.note('acknowledged', `${ref.partition} from offset ${reply.offset}, acks ${acksOf(node)}`, {
      partition: ref.partition,
      offset: reply.offset,
      readings,
    });
    remove(node, producer, ref.partition, batch, true, settle);
    if (producer.identity === 'stale') identify(node, producer);
    return;
  }
  node.note('send again', `${ref.partition}: ${error}, attempt ${batch.tries}`);
  if (error === 'NotLeader' || error === 'timeout') askLeaders(node, producer);
  const isHead = producer.lanes[ref.partition]?.batches[0] === batch;
  if (error === 'InvalidProducerEpoch' || (error === 'OutOfOrderSequence' && isHead)) renew(node, producer, error);
  later(node, ref.partition, batch);
  if (producer.identity === 'stale') identify(node, producer);
}

function remove(node: Node, producer: Producer, partition: string, batch: Batch, ok: boolean, settle: Settle): void {
  const lane = producer.lanes[partition]!;
  lane.batches.splice(lane.batches.indexOf(batch), 1);
  for (const item of batch.items) settle(item, ok);
  if (lane.queue.length > 0) pump(node, producer, settle);
}

// ——— Identity: producer id and epoch (KIP-98, KIP-360)

function renew(node: Node, producer: Producer, why: string): void {
  if (producer.identity !== 'ready') return;
  producer.identity = 'stale';
  node.note('producer epoch renewed', `${why}: sequences begin anew in the next epoch`);
}

/** Only when nothing of the old epoch is under way. */
function identify(node: Node, producer: Producer): void {
  if (producer.identity === 'asked') return;
  if (Object.values(producer.lanes).some((lane) => lane.batches.some((batch) => batch.attempt >= 0))) return;
  const coordinator = leaderOf(producer, OFFSETS);
  if (!coordinator) return askLeaders(node, producer);
  producer.identity = 'asked';
  const epoch = producer.pid < 0 ? -1 : producer.epoch;
  node.request(coordinator, { type: 'InitPid', name: NAME, epoch }, { timeoutUs: retryUs(node), tag: 'identified' });
}

/** Another producer has taken the name: this one is closed (`ProducerFencedException` is fatal). What it holds has an unknown fate. */
export function close(node: Node, producer: Producer, settle: Settle): void {
  producer.identity = 'fenced';
  const held = Object.values(producer.lanes).flatMap(({ batches, queue }) => [
    ...batches.flatMap(({ items }) => items),
    ...queue,
  ]);
  producer.lanes = {};
  node.become('fenced', 'another gateway publishes under its name');
  node.note('producer closed', `it publishes nothing any more; ${held.length} readings have an unknown fate`);
  for (const item of held) settle(item, false);
}

export function identified(
  node: Node,
  producer: Producer,
  reply: Msg | TimedOut,
  settle: Settle,
  fenced: typeof close,
): void {
  producer.identity = 'none';
  if (reply.type === 'Pid' && reply.error === 'ProducerFenced') return fenced(node, producer, settle);
  if (reply.type !== 'Pid' || reply.error !== '') return askLeaders(node, producer);
  producer.identity = 'ready';
  producer.pid = reply.pid;
  producer.epoch = reply.epoch;
  for (const [partition, lane] of Object.entries(producer.lanes)) {
    lane.sequence = 0;
    for (const batch of lane.batches.slice()) {
      batch.sequence = lane.sequence;
      lane.sequence += batch.items.length;
      send(node, producer, partition, batch, settle);
    }
  }
  pump(node, producer, settle);
}

// ——— Who leads what

const leaderOf = (producer: Producer, partition: string): string => {
  const leader = producer.leaders[partition] ?? '';
  return producer.broken[leader] ? '' : leader;
};

/** The client does not send into a connection that is gone. */
export function connectionBroke(node: Node, producer: Producer, broker: string): void {
  producer.broken[broker] = true;
  askLeaders(node, producer);
}

export function askLeaders(node: Node, producer: Producer): void {
  if (producer.asking) return;
  producer.asking = true;
  const broker = BROKERS[producer.turn++ % BROKERS.length]!;
  node.request(broker, { type: 'AskLeaders' }, { timeoutUs: ms(300), tag: 'leadersKnown', data: broker });
}

export function leadersKnown(node: Node, producer: Producer, reply: Msg | TimedOut, broker: string): void {
  producer.asking = false;
  if (reply.type === 'Leaders') {
    delete producer.broken[broker];
    if (reply.version > producer.version) {
      producer.leaders = { ...reply.leaders };
      producer.version = reply.version;
    }
  }
  node.work('leadersRead', BACKOFF_US);
}

/** Tries again with what is known now. */
export function leadersRead(node: Node, producer: Producer, settle: Settle): void {
  const missing = Object.keys(producer.lanes).some((partition) => !leaderOf(producer, partition));
  if (missing || !leaderOf(producer, OFFSETS)) askLeaders(node, producer);
  pump(node, producer, settle);
}
