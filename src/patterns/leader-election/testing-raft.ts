import type { Json } from '../../kernel/json.ts';
import type { Call, NodeContext, Program, Settings } from '../../kernel/program.ts';
import type { Us } from '../../kernel/time.ts';
import { setTerm } from './programs/raft-election.ts';
import { past, type RaftState } from './programs/raft-state.ts';
import { replica } from './programs/replica.ts';
import type { ClientRequest, Msg } from './raft-messages.ts';
import { settings } from './settings.ts';

/** One replica by itself, for tests that hand it messages and look at what it answers. */

const DEFAULTS: Settings = Object.fromEntries(Object.entries(settings).map(([key, spec]) => [key, spec.default]));

export interface Sent {
  readonly to: string;
  readonly message: Msg;
}

export interface Bench {
  readonly node: NodeContext<Msg>;
  readonly state: RaftState;
  /** What it has sent since it was last asked, once its disk is done. */
  take(): Sent[];
  /** Hands it a message, and lets its disk finish. */
  receive(from: string, message: Msg): Sent[];
  /** Its election timer runs out; its heartbeat is due. */
  timeOut(): Sent[];
  beat(): Sent[];
  due(timer: string): Sent[];
  /** Its steady clock goes on; no timer runs out by that. */
  pass(us: Us): void;
  command(name: string, args: Json): Sent[];
}

export const nameOfReplica = (id: number): string => `n${id}`;

/** Replica 1 of `size`, with entries of these terms in its log. No PreVote, CheckQuorum or first entry unless asked for. */
export function bench(
  size: number,
  past: { readonly term: number; readonly terms: readonly number[] },
  dials: Settings = {},
): Bench {
  const sent: Sent[] = [];
  let syncs = 0;
  let nowUs = 0;
  const nothing = (): void => undefined;
  const random = { int: () => 0, chance: () => false, between: (least: number) => least, exponential: () => 1 };
  const node = {
    id: 'n1',
    settings: { ...DEFAULTS, 'raft.preVote': false, 'raft.checkQuorum': false, 'raft.noop': false, ...dials },
    config: {
      voters: Array.from({ length: size }, (_, i) => nameOfReplica(i + 1)),
      first: false,
      ...past,
      clients: ['client-1'],
      idleMs: 60_000,
    },
    mode: '',
    peers: Array.from({ length: size - 1 }, (_, i) => nameOfReplica(i + 2)),
    now: () => nowUs,
    monotonic: () => nowUs,
    random,
    stream: () => random,
    send: (to: string, message: Msg) => String(sent.push({ to, message })),
    reply: (call: Call, message: Msg) => void sent.push({ to: call.from, message }),
    setTimer: nothing,
    cancelTimer: nothing,
    disk: {
      set: nothing,
      append: nothing,
      truncate: nothing,
      delete: nothing,
      sync: () => void (syncs += 1),
    },
    become: nothing,
    note: nothing,
    metric: nothing,
  } as unknown as NodeContext<Msg>;
  const program: Program<RaftState, Msg> = replica;
  const state = program.start(node);
  const settle = (): void => {
    while (syncs > 0) {
      syncs -= 1;
      program.disk!['saved']!(node, state, { ok: true }, undefined);
    }
  };
  settle();
  const take = (): Sent[] => {
    settle();
    return sent.splice(0);
  };
  const due = (timer: string): Sent[] => {
    program.timers![timer]!(node, state, undefined);
    return take();
  };
  return {
    node,
    state,
    take,
    receive(from, message) {
      const handler = program.on![message.type] as (...given: unknown[]) => void;
      handler(node, state, message, { id: `${from}#1`, from, request: false });
      return take();
    },
    timeOut() {
      state.deadlineUs = nowUs;
      return due('election');
    },
    beat: () => due('heartbeat'),
    due,
    pass: (us) => void (nowUs += us),
    command(name, args) {
      program.commands![name]!(node, state, args);
      return take();
    },
  };
}

/** Makes it a follower that has voted, or not, in a term. */
export function vote(each: Bench, term: number, votedFor: string): void {
  setTerm(each.node, each.state, term, votedFor);
  each.take();
}

/** Entries of these terms, the first at `index`. */
export const entriesOf = (terms: readonly number[], index: number) => terms.map((term, i) => past(term, index + i));
export const termsOf = ({ state }: Bench): number[] => state.log.entries.map(({ term }) => term);

/** A client asks to read `stock`, or to write its serial there; without a session where none is named. */
export const request = (f: 'read' | 'write', serial: number, session = -1): ClientRequest => ({
  type: 'ClientRequest',
  f,
  key: 'stock',
  value: f === 'read' ? null : serial,
  session,
  serial,
  floor: 1,
});
