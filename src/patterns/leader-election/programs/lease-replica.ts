import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { LeaseRecord } from '../variants/messages.ts';
import * as rules from './lease-rules.ts';
import { closeFront, emptyFront, frontHandlers, openFront, type Front, type Msg } from './storage-front.ts';

type Node = NodeContext<Msg>;

export interface LeaseReplica {
  elector: rules.Elector;
  /** `acquired` and `leader` both act as leader; `stopped` waits to be started again. */
  phase: 'observing' | 'acquired' | 'leader' | 'stopped';
  /** When the attempt under way began, on the steady clock, and its request; empty: none is under way. */
  attemptedUs: Us;
  request: string;
  /** Version of the record as this replica last read or wrote it. */
  version: number;
  front: Front;
}

/** What planted bugs replace. */
export const RULES = {
  tryAcquireOrRenew: rules.tryAcquireOrRenew,
  /** Fencing token of a lease that was acquired as number `transitions`. */
  tokenOf: (transitions: number): number => transitions,
  /** Whether a passed renew deadline ends the work of a leader. */
  stopsAtDeadline: true,
};
export type Rules = typeof RULES;

const LOCK = 'lock-service';
const millis = (node: Node, key: string): Us => ms(Number(node.settings[`lease.${key}Ms`]));
const timesOf = (node: Node): rules.LeaseTimes => ({
  leaseUs: millis(node, 'duration'),
  renewDeadlineUs: millis(node, 'renewDeadline'),
  retryUs: millis(node, 'retryPeriod'),
});
const leads = (state: LeaseReplica): boolean => state.phase === 'acquired' || state.phase === 'leader';
/** Identities are those of processes: the node's name, and what is new at each start. */
const nodeOf = (identity: string): string => identity.slice(0, Math.max(0, identity.indexOf('_')));

function begin(node: Node, why: string): LeaseReplica {
  node.become('observing', why);
  const identity = `${node.id}_${node.random.int(1_000_000_000)}`;
  const state: LeaseReplica = {
    elector: { identity, observed: null, observedAtUs: 0 },
    phase: 'observing',
    attemptedUs: 0,
    request: '',
    version: 0,
    front: emptyFront(),
  };
  attempt(node, state);
  return state;
}

/** One `tryAcquireOrRenew`: get the record, decide, swap it. */
function attempt(node: Node, state: LeaseReplica): void {
  state.attemptedUs = node.monotonic();
  const problem = rules.leaseProblem(timesOf(node));
  if (problem !== null) {
    node.note('lease times refused', problem);
    return failed(node, state);
  }
  ask(node, state, { type: 'LeaseGet' }, 'leaseGot', null);
}

/** A client library gives each request half of the renew deadline, so that one that hangs does not use it up. */
function ask(node: Node, state: LeaseReplica, message: Msg, tag: string, data: LeaseRecord | null): void {
  state.request = node.request(LOCK, message, { timeoutUs: Math.floor(millis(node, 'renewDeadline') / 2), tag, data });
}

function failed(node: Node, state: LeaseReplica): void {
  state.request = '';
  const { retryUs } = timesOf(node);
  // Renewing, every retry period from the start of the last attempt; acquiring, with jitter from its end.
  const afterUs = leads(state)
    ? Math.max(0, state.attemptedUs + retryUs - node.monotonic())
    : node.random.between(retryUs, retryUs + Math.floor((retryUs * rules.JITTER_PERCENT) / 100));
  node.setTimer('attempt', afterUs);
}

function succeeded(node: Node, state: LeaseReplica, { transitions }: LeaseRecord, { tokenOf }: Rules): void {
  state.request = '';
  const { retryUs } = timesOf(node);
  if (leads(state)) {
    state.phase = 'leader';
    node.become('leader', 'lease renewed');
    node.cancelTimer('renewDeadline');
    node.setTimer('renew', retryUs);
  } else {
    state.phase = 'acquired';
    node.become('acquired', 'lease acquired');
    openFront(node, state.front, tokenOf(transitions));
    renew(node, state);
  }
  node.note('lease held', `until the renew deadline at the latest, as number ${transitions}`, {
    token: transitions,
    leaseUs: timesOf(node).leaseUs,
    stopUs: retryUs + timesOf(node).renewDeadlineUs,
  });
}

/** A round of renewing: attempts until one succeeds, or until the renew deadline. */
function renew(node: Node, state: LeaseReplica): void {
  node.setTimer('renewDeadline', timesOf(node).renewDeadlineUs);
  attempt(node, state);
}

/** `OnStoppedLeading`. A process that has lost its lease exits, and is started again under a new identity. */
function stop(node: Node, state: LeaseReplica, why: string): void {
  const { observed } = state.elector;
  closeFront(node, state.front, observed ? nodeOf(observed.holder) : '');
  state.phase = 'stopped';
  node.become('stopped', why);
  for (const timer of ['attempt', 'renew', 'renewDeadline']) node.cancelTimer(timer);
  if (state.request !== '') node.cancel(state.request);
  state.request = '';
  node.setTimer('restart', timesOf(node).retryUs);
  if (observed === null || !rules.isHolder(state.elector)) return;
  if (why === 'released' || node.settings['lease.releaseOnCancel'] === true)
    ask(
      node,
      state,
      { type: 'LeaseCas', record: rules.released(observed, node.now()), version: state.version },
      'released',
      null,
    );
}

/** A replica that leads while it holds the lease. */
export const leaseReplicaWith = (changed: Partial<Rules> = {}) => {
  const used: Rules = { ...RULES, ...changed };
  const front = frontHandlers<LeaseReplica>(
    ({ elector }) => (elector.observed ? nodeOf(elector.observed.holder) : ''),
    (node, state) => stop(node, state, 'storage refused its token'),
  );
  return program<LeaseReplica, Msg>({
    start: (node) => begin(node, 'boot'),
    on: front.on,
    replies: {
      ...front.replies,
      leaseGot(node, state, reply) {
        if (reply.type !== 'LeaseState') return failed(node, state);
        state.version = reply.version;
        const at = { beganUs: state.attemptedUs, nowUs: node.monotonic(), wallUs: node.now() };
        const decision = used.tryAcquireOrRenew(state.elector, reply.record, at, timesOf(node).leaseUs);
        if (decision.kind === 'held') return failed(node, state);
        ask(
          node,
          state,
          { type: 'LeaseCas', record: decision.record, version: reply.version },
          'swapped',
          decision.record,
        );
      },
      swapped(node, state, reply, record: LeaseRecord) {
        if (reply.type !== 'LeaseResult' || !reply.ok) return failed(node, state);
        state.version = reply.version;
        if (!leads(state)) {
          const { observed, observedAtUs } = state.elector;
          const sinceUs = observed === null ? state.attemptedUs : observedAtUs;
          node.metric('leaderless', Math.floor((node.monotonic() - sinceUs) / 1_000));
        }
        rules.observe(state.elector, record, node.monotonic());
        succeeded(node, state, record, used);
      },
      released: (node, _state, reply) =>
        node.note(
          'lease released',
          reply.type === 'LeaseResult' && reply.ok ? 'others may take it at once' : 'without an answer',
        ),
    },
    timers: {
      attempt,
      renew,
      renewDeadline(node, state) {
        if (used.stopsAtDeadline) stop(node, state, 'renew deadline passed');
      },
      restart: (node, state) => void Object.assign(state, begin(node, 'started again')),
    },
    commands: {
      releaseLease(node, state) {
        if (leads(state)) stop(node, state, 'released');
      },
    },
  });
};

export const leaseReplica = leaseReplicaWith();
