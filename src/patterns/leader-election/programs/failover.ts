import { program, type Call, type DiskImage, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Replicate, Replicated } from '../raft-messages.ts';
import { commandOf, type ClientCommand } from './client-command.ts';
import { openSession } from './client-session.ts';
import { applyToStore, read } from './key-value-store.ts';
import { emptyStore, nameOf, numberOf, past, type Answer, type Store, type Written } from './raft-state.ts';
import { called } from './names.ts';

type Node = NodeContext<Msg>;

/**
 * Without consensus: one primary, the others its copies, and a health check. A primary that does not
 * answer is replaced by the next in line; whoever was promoted last wins, and the others copy it.
 * Each decides by what it sees itself: that is the flaw.
 */
interface State {
  /** All replicas, in the order in which they take over. */
  readonly line: readonly string[];
  primary: string;
  /** When the primary that this one follows was promoted, by that one's clock; 0: from the start. */
  since: number;
  /** Before that: whom the primary followed until then, and how long its log was. */
  before: number;
  at: number;
  log: Written[];
  store: Store;
  missed: number;
  /** How far each copy has come. */
  copied: Record<string, number>;
  /** Written, and answered when it is durable. */
  saving: { readonly call: Call; readonly value: boolean }[];
}

export const failover = program<State, Msg>({
  start(node) {
    const { voters, terms } = node.config as { readonly voters: readonly string[]; readonly terms: readonly number[] };
    const log = terms.map((term, i) => past(term, i + 1));
    node.disk.set('log', log);
    return boot(node, voters, log, voters[0]!, 0);
  },
  restart(node, disk: DiskImage) {
    const { voters } = node.config as { readonly voters: readonly string[] };
    const known = (disk['primary'] ?? { id: voters[0]!, since: 0 }) as { readonly id: string; readonly since: number };
    return boot(node, voters, [...((disk['log'] ?? []) as unknown as Written[])], known.id, known.since);
  },
  on: {
    Ping: (node, state, _message, { from }) => void node.send(from, { type: 'Pong', primary: state.primary }),
    Pong(_node, state, _message, { from }) {
      if (from === state.primary) state.missed = 0;
    },
    Replicate: (node, state, message, { from }) => copy(node, state, message, from),
    Replicated: (node, state, message, { from }) => copiedBy(node, state, message, from),
    ClientRequest(node, state, message, call) {
      if (state.primary !== node.id) node.reply(call, { type: 'NotLeader', hint: state.primary });
      else take(node, state, commandOf(message, call.from), call);
    },
  },
  timers: {
    beat(node, state) {
      node.setTimer('beat', ms(Number(node.settings['raft.heartbeatMs'])));
      if (state.primary === node.id) for (const id of others(node, state)) replicate(node, state, id);
      else check(node, state);
    },
  },
  disk: {
    saved(node, state) {
      for (const { call, value } of state.saving.splice(0)) node.reply(call, { type: 'ClientReply', value });
    },
  },
});

const others = (node: Node, { line }: State): string[] => line.filter((id) => id !== node.id);

function boot(node: Node, line: readonly string[], log: Written[], primary: string, since: number): State {
  const store = replay(log);
  node.become(primary === node.id ? 'leader' : 'follower', 'starts');
  node.metric('leader', numberOf(primary));
  node.metric('last', log.length);
  node.setTimer('beat', node.random.int(ms(20)));
  node.disk.sync('saved');
  return { line, primary, since, before: 0, at: 0, log, store, missed: 0, copied: {}, saving: [] };
}

/** One after the other: the next in line waits one timeout, the one after it two. */
function check(node: Node, state: State): void {
  const beats = Math.max(
    1,
    Math.floor(Number(node.settings['raft.electionMs']) / Number(node.settings['raft.heartbeatMs'])),
  );
  const queue = state.line.filter((id) => id !== state.primary);
  const place = queue.indexOf(node.id) + 1;
  state.missed += 1;
  if (state.missed > beats * place) promote(node, state);
  else node.send(state.primary, { type: 'Ping' });
}

function promote(node: Node, state: State): void {
  state.before = state.since;
  state.at = state.log.length;
  node.metric('leaderless', state.missed * Number(node.settings['raft.heartbeatMs']));
  follow(node, state, node.id, node.now(), 'health check failed: takes over');
  node.note('promotes itself', 'no answer from the primary; takes writes from now on');
  for (const id of others(node, state)) replicate(node, state, id);
}

function follow(node: Node, state: State, primary: string, since: number, why: string): void {
  state.primary = primary;
  state.since = since;
  state.missed = 0;
  state.copied = {};
  node.become(primary === node.id ? 'leader' : 'follower', why);
  node.metric('leader', numberOf(primary));
  node.disk.set('primary', { id: primary, since });
  node.disk.sync('saved');
}

/** Two primaries meet: the one promoted last stays, and the other becomes its copy from where they parted. */
function obey(node: Node, state: State, { since, before, at }: Replicate, primary: string): void {
  const wasPrimary = state.primary === node.id;
  const kept = state.since === before ? Math.min(at, state.log.length) : 0;
  const dropped = state.log.splice(kept);
  state.store = replay(state.log);
  follow(node, state, primary, since, `${called(primary)} was promoted later`);
  if (dropped.length === 0) return;
  node.disk.truncate('log', kept);
  node.metric('last', kept);
  node.metric('commit', kept);
  for (const entry of wasPrimary ? dropped.filter(({ term }) => term === numberOf(node.id)) : [])
    node.note(
      'discards an acknowledged write',
      `entry ${entry.index}: its client was told that it was done`,
      nameOf(entry),
    );
}

function replay(log: readonly Written[]): Store {
  const store = emptyStore();
  for (const { command } of log) apply(store, command as ClientCommand);
  return store;
}

/** Here a session is as old as its client, and never ends: no two replicas would agree when. */
function apply(store: Store, command: ClientCommand): Answer {
  const session = (store.sessions[command.client] ??= openSession(command.client, 0, 0));
  return applyToStore(store, command, session).answer;
}

/** Asynchronous: the client is answered when its write is on this disk, not when copies have it. */
function take(node: Node, state: State, command: ClientCommand, call: Call): void {
  if (command.f === 'read') {
    node.reply(call, { type: 'ClientReply', value: read(state.store, command.key) });
    return;
  }
  const value = apply(state.store, command) === true;
  const entry: Written = { index: state.log.length + 1, term: numberOf(node.id), command };
  state.log.push(entry);
  node.disk.append('log', entry);
  state.saving.push({ call, value });
  node.disk.sync('saved');
  node.metric('last', state.log.length);
  node.metric('commit', state.log.length);
  for (const id of others(node, state)) replicate(node, state, id);
}

/** What the copy does not have, by its length: nobody compares what came before. */
function replicate(node: Node, state: State, to: string): void {
  const from = state.copied[to] ?? state.log.length;
  const { since, before, at } = state;
  node.send(to, { type: 'Replicate', since, before, at, from, entries: state.log.slice(from, from + 32) });
}

function copy(node: Node, state: State, message: Replicate, sender: string): void {
  const { since, from, entries } = message;
  if (since > state.since) obey(node, state, message, sender);
  if (state.primary !== sender || since !== state.since) return;
  state.missed = 0;
  if (from <= state.log.length) {
    const fresh = entries.slice(state.log.length - from);
    for (const entry of fresh) {
      state.log.push(entry);
      node.disk.append('log', entry);
      apply(state.store, entry.command as ClientCommand);
    }
    if (fresh.length > 0) {
      node.disk.sync('saved');
      node.metric('last', state.log.length);
      node.metric('commit', state.log.length);
    }
  }
  node.send(sender, { type: 'Replicated', since, length: state.log.length });
}

function copiedBy(node: Node, state: State, { since, length }: Replicated, from: string): void {
  if (state.primary !== node.id || since !== state.since) return;
  const isBehind = length < state.log.length;
  state.copied[from] = Math.min(length, state.log.length);
  if (isBehind && length !== state.copied[from]) replicate(node, state, from);
}
