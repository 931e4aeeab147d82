import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, NotLeader } from '../raft-messages.ts';
import type { ClientRequest, Value } from './client-command.ts';
import type { Answer } from './raft-state.ts';

type Node = NodeContext<Msg>;

interface State {
  readonly servers: readonly string[];
  /** Its session, by number; 0: it has none, and hears so when it asks for something. */
  session: number;
  /** It has asked for another one: until that is there, its operations wait. */
  registering: boolean;
  /** Whom it asks first. */
  leader: string;
  serial: number;
  /** Operations that have no end yet, by serial. */
  open: Record<string, Operation>;
  /** What it last saw of each key. */
  seen: Record<string, Value>;
}

/** One operation over all of its attempts. */
interface Operation {
  readonly op: string;
  request: ClientRequest;
  readonly beganUs: number;
  /** Whom the last attempt asked; empty: none is under way, it waits for a session. */
  asked: string;
  /** An attempt got no answer: it may have been done, or may be yet. */
  unsure: boolean;
}

export const KEYS = ['stock', 'price', 'owner'] as const;

/** What a planted bug replaces. */
export interface ClientRules {
  /** Its session is over: may it be asked for once more, in a new one? Not if it may have been done already. */
  mayRepeat(unsure: boolean): boolean;
}

/** A client of the database: reads, writes, and writes only if nobody else did (compare and set). */
export const clientWith = ({ mayRepeat }: ClientRules) =>
  program<State, Msg>({
    start: (node) =>
      boot(node, ms(Number(node.settings['clients.quietMs'])), 0, (node.config as unknown as Config).session),
    // What it had asked is forgotten, and so is its session. Where none is needed serials have to be new: it
    // goes on at the milliseconds of its clock, as it never asks so often.
    restart: (node) => boot(node, 0, Math.floor(node.monotonic() / 1_000), 0),
    timers: {
      arrive(node, state) {
        const kinds = node.stream('kinds');
        const dice = kinds.int(100);
        const key = kinds.pick(KEYS);
        const reads = Number(node.settings['clients.readPct']);
        begin(node, state, dice < reads ? 'read' : dice % 4 === 0 ? 'cas' : 'write', key);
        node.setTimer('arrive', arrivalGapUs(node, 'clients.ratePerSecond'));
      },
    },
    replies: {
      answered(node, state, reply: Msg | TimedOut, serial: number) {
        const operation = state.open[serial]!;
        if (reply.type === 'ClientReply') finish(node, state, operation, reply.value);
        else if (reply.type === 'NotLeader') redirected(node, state, operation, reply);
        else if (reply.type === 'SessionExpired') expired(node, state, operation, mayRepeat(operation.unsure));
        else {
          // No answer is no refusal. The next server may know more; the serial says that it is the same write.
          if (operation.asked === state.leader) {
            turn(state);
            node.become('waiting', 'no answer in time');
          }
          operation.unsure = true;
          again(node, state, operation, 0);
        }
      },
      registered(node, state, reply: Msg | TimedOut) {
        if (reply.type === 'Registered') {
          state.session = reply.session;
          state.registering = false;
          node.note('opens a session', `number ${reply.session}`);
        } else {
          if (reply.type === 'NotLeader' && reply.hint !== '') state.leader = reply.hint;
          else turn(state);
          node.work('register', ms(Number(node.settings['clients.retryMs'])));
        }
        for (const serial in state.open)
          if (state.open[serial]!.asked === '') again(node, state, state.open[serial]!, 0);
      },
    },
    work: {
      again: (node, state, serial: number) => attempt(node, state, state.open[serial]!),
      register,
    },
    commands: {
      write: (node, state) => begin(node, state, 'write', KEYS[0]),
      read: (node, state) => begin(node, state, 'read', KEYS[0]),
      swap: (node, state) => begin(node, state, 'cas', KEYS[0]),
    },
  });

export const client = clientWith({ mayRepeat: (unsure) => !unsure });

interface Config {
  readonly servers: readonly string[];
  /** What it has before the run. */
  readonly session: number;
}

function boot(node: Node, quietUs: number, serial: number, session: number): State {
  const { servers } = node.config as unknown as Config;
  node.setTimer('arrive', quietUs + arrivalGapUs(node, 'clients.ratePerSecond'));
  return { servers, session, registering: false, leader: servers[0]!, serial, open: {}, seen: {} };
}

function begin(node: Node, state: State, f: ClientRequest['f'], key: string): void {
  state.serial += 1;
  const serial = state.serial;
  // Unlike any other value, so that a read shows whose write it saw.
  const value = f === 'read' ? null : serial * 10 + Number(node.id.slice(-1));
  const from = f === 'cas' ? (state.seen[key] ?? null) : null;
  const op = node.begin(f, { key, value, from });
  const swaps = f === 'cas' ? { from } : {};
  const request: ClientRequest = {
    type: 'ClientRequest',
    f,
    key,
    value,
    ...swaps,
    session: state.session,
    serial,
    floor: floorOf(state, serial),
  };
  const operation: Operation = { op, request, beganUs: node.monotonic(), asked: '', unsure: false };
  state.open[serial] = operation;
  attempt(node, state, operation);
}

/** The lowest serial that it still waits for: the first key, as whole numbers come in their order. */
function floorOf({ open }: State, serial: number): number {
  for (const lowest in open) return Number(lowest);
  return serial;
}

function attempt(node: Node, state: State, operation: Operation): void {
  if (state.registering) {
    operation.asked = '';
    return;
  }
  // One that may have been done is known in its own session, or nowhere.
  if (!operation.unsure && operation.request.session !== state.session)
    operation.request = { ...operation.request, session: state.session };
  operation.asked = state.leader;
  node.request(state.leader, operation.request, {
    timeoutUs: ms(Number(node.settings['clients.timeoutMs'])),
    tag: 'answered',
    data: operation.request.serial,
  });
}

/** Definite: this attempt did nothing. It says who leads, if anybody knows. */
function redirected(node: Node, state: State, operation: Operation, { hint }: NotLeader): void {
  if (hint !== '' && hint !== operation.asked) {
    state.leader = hint;
    again(node, state, operation, 0);
  } else {
    if (operation.asked === state.leader) turn(state);
    again(node, state, operation, ms(Number(node.settings['clients.retryMs'])));
  }
}

/** Nothing was done now. If an earlier attempt got no answer, nobody remembers what became of that one. */
function expired(node: Node, state: State, operation: Operation, mayRepeat: boolean): void {
  const isCurrent = operation.request.session === state.session;
  if (isCurrent && !state.registering) {
    state.registering = true;
    register(node, state);
  }
  if (mayRepeat) {
    operation.unsure = false;
    attempt(node, state, operation);
  } else giveUp(node, state, operation);
}

function register(node: Node, state: State): void {
  node.request(
    state.leader,
    { type: 'RegisterClient' },
    { timeoutUs: ms(Number(node.settings['clients.timeoutMs'])), tag: 'registered' },
  );
}

function turn(state: State): void {
  const { servers } = state;
  state.leader = servers[(servers.indexOf(state.leader) + 1) % servers.length]!;
}

function again(node: Node, state: State, operation: Operation, waitUs: number): void {
  const spentUs = node.monotonic() - operation.beganUs;
  if (spentUs >= ms(Number(node.settings['clients.patienceMs']))) giveUp(node, state, operation);
  else if (waitUs > 0) node.work('again', waitUs, operation.request.serial);
  else attempt(node, state, operation);
}

function giveUp(node: Node, state: State, { op, request, unsure }: Operation): void {
  delete state.open[request.serial];
  node.end(op, unsure ? 'unknown' : 'fail');
}

function finish(node: Node, state: State, { op, request }: Operation, value: Answer): void {
  const { f, key, serial } = request;
  if (f === 'read') state.seen[key] = value as Value;
  else if (value === true) state.seen[key] = request.value;
  delete state.open[serial];
  node.become('served', 'answered');
  node.end(op, 'ok', value);
}
