import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Cancel, Charge, ChargeResult, Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

interface State {
  /** What became of each key. Durable: a second charge under a key gets the first one's answer. */
  done: Record<string, ChargeResult['result']>;
  /** Keys whose charge is being written, with everyone who asks for it meanwhile. */
  writing: Record<string, ChargeJob[]>;
  /** Calls that a hung gateway has taken and does not answer. */
  held: Job[];
  /** More work than it can do makes each piece of work slower. */
  strained: boolean;
}

/** `mode` is the one it was taken in. */
type Job = { readonly message: Charge | Cancel; readonly call: Call; readonly mode: string };
type ChargeJob = Job & { readonly message: Charge };

/** How long an error or a cancellation takes. */
const BRIEF_US: Us = ms(10);

const dial = (node: Node, name: string): number => Number(node.settings[`gateway.${name}`]);

/**
 * Overload with hysteresis: once calls have queued for longer than the high-water mark it swaps,
 * collects garbage and fights over locks, so each call takes longer, until the queue is short again.
 */
function feelStrain(node: Node, state: State, waitedUs: Us): void {
  if (!state.strained && dial(node, 'strainPct') > 100 && waitedUs > ms(dial(node, 'strainAboveMs'))) {
    state.strained = true;
    node.become('STRAINED', 'queue above high-water mark');
  } else if (state.strained && waitedUs < ms(dial(node, 'strainBelowMs'))) {
    state.strained = false;
    node.become('HEALTHY', 'queue below low-water mark');
  }
}

function serviceUs(node: Node, state: State): Us {
  if (node.mode === 'error') return BRIEF_US;
  if (node.mode === 'slow') return ms(dial(node, 'slowMs'));
  const normalUs = ms(dial(node, 'serviceMs'));
  const meanUs = state.strained ? Math.floor((normalUs * dial(node, 'strainPct')) / 100) : normalUs;
  return node.random.between(Math.floor((meanUs * 3) / 4), Math.floor((meanUs * 5) / 4));
}

function answer(node: Node, { message, call }: ChargeJob, result: ChargeResult['result']): void {
  node.reply(call, { type: 'ChargeResult', order: message.order, result });
}

/** Writes the outcome under its key before anything is answered; then, and only then, it happened. */
function execute(node: Node, state: State, job: ChargeJob): void {
  const { order, idemKey } = job.message;
  const known = state.done[idemKey];
  if (known !== undefined) {
    node.note('same key, same answer', `order ${order} was ${known} before: nothing is charged twice`);
    return answer(node, job, known);
  }
  const others = state.writing[idemKey];
  if (others) return void others.push(job);
  const result = node.stream('declines').int(100) < dial(node, 'declinePct') ? 'declined' : 'ok';
  state.writing[idemKey] = [job];
  node.disk.set(idemKey, result);
  node.disk.sync('written', { order, idemKey, result });
}

/** Before the charge it prevents it, afterwards it is a refund. */
function cancel(node: Node, state: State, { order, idemKey }: Cancel, call: Call): void {
  const refund = state.done[idemKey] === 'ok';
  state.done[idemKey] = 'cancelled';
  node.disk.set(idemKey, 'cancelled');
  node.note('charge cancelled', refund ? `order ${order} is refunded` : `order ${order} will not be charged`, {
    order,
    refund,
  });
  node.release(call);
}

/** A payment gateway: not ours, not to be changed, only to be lived with. */
export const gateway = program<State, Msg>({
  start(node) {
    node.become('HEALTHY', 'starts healthy');
    return { done: {}, writing: {}, held: [], strained: false };
  },
  restart(node, disk) {
    node.become('HEALTHY', 'starts healthy');
    return { done: { ...(disk as State['done']) }, writing: {}, held: [], strained: false };
  },
  modes: ['ok', 'error', 'slow', 'hang'],
  needsWorker: ['Charge', 'Cancel'],
  on: {
    Charge(node, state, charge, call) {
      const nowUs = node.now();
      feelStrain(node, state, nowUs - charge.sentUs);
      if (nowUs > charge.deadlineUs && node.settings['gateway.skipExpired'] === true) {
        node.note('expired call skipped', `nobody waits for order ${charge.order} any more`);
        return answer(node, { message: charge, call, mode: node.mode }, 'error');
      }
      node.work('served', serviceUs(node, state), { message: charge, call, mode: node.mode });
    },
    Cancel: (node, _state, cancel, call) => node.work('served', BRIEF_US, { message: cancel, call, mode: node.mode }),
  },
  work: {
    served(node, state, job: Job) {
      if (node.mode === 'hang') state.held.push(job);
      else if (job.message.type === 'Cancel') cancel(node, state, job.message, job.call);
      else if (job.mode === 'error') answer(node, job as ChargeJob, 'error');
      else execute(node, state, job as ChargeJob);
    },
  },
  disk: {
    written(
      node,
      state,
      { ok },
      { order, idemKey, result }: { order: number; idemKey: string; result: 'ok' | 'declined' },
    ) {
      const jobs = state.writing[idemKey] ?? [];
      delete state.writing[idemKey];
      if (!ok) for (const job of jobs) answer(node, job, 'error');
      if (!ok) return;
      // A cancellation may have overtaken the write.
      const final = (state.done[idemKey] ??= result);
      if (final === 'ok') node.note('charge executed', `order ${order} is charged`, { order, idemKey });
      else if (final === 'declined') node.note('charge declined', `the card of order ${order} is declined`, { order });
      for (const job of jobs) answer(node, job, final);
    },
  },
  modeChanged(node, state, mode) {
    if (mode === 'hang') return;
    // It wakes up and works through what it was holding, whether or not anybody still waits for it.
    for (const job of state.held.splice(0)) node.work('served', serviceUs(node, state), { ...job, mode });
  },
});
