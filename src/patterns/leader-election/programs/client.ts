import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, NotLeader } from '../raft-messages.ts';
import type { Answer, ClientCommand, Value } from './raft-state.ts';

type Node = NodeContext<Msg>;

interface State {
  readonly servers: readonly string[];
  /** Whom it asks first. */
  leader: string;
  serial: number;
  /** Serials of operations that have no end yet. */
  open: number[];
  /** What it last saw of each key. */
  seen: Record<string, Value>;
}

/** One operation over all of its attempts. */
type Operation = {
  readonly op: string;
  readonly command: ClientCommand;
  readonly beganUs: number;
  /** Whom the last attempt asked. */
  readonly asked: string;
  /** An attempt got no answer: it may have been done, or may be yet. */
  readonly unsure: boolean;
};

export const KEYS = ['stock', 'price', 'owner'] as const;

/** A client of the database: reads, writes, and writes only if nobody else did (compare and set). */
export const client = program<State, Msg>({
  start(node) {
    const { servers } = node.config as { readonly servers: readonly string[] };
    node.setTimer('arrive', ms(Number(node.settings['clients.quietMs'])) + arrivalGapUs(node, 'clients.ratePerSecond'));
    return { servers, leader: servers[0]!, serial: 0, open: [], seen: {} };
  },
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
    answered(node, state, reply: Msg | TimedOut, operation: Operation) {
      if (reply.type === 'ClientReply') finish(node, state, operation, reply.value);
      else if (reply.type === 'NotLeader') redirected(node, state, operation, reply);
      else {
        // No answer is no refusal. The next server may know more; the serial says that it is the same write.
        if (operation.asked === state.leader) {
          turn(state);
          node.become('waiting', 'no answer in time');
        }
        again(node, state, { ...operation, unsure: true }, 0);
      }
    },
  },
  work: {
    again: (node, state, operation: Operation) => attempt(node, state, operation),
  },
  commands: {
    write: (node, state) => begin(node, state, 'write', KEYS[0]),
    read: (node, state) => begin(node, state, 'read', KEYS[0]),
    swap: (node, state) => begin(node, state, 'cas', KEYS[0]),
  },
});

function begin(node: Node, state: State, f: ClientCommand['f'], key: string): void {
  state.serial += 1;
  const serial = state.serial;
  state.open.push(serial);
  // Unlike any other value, so that a read shows whose write it saw.
  const value = f === 'read' ? null : serial * 10 + Number(node.id.slice(-1));
  const from = f === 'cas' ? (state.seen[key] ?? null) : null;
  const op = node.begin(f, { key, value, from });
  const command = { f, key, value, from, client: node.id, serial, floor: state.open[0]! };
  attempt(node, state, { op, command, beganUs: node.monotonic(), asked: '', unsure: false });
}

function attempt(node: Node, state: State, operation: Operation): void {
  node.request(
    state.leader,
    { type: 'ClientRequest', command: operation.command },
    {
      timeoutUs: ms(Number(node.settings['clients.timeoutMs'])),
      tag: 'answered',
      data: { ...operation, asked: state.leader },
    },
  );
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
    close(state, operation.command.serial);
    node.end(operation.op, operation.unsure ? 'unknown' : 'fail');
  } else if (waitUs > 0) node.work('again', waitUs, operation);
  else attempt(node, state, operation);
}

function finish(node: Node, state: State, { op, command }: Operation, value: Answer): void {
  const { f, key, serial } = command;
  if (f === 'read') state.seen[key] = value as Value;
  else if (value === true) state.seen[key] = command.value;
  close(state, serial);
  node.become('served', 'answered');
  node.end(op, 'ok', value);
}

function close(state: State, serial: number): void {
  state.open = state.open.filter((open) => open !== serial);
}
