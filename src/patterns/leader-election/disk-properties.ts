import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { Appended, Vote } from './raft-messages.ts';
import { raft, who, type Appends } from './raft-properties.ts';
import { REPLICAS } from './topology.ts';

type Note = Extract<Effect, { kind: 'note' }>;

/** Written, covered by the sync under way, and durable: last index, and the newest vote. */
interface Ballot {
  term: number;
  candidate: string;
}
interface Saved extends Ballot {
  last: number;
}
const nothing = (): Saved => ({ last: 0, term: 0, candidate: '' });
interface Durable {
  readonly nodes: Record<string, { vote: Ballot; written: Saved; covered: Saved; durable: Saved }>;
}

/** What says what is, or will be, on a disk. */
const NOTED = [
  'appends',
  'truncates',
  'votes',
  'stands for election',
  'installs a snapshot',
  'starts with',
  'recovers',
];

export const durableFirst = raft<Durable>(
  'durable-first',
  'On disk before it is said',
  'A vote, and that entries are in the log, is told to others only when a sync has made it durable (figure 2). Else a crash takes back what others built on.',
  () => ({ nodes: {} }),
  ({ nodes }, event) => {
    if (!event.node.startsWith('n')) return undefined;
    const saved = (nodes[event.node] ??= {
      vote: { term: 0, candidate: '' },
      written: nothing(),
      covered: nothing(),
      durable: nothing(),
    });
    if (event.kind === 'disk' && !isFull(event)) become(saved.durable, saved.covered);
    for (const effect of event.effects) {
      const stuck = followDisk(saved, effect, event.node);
      if (stuck !== undefined) return stuck;
    }
    return undefined;
  },
  {
    nodes: REPLICAS,
    events: ['disk', 'start', 'restart'],
    effects: ['disk', 'note', 'send'],
    names: ['Appended', 'Vote', ...NOTED],
  },
);

function isFull({ effects }: TraceEvent): boolean {
  for (const effect of effects) if (effect.kind === 'note' && effect.rule === 'disk full') return true;
  return false;
}

function become(saved: Saved, now: Saved): void {
  saved.last = now.last;
  saved.term = now.term;
  saved.candidate = now.candidate;
}

function followDisk(saved: Durable['nodes'][string], effect: Effect, node: string): string | undefined {
  if (effect.kind === 'send') {
    const { message, to } = effect.transit;
    if (message.type === 'Appended') {
      const { ok, index } = message as unknown as Appended;
      if (ok && index > saved.durable.last)
        return `${who(node)} claims entry ${index}, and only ${saved.durable.last} are on its disk`;
    } else if (message.type === 'Vote') return judgeVote(saved.durable, message as unknown as Vote, node, to);
  } else if (effect.kind === 'note') noteDisk(saved, effect);
  else if (effect.kind === 'disk' && effect.op === 'sync') become(saved.covered, saved.written);
  else if (effect.kind === 'disk' && effect.key === 'vote') Object.assign(saved.written, saved.vote);
  return undefined;
}

/** A newer vote on the disk holds as well: there is no way back to the older term. */
function judgeVote(durable: Ballot, { granted, pre, term }: Vote, node: string, to: string): string | undefined {
  if (!granted || pre || durable.term > term) return undefined;
  return durable.term === term && durable.candidate === to
    ? undefined
    : `${who(node)} tells ${who(to)} of a vote that is not on its disk`;
}

function noteDisk(saved: Durable['nodes'][string], { rule, data }: Note): void {
  const { written, covered, durable } = saved;
  switch (rule) {
    case 'appends': {
      const { at, entries } = data as unknown as Appends;
      written.last = at + entries.length - 1;
      return;
    }
    case 'truncates': {
      const { from } = data as { readonly from: number };
      for (const each of [written, covered, durable]) each.last = Math.min(each.last, from - 1);
      return;
    }
    case 'votes':
    case 'stands for election': {
      // Decided; it is written where the disk says so.
      const { term, for: candidate } = data as { readonly term: number; readonly for: string };
      saved.vote = { term, candidate };
      return;
    }
    case 'installs a snapshot':
      written.last = (data as { readonly last: number }).last;
      return;
    case 'starts with':
      written.last = (data as { readonly entries: number }).entries;
      return;
    case 'recovers': {
      const { last, term, votedFor } = data as {
        readonly last: number;
        readonly term: number;
        readonly votedFor: string;
      };
      saved.vote = { term, candidate: votedFor };
      for (const each of [written, covered, durable]) become(each, { last, ...saved.vote });
    }
  }
}
