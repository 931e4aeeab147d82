import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { ClientRequest, Msg } from './raft-messages.ts';
import { variantMessages } from './variants/messages.ts';
import { wordsOf, type AllWords } from './message-words.ts';

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`);

function asks({ f, key, value, from }: ClientRequest): string {
  if (f === 'read') return `reads ${key}`;
  return f === 'write' ? `writes ${key} = ${value}` : `sets ${key} = ${value} if it is still ${from ?? 'empty'}`;
}

const RAFT_WORDS: AllWords<Msg> = {
  RequestVote: [
    'Request vote',
    'triangle',
    'accent',
    (m, from, to) =>
      m.pre
        ? `${from} asks ${to} whether it would vote for it in term ${m.term}.`
        : `${from} asks ${to} for its vote in term ${m.term}.`,
  ],
  Vote: [
    'Vote',
    'ring',
    'ok',
    (m, from, to) =>
      `${from} ${m.granted ? (m.pre ? 'would vote' : 'votes') : m.pre ? 'would not vote' : 'does not vote'} for ${to}, term ${m.term}.`,
  ],
  Heartbeat: [
    'Heartbeat',
    'pulse',
    'message',
    (m, from, to) => `${from} lets ${to} know that it leads term ${m.term}.`,
  ],
  HeartbeatReply: [
    'Heartbeat reply',
    'pulse',
    'quiet',
    (m, from, to) => `${from} tells ${to} that it follows in term ${m.term}.`,
  ],
  AppendEntries: [
    'Append entries',
    'dot',
    'message',
    (m, from, to) =>
      m.entries.length === 0
        ? `${from} asks ${to} whether its log agrees up to entry ${m.prevIndex}.`
        : `${from} sends ${to} ${entries(m.entries.length)} after entry ${m.prevIndex}.`,
  ],
  Appended: [
    'Append reply',
    'ring',
    'message',
    (m, from, to) =>
      m.ok
        ? `${from} tells ${to} that its log matches up to entry ${m.index}.`
        : `${from} refuses: its log does not have what ${to} builds on, or its term ${m.term} is newer.`,
  ],
  InstallSnapshot: [
    'Install snapshot',
    'diamond',
    'event',
    (m, from, to) => `${from} sends ${to} its state up to entry ${m.index}.`,
  ],
  TimeoutNow: ['Timeout now', 'triangle', 'warn', (_, from, to) => `${from} hands over to ${to}: stand at once.`],
  ChangeMembers: [
    'Change members',
    'triangle',
    'event',
    (m, from) => `${from} asks to ${m.add === '' ? 'leave' : 'join'} the cluster.`,
  ],
  ClientRequest: ['Request', 'dot', 'accent', (m, from) => `${from} ${asks(m)}.`],
  ClientReply: [
    'Answer',
    'ring',
    'accent',
    (m, from, to) =>
      `${from} answers ${to}: ${m.value === true ? 'done' : m.value === false ? 'not swapped' : (m.value ?? 'empty')}.`,
  ],
  NotLeader: [
    'Not the leader',
    'ring',
    'warn',
    (m, from, _to, names) =>
      `${from} is not the leader${m.hint === '' ? ' and knows none' : `, but ${names(m.hint)} may be`}.`,
  ],
  RegisterClient: ['Open a session', 'triangle', 'accent', (_, from, to) => `${from} asks ${to} for a session.`],
  Registered: ['Session', 'ring', 'accent', (m, from, to) => `${from} has opened session ${m.session} for ${to}.`],
  SessionExpired: [
    'Session over',
    'ring',
    'warn',
    (_, from, to) => `${from} does not know the session of ${to}, and does nothing.`,
  ],
  Ping: ['Health check', 'pulse', 'quiet', (_, from, to) => `${from} checks whether ${to} is alive.`],
  Pong: ['Alive', 'pulse', 'ok', (_, from, to) => `${from} tells ${to} that it is alive.`],
  Replicate: [
    'Replicate',
    'dot',
    'message',
    (m, from, to) =>
      m.entries.length === 0
        ? `${from} tells ${to} that it is the primary.`
        : `${from} copies ${entries(m.entries.length)} to ${to}.`,
  ],
  Replicated: ['Copied', 'pulse', 'quiet', (m, from, to) => `${from} tells ${to} that it has ${entries(m.length)}.`],
};

export const messages: Readonly<Record<string, MessageMeta>> = { ...wordsOf(RAFT_WORDS), ...variantMessages };
