import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { Msg } from './messages.ts';

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const refused = (error: string): string => (error === '' ? '' : `: ${error}`);
const offsets = (map: Readonly<Record<string, number>>): string =>
  Object.entries(map)
    .map(([partition, offset]) => `${partition} at ${offset}`)
    .join(', ') || 'nothing yet';

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  PUBLISH: [
    'PUBLISH',
    'dot',
    'message',
    (m, from) => `${from} publish reading ${m.reading} of ${m.sensor} with QoS ${m.qos}${m.dup ? ', once more' : ''}.`,
  ],
  PUBACK: ['PUBACK', 'ring', 'ok', (m, from) => `${from} has taken message ${m.mid}: at least once.`],
  PUBREC: ['PUBREC', 'ring', 'ok', (m, from) => `${from} has received message ${m.mid} and remembers its id.`],
  PUBREL: [
    'PUBREL',
    'dot',
    'quiet',
    (m, from) => `${from} will not send message ${m.mid} again: its id may be forgotten.`,
  ],
  PUBCOMP: [
    'PUBCOMP',
    'ring',
    'quiet',
    (m, from) => `${from} has forgotten the id ${m.mid}: exactly once on this hop.`,
  ],
  BrokerHeartbeat: ['Broker heartbeat', 'pulse', 'quiet', (_, from) => `${from} renews its session.`],
  BrokerOk: ['Session renewed', 'pulse', 'quiet', (_, __, to) => `The session of ${to} is renewed.`],
  Cluster: [
    'Cluster state',
    'diamond',
    'event',
    (m, from, to) => `${from} tells ${to} who leads what (version ${m.cluster.version}).`,
  ],
  ElectLeaders: [
    'Elect leaders',
    'triangle',
    'event',
    (m, from) =>
      `${from}, as controller of epoch ${m.controllerEpoch}, elects ${m.elections.map((each) => `${each.leader || 'nobody'} for ${each.partition}`).join(', ')}.`,
  ],
  NoController: [
    'No controller',
    'triangle',
    'warn',
    (m, _, to) => `${to} hears that nobody is controller since epoch ${m.controllerEpoch}.`,
  ],
  ClaimController: [
    'Claim controller',
    'triangle',
    'event',
    (m, from) => `${from} claims to be controller after epoch ${m.controllerEpoch}.`,
  ],
  LeaderAndIsr: [
    'Leader and ISR',
    'diamond',
    'event',
    (m, from, to) =>
      `${from}, controller of epoch ${m.cluster.controllerEpoch}, tells ${to} what it leads and follows.`,
  ],
  LeaderAndIsrResult: [
    'Leader and ISR result',
    'ring',
    'event',
    (m, from, to) =>
      m.error
        ? `${from} does not obey ${to}: it knows controller epoch ${m.controllerEpoch}.`
        : `${from} obeys ${to}, version ${m.version}.`,
  ],
  AlterIsr: [
    'Alter ISR',
    'triangle',
    'event',
    (m, from) => `${from} asks that the in-sync replicas of ${m.partition} be ${m.isr.join(', ')}.`,
  ],
  AlterIsrResult: [
    'Alter ISR result',
    'ring',
    'event',
    (m) => `The in-sync replicas of ${m.partition} are ${m.state.isr.join(', ')}${refused(m.error)}.`,
  ],
  AskLeaders: ['Ask for leaders', 'dot', 'quiet', (_, from, to) => `${from} asks ${to} who leads which partition.`],
  Leaders: ['Leaders', 'ring', 'quiet', (_, from, to) => `${from} tells ${to} who leads which partition.`],
  InitPid: ['Init producer', 'dot', 'message', (m, from) => `${from} asks for the next producer epoch of "${m.name}".`],
  Pid: [
    'Producer epoch',
    'ring',
    'message',
    (m, from) => `${from} answers${m.error ? refused(m.error) : ` producer ${m.pid}, epoch ${m.epoch}`}.`,
  ],
  Produce: [
    'Produce',
    'dot',
    'message',
    (m, from) =>
      `${from} appends ${many(m.records.length, 'reading')} to ${m.partition}, acks ${m.acks}${m.pid < 0 ? '' : `, sequence ${m.sequence}`}.`,
  ],
  ProduceResult: [
    'Produce result',
    'ring',
    'message',
    (m, from) =>
      m.error
        ? `${from} refuses the append to ${m.partition}: ${m.error}.`
        : `${from} has ${m.partition} up to offset ${m.offset}.`,
  ],
  ReplicaFetch: [
    'Replica fetch',
    'pulse',
    'quiet',
    (m, from, to) =>
      `${from} asks ${to} for ${m.partition} from offset ${m.offset}, and so says that it has all before.`,
  ],
  ReplicaRecords: [
    'Replica records',
    'diamond',
    'quiet',
    (m, from, to) =>
      m.diverging
        ? `${from} tells ${to} that its ${m.partition} parts at ${m.diverging.end}.`
        : `${from} sends ${to} ${many(m.records?.length ?? 0, 'record')} of ${m.partition}; high-water mark ${m.highWatermark}${refused(m.error ?? '')}.`,
  ],
  Fetch: [
    'Fetch',
    'pulse',
    'quiet',
    (m, from) =>
      `${from} asks for ${m.partition} from ${m.offset === -1 ? 'its latest offset' : m.offset === -2 ? 'its earliest offset' : `offset ${m.offset}`}.`,
  ],
  Records: [
    'Records',
    'diamond',
    'message',
    (m, from, to) =>
      m.error
        ? `${from} cannot serve ${m.partition}: ${m.error}.`
        : `${from} sends ${to} ${many(m.records?.length ?? 0, 'record')} of ${m.partition}${m.records ? ` from offset ${m.records[0]!.offset}` : ''}.`,
  ],
  JoinGroup: [
    'Join group',
    'triangle',
    'event',
    (m, from) => `${from} joins the group ${m.group}${m.owned.length > 0 ? ` and keeps ${m.owned.join(', ')}` : ''}.`,
  ],
  JoinResult: [
    'Join result',
    'ring',
    'event',
    (m, _, to) =>
      m.error
        ? `${to} may not join: ${m.error}.`
        : `${to} is in generation ${m.generation}${m.leader === m.member ? ', and leads it' : ''}.`,
  ],
  SyncGroup: [
    'Sync group',
    'triangle',
    'event',
    (m, from) =>
      Object.keys(m.assignments).length > 0
        ? `${from} hands out the partitions of generation ${m.generation}.`
        : `${from} asks for its partitions of generation ${m.generation}.`,
  ],
  SyncResult: [
    'Assignment',
    'ring',
    'event',
    (m, _, to) =>
      m.error ? `${to} gets no assignment: ${m.error}.` : `${to} gets ${m.partitions.join(', ') || 'no partition'}.`,
  ],
  Heartbeat: ['Heartbeat', 'pulse', 'quiet', (m, from) => `${from} is alive in generation ${m.generation}.`],
  HeartbeatResult: [
    'Heartbeat answer',
    'pulse',
    'quiet',
    (m, from, to) => (m.error ? `${from} answers ${to}: ${m.error}.` : `${from} has heard ${to}.`),
  ],
  LeaveGroup: ['Leave group', 'triangle', 'warn', (m, from) => `${from} leaves the group ${m.group}.`],
  OffsetCommit: [
    'Commit',
    'triangle',
    'accent',
    (m, from) => `${from} commits ${offsets(m.offsets)}, in generation ${m.generation}.`,
  ],
  CommitResult: [
    'Commit result',
    'ring',
    'accent',
    (m, _, to) => (m.error ? `The commit of ${to} is refused: ${m.error}.` : `The commit of ${to} is kept.`),
  ],
  OffsetFetch: ['Ask for offsets', 'dot', 'accent', (m, from) => `${from} asks how far ${m.group} has come.`],
  Offsets: [
    'Offsets',
    'ring',
    'accent',
    (m, from) => (m.error ? `${from} cannot say: ${m.error}.` : `${from} answers ${offsets(m.offsets)}.`),
  ],
  Apply: [
    'Result',
    'dot',
    'ok',
    (m, from) => `${from} writes its result of reading ${m.reading} (${m.partition}, offset ${m.offset}).`,
  ],
  Applied: [
    'Result kept',
    'ring',
    'ok',
    (m, from) => (m.error ? `${from} refuses the result: ${m.error}.` : `${from} has kept the result.`),
  ],
  AskPosition: [
    'Ask for position',
    'dot',
    'accent',
    (m, from) => `${from} asks how far the results of ${m.partition} go, for generation ${m.generation}.`,
  ],
  Position: ['Position', 'ring', 'accent', (m, from) => `${from} answers: ${m.partition} up to ${m.offset}.`],
  BasicPublish: [
    'Publish',
    'dot',
    'message',
    (m, from, to) => `${from} publishes reading ${m.reading} to ${to}, and waits for its confirm.`,
  ],
  Confirm: [
    'Confirm',
    'ring',
    'ok',
    (m, from) =>
      m.ok ? `${from} has message ${m.id} on disk: it is in every queue.` : `${from} could not keep the message.`,
  ],
  BasicConsume: [
    'Consume',
    'pulse',
    'quiet',
    (m, from) =>
      `${from} consumes from the queue of ${m.group}, ${m.automatic ? 'acknowledged by being delivered' : `up to ${m.prefetch || 'any number of'} messages unacknowledged`}.`,
  ],
  ConsumeOk: [
    'Consuming',
    'pulse',
    'quiet',
    (m, from, to) => (m.fresh ? `${from} has a new consumer: ${to}.` : `${from} has heard ${to}.`),
  ],
  BasicDeliver: [
    'Delivery',
    'diamond',
    'message',
    (m, from, to) => `${from} delivers reading ${m.reading} to ${to}${m.redelivered ? ', redelivered' : ''}.`,
  ],
  BasicAck: ['Ack', 'ring', 'accent', (m, from) => `${from} acknowledges message ${m.id}: the queue may forget it.`],
  BasicNack: [
    'Nack',
    'triangle',
    'warn',
    (m, from) => `${from} refuses message ${m.id}${m.requeue ? ': back into the queue' : ', and wants it no more'}.`,
  ],
  Deliver: ['Deliver', 'dot', 'message', (m, from, to) => `${from} hands reading ${m.reading} to ${to}.`],
  Delivered: [
    'Delivered',
    'ring',
    'message',
    (m, from) => (m.ok ? `${from} has processed the reading.` : `${from} refuses the reading: ${m.reason}.`),
  ],
};

export const messages: Readonly<Record<string, MessageMeta>> = Object.fromEntries(
  Object.entries(WORDS).map(([type, [label, glyph, colour, say]]) => {
    const sentence = say as (message: Message, from: string, to: string) => string;
    return [
      type,
      {
        label,
        glyph,
        colour,
        narrate: ({ message, from, to }, names) => sentence(message, names(from), names(to)),
      } satisfies MessageMeta,
    ];
  }),
);
