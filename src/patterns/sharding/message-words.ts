import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { Msg, What } from './messages.ts';

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const VISITS: Readonly<Record<What, string>> = {
  read: 'to read',
  post: 'to post on',
  like: 'to like',
  profile: 'for the profile',
  feed: 'for a feed of',
  pair: 'to compare',
};

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  Visit: ['Visit', 'dot', 'message', (m, from, to) => `${from} ask ${to} ${VISITS[m.what]} ${m.key}.`],
  VisitMany: ['Visit', 'dot', 'message', (m, from, to) => `${from} ask ${to} ${VISITS[m.what]} ${m.keys.join(', ')}.`],
  Visited: ['Answer', 'ring', 'message', (m, from) => `${from} answers${m.relaxed ? ', perhaps a moment old' : ''}.`],
  NotVisited: ['No answer', 'ring', 'bad', (m, from) => `${from} has no answer: ${m.reason}.`],
  Get: ['GET', 'dot', 'message', (m, f, t) => `${f} asks ${t} for ${m.key} under epoch ${m.epoch}.`],
  Put: ['PUT', 'dot', 'message', (m, f, t) => `${f} writes ${m.key} at ${t} under epoch ${m.epoch}.`],
  Like: ['LIKE', 'dot', 'message', (m, f, t) => `${f} adds a like to ${m.key} at ${t} under epoch ${m.epoch}.`],
  GetMany: ['MGET', 'dot', 'message', (m, f, t) => `${f} asks ${t} for ${m.keys.join(' and ')} at once.`],
  Scatter: [
    'Scatter',
    'dot',
    'message',
    (m, f, t) => `${f} asks ${t} for its part of the answer, ${m.keys.length} keys.`,
  ],
  Asking: [
    'ASKING',
    'triangle',
    'warn',
    (_, f, t) => `${f} says ASKING to ${t}: it was sent on, and this is good for its next command only.`,
  ],
  Value: ['Value', 'ring', 'ok', (m, from) => `${from} answers from ${m.copy ? 'a copy' : 'its own keys'}.`],
  Values: ['Values', 'ring', 'ok', (m, from) => `${from} answers with ${m.values.length} keys.`],
  Gathered: ['Gather', 'ring', 'ok', (m, from) => `${from} hands in its part, ${m.values.length} keys.`],
  Moved: [
    'MOVED',
    'ring',
    'warn',
    (m, from) => `${from}: MOVED ${m.slot} ${m.node}. Epoch ${m.had} is refused, it is ${m.epoch} now.`,
  ],
  StaleMap: [
    'Stale map',
    'ring',
    'warn',
    (m, from) => `${from}: epoch ${m.had} is refused, it is ${m.epoch} now; ask ${m.node}.`,
  ],
  AskAt: ['ASK', 'ring', 'warn', (m, from) => `${from}: ASK ${m.slot} ${m.node}, for this one request only.`],
  Parted: ['Parted', 'ring', 'warn', (m, from) => `${from}: the counter is in parts, at ${m.members.length} shards.`],
  TryAgain: ['TRYAGAIN', 'ring', 'warn', (m, from) => `${from}: TRYAGAIN, ${m.why}.`],
  CrossSlot: ['CROSSSLOT', 'ring', 'bad', (_, from) => `${from}: CROSSSLOT, these keys are not in one slot.`],
  ClusterDown: ['CLUSTERDOWN', 'ring', 'bad', (m, from) => `${from}: CLUSTERDOWN, ${m.why}.`],
  Busy: ['Busy', 'ring', 'bad', (_, from) => `${from} has no room in its queue.`],
  GetMap: ['Get map', 'dot', 'accent', (_, f, t) => `${f} asks ${t} for the newest map.`],
  MapUpdate: ['Map', 'diamond', 'event', (m, f, t) => `${f} sends ${t} the map of epoch ${m.map.epoch}.`],
  Join: ['Join', 'dot', 'accent', (_, f, t) => `${f} has booted and asks ${t} what it is.`],
  NextMove: ['Next move', 'dot', 'accent', (_, f, t) => `${f} asks ${t} what to move next.`],
  MoveIs: [
    'Move',
    'ring',
    'accent',
    (m, f) => `${f}: ${m.map.open === null ? 'nothing to move' : `move ${m.map.open.id}`}.`,
  ],
  Wake: ['Wake', 'triangle', 'accent', (_, f, t) => `${f} has something for ${t} to move.`],
  CommitMove: [
    'Commit',
    'triangle',
    'event',
    (m, f, t) => `${f} asks ${t} to commit move ${m.id}, if it is still epoch ${m.epoch}.`,
  ],
  CancelMove: ['Call off', 'triangle', 'warn', (m, f, t) => `${f} asks ${t} to call off move ${m.id}.`],
  Stands: [
    'Stands',
    'ring',
    'warn',
    (m, f) => `${f}: the slots before ${m.slot} have gone${m.half ? ', and half of it' : ''}.`,
  ],
  CutMove: [
    'SETSLOT STABLE',
    'triangle',
    'warn',
    (m, f, t) => `${f} asks ${t} to end move ${m.id} at slot ${m.slot}, if it is still epoch ${m.epoch}.`,
  ],
  Committed: ['Committed', 'ring', 'event', (m, f) => `${f}: committed, epoch ${m.epoch}.`],
  Refused: ['Refused', 'ring', 'bad', (m, f) => `${f} refuses epoch ${m.had}, it is ${m.epoch} now: ${m.why}.`],
  Fence: ['Fence', 'triangle', 'event', (m, f, t) => `${f} asks ${t} to make move ${m.id} start over.`],
  Promote: ['Promote', 'triangle', 'event', (m, f, t) => `${f} has won the vote for shard ${m.shard} and tells ${t}.`],
  SeatAt: ['Seat', 'ring', 'accent', (m, f) => `${f} does not have the seat, ${m.node} has.`],
  Keep: [
    'Keep',
    'diamond',
    'event',
    (m, f, t) => `${f} asks ${t} to keep the map of epoch ${m.ledger.map.epoch}, in reign ${m.reign}.`,
  ],
  Kept: ['Kept', 'ring', 'event', (m, f) => `${f} is in reign ${m.reign} and keeps epoch ${m.epoch}.`],
  Reigns: ['Reigns', 'pulse', 'quiet', (m, f) => `${f} has the seat, reign ${m.reign}, epoch ${m.epoch}.`],
  Stand: ['Stand', 'triangle', 'accent', (m, f, t) => `${f} asks ${t} for the seat, reign ${m.reign}.`],
  Promised: [
    'Promise',
    'ring',
    'accent',
    (m, f) => `${f} follows no reign before ${m.reign}, and keeps epoch ${m.ledger.map.epoch}.`,
  ],
  Drained: ['Drained', 'ring', 'event', (m, f) => `${f} holds only keys of its own, epoch ${m.epoch}.`],
  MarkHot: ['Hot key', 'triangle', 'event', (m, f) => `${f}: ${m.key} is hot and is to be ${m.remedy}.`],
  SplitReady: ['Split ready', 'ring', 'event', (m, f) => `${f} knows that ${m.key} is split.`],
  Rebalance: [
    'Rebalance',
    'triangle',
    'event',
    (m, f) => `${f} wants half of the hot range to go from ${m.from} to ${m.to}.`,
  ],
  SetSlot: ['SETSLOT', 'triangle', 'event', (m, f, t) => `${f} sets move ${m.move.id} to ${m.state} at ${t}.`],
  Done: ['Done', 'ring', 'quiet', (m, f) => `${f}: ${m.ok ? 'done' : 'not now'}.`],
  MoveKeys: ['Move keys', 'triangle', 'event', (m, f, t) => `${f} tells ${t} to go on with move ${m.id}.`],
  KeysMoved: ['Keys moved', 'ring', 'event', (m, f) => `${f}: ${m.left} keys left.`],
  MigrateKey: ['MIGRATE', 'diamond', 'event', (m, f, t) => `${f} hands ${m.key} over to ${t}.`],
  MigrateAck: ['Migrate ack', 'ring', 'event', (m, f) => `${f} ${m.ok ? 'has the key' : 'does not take the key'}.`],
  ListImported: ['List imported', 'dot', 'event', (_, f, t) => `${f} asks ${t} which keys it has got already.`],
  ImportedAre: ['Imported', 'ring', 'event', (m, f) => `${f} has got ${m.keys.length} keys.`],
  CloneItems: ['Clone', 'diamond', 'event', (m, f, t) => `${f} copies ${m.items.length} keys to ${t}.`],
  Pull: ['Pull', 'triangle', 'event', (m, f, t) => `${f} misses ${m.key} and asks ${t} to hand it over.`],
  CopyItem: ['Copy', 'diamond', 'quiet', (m, f, t) => `${f} copies the hot key ${m.key} to ${t}.`],
  Replicate: ['Replicate', 'pulse', 'quiet', (m, f, t) => `${f} sends write ${m.offset} to ${t}.`],
  ReplicaAck: ['Replica ack', 'pulse', 'quiet', (m, f) => `${f} has all writes up to ${m.offset}.`],
  Resync: ['Resync', 'dot', 'quiet', (_, f, t) => `${f} has a gap and asks ${t} for everything.`],
  Snapshot: ['Snapshot', 'diamond', 'quiet', (m, f, t) => `${f} sends ${t} everything up to write ${m.offset}.`],
  Gossip: [
    'Gossip',
    'pulse',
    'quiet',
    (m, f) => `${f} is alive, epoch ${m.epoch}${m.pfail.length > 0 ? `; it does not hear ${m.pfail.join(', ')}` : ''}.`,
  ],
  Fail: ['FAIL', 'diamond', 'bad', (m, f) => `${f}: a majority does not hear ${m.node}. It is marked FAIL.`],
  MyOffset: ['My offset', 'pulse', 'accent', (m, f, t) => `${f} has ${m.offset} writes and tells ${t}, for the rank.`],
  FailoverAuthRequest: [
    'Vote?',
    'triangle',
    'accent',
    (m, f, t) => `${f} asks ${t} for its vote, election ${m.election}.`,
  ],
  FailoverAuthAck: ['Vote', 'ring', 'accent', (m, f) => `${f} gives its vote in election ${m.election}.`],
  LoadReport: ['Load', 'pulse', 'quiet', (m, f) => `${f} served ${m.ops} requests in the last second.`],
  HitReport: [
    'Hits',
    'pulse',
    'quiet',
    (m, f) => `${f} reports the ${Object.keys(m.hits).length} keys that were asked for most.`,
  ],
};

export const messages: Readonly<Record<string, MessageMeta>> = Object.fromEntries(
  Object.entries(WORDS).map(([type, [label, glyph, colour, say]]) => {
    const sentence = say as (message: Message, from: string, to: string) => string;
    return [
      type,
      { label, glyph, colour, narrate: ({ message, from, to }, names) => sentence(message, names(from), names(to)) },
    ];
  }),
);
