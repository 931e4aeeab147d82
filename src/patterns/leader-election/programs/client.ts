import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, NotLeader } from '../raft-messages.ts';
import type { ClientRequest, Value } from './client-command.ts';
import type { Answer } from './raft-state.ts';

type Node = NodeContext<Msg>;

interface State {
  readonly servers: readonly string[];
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
  readonly request: ClientRequest;
  readonly beganUs: number;
  /** Whom the last attempt asked. */
  asked: string;
  /** An attempt got no answer: it may have been done, or may be yet. */
  unsure: boolean;
}

export const KEYS = ['stock', 'price', 'owner'] as const;

/** A client of the database: reads, writes, and writes only if nobody else did (compare and set). */
export const client = program<State, Msg>({
  start: (node) => boot(node, ms(Number(node.settings['clients.quietMs'])), 0),
  // What it had asked is forgotten. No serial may come again, for sessions would take it for done: it
  // goes on at the milliseconds of its clock, as it never asks so often.
  restart: (node) => boot(node, 0, Math.floor(node.monotonic() / 1_000)),
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
  },
  work: {
    again: (node, state, serial: number) => attempt(node, state, state.open[serial]!),
  },
  commands: {
    write: (node, state) => begin(node, state, 'write', KEYS[0]),
    read: (node, state) => begin(node, state, 'read', KEYS[0]),
    swap: (node, state) => begin(node, state, 'cas', KEYS[0]),
  },
});

function boot(node: Node, quietUs: number, serial: number): State {
  const { servers } = node.config as { readonly servers: readonly string[] };
  node.setTimer('arrive', quietUs + arrivalGapUs(node, 'clients.ratePerSecond'));
  return { servers, leader: servers[0]!, serial, open: {}, seen: {} };
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

function turn(state: State): void {
  const { servers } = state;
  state.leader = servers[(servers.indexOf(state.leader) + 1) % servers.length]!;
}

function again(node: Node, state: State, operation: Operation, waitUs: number): void {
  const spentUs = node.monotonic() - operation.beganUs;
  if (spentUs >= ms(Number(node.settings['clients.patienceMs']))) {
    delete state.open[operation.request.serial];
    node.end(operation.op, operation.unsure ? 'unknown' : 'fail');
  } else if (waitUs > 0) node.work('again', waitUs, operation.request.serial);
  else attempt(node, state, operation);
}

function finish(node: Node, state: State, { op, request }: Operation, value: Answer): void {
  const { f, key, serial } = request;
  if (f === 'read') state.seen[key] = value as Value;
  else if (value === true) state.seen[key] = request.value;
  delete state.open[serial];
  node.become('served', 'answered');
  node.end(op, 'ok', value);
}
