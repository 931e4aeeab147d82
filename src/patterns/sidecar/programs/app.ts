import { program, type Call } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg, ProbeKind } from '../messages.ts';
import { beside } from '../pods.ts';
import { acceptsLog, inAppReplies, inAppTimers, startShipping } from './app-shipping.ts';
import { awaitNext, configOf, endJob, exit, exitWhenDone, finish, forget, type AppState } from './app-process.ts';
import { afterCrash, compute, emptyBox, lifecycle, started, type Box, type Node } from './container.ts';
import { inAppMemoryKb, newInApp } from './in-app-queue.ts';

const PAY_TIMEOUT_US = seconds(1);
const MEMORY_KB = 250_000;
/** At level debug an order writes so many times as much. */
export const DEBUG_TIMES = 5;

const linesOf = (node: Node, state: AppState): number =>
  Number(node.settings['app.infoLines']) * (state.level === 'debug' ? DEBUG_TIMES : 1);

/** A proxy, or, without one, the next host by turns; empty where the host does not exist. */
function payee(node: Node, state: AppState): string {
  const { inApp, proxy } = configOf(node);
  if (!inApp) return proxy;
  const host = state.hosts[state.nextHost % Math.max(1, state.hosts.length)] ?? '';
  state.nextHost = (state.nextHost + 1) % 1_000;
  return node.peers.includes(host) ? host : '';
}

/** The order is done: one entry for the log, then the answer. */
function conclude(node: Node, state: AppState, id: string, reason: string): void {
  const { order } = state.open[id]!;
  const lines = linesOf(node, state);
  const atUs = node.now();
  if (configOf(node).inApp) return acceptsLog(node, state, { order, lines, atUs }, id, reason);
  node.note('log written', `the log of order ${order} goes to the file, and nobody waits for it`, {
    order,
    lines,
    to: 'written',
  });
  node.send(beside(node.id, 'volume'), { type: 'Append', order, lines, atUs });
  finish(node, state, id, reason);
}

/** A probe that asks for more than the process: it makes a call to the payment service, as an order would. */
function check(node: Node, state: AppState, probe: ProbeKind, { id, from, request }: Call): boolean | 'later' {
  if (node.settings[probe === 'liveness' ? 'app.livenessAsks' : 'app.readinessAsks'] !== 'payments') return true;
  const to = payee(node, state);
  if (to === '') return false;
  const data = { id, from, request, probe };
  node.request(to, { type: 'WarmUp' }, { timeoutUs: ms(500), tag: 'dependency', data });
  return 'later';
}

const container = lifecycle<AppState>({
  startMs: (node) => Number(node.settings['app.startMs']),
  ships: (node) => configOf(node).inApp,
  boot(node, state) {
    const to = payee(node, state);
    if (to === '') return exit(node, state, 1, 'first call: no such host');
    node.request(to, { type: 'WarmUp' }, { timeoutUs: ms(500), tag: 'warm', data: state.box.life });
  },
  /** Customers keep coming until load balancers know that this pod is on its way out. */
  drain: (node) => node.setTimer('drained', ms(Number(node.settings['app.drainMs']))),
  forget,
  check,
  memoryKb: (_node, state) => MEMORY_KB + inAppMemoryKb(state.shipping),
});

const fresh = (node: Node, box: Box): AppState => {
  if (configOf(node).inApp) node.setTimer('poll', seconds(1));
  return {
    box,
    leaving: '',
    open: {},
    level: 'info',
    hosts: ['payments-a', 'payments-b'],
    nextHost: 0,
    shipping: newInApp(),
  };
};

/** The service that earns the money. It knows its business, and as little as possible of the rest. */
export const app = program<AppState, Msg>({
  start: (node) => fresh(node, emptyBox(node)),
  restart: (node) => fresh(node, afterCrash(node)),
  needsWorker: ['Checkout'],
  on: {
    ...container.on,
    Checkout(node, state, { order }, call) {
      const { phase } = state.box;
      if (state.leaving !== '' || (phase !== 'RUNNING' && phase !== 'STOPPING'))
        return node.reply(call, { type: 'CheckoutResult', order, reason: 'connection refused' });
      state.open[call.id] = { order, call };
      awaitNext(node);
      const lines = configOf(node).inApp ? linesOf(node, state) : 0;
      const cpuUs = ms(Number(node.settings['app.cpuMs'])) + lines * Number(node.settings['ship.cpuUsPerLine']);
      compute(node, state.box, 'handled', cpuUs, call.id);
    },
    SetLevel(_node, state, { level }) {
      state.level = level;
    },
  },
  overflow(node, _state, message, call) {
    if (message.type === 'Checkout')
      node.reply(call, { type: 'CheckoutResult', order: message.order, reason: 'queue full' });
  },
  work: {
    ...container.work,
    handled(node, state, id: string) {
      const job = state.open[id];
      if (job === undefined) return;
      const to = payee(node, state);
      if (to === '') return conclude(node, state, id, 'no such host');
      node.request(to, { type: 'Pay', order: job.order }, { timeoutUs: PAY_TIMEOUT_US, tag: 'paid', data: id });
    },
  },
  replies: {
    ...inAppReplies,
    warm(node, state, reply, life: number) {
      if (life !== state.box.life || state.box.phase !== 'STARTING') return;
      if (reply.type !== 'Warm' || !reply.ok) return exit(node, state, 1, 'first call failed');
      started(node, state);
      startShipping(node);
      awaitNext(node);
    },
    dependency(node, _state, reply, call: Call & { readonly probe: ProbeKind }) {
      node.reply(call, { type: 'ProbeResult', probe: call.probe, ok: reply.type === 'Warm' && reply.ok });
    },
    paid(node, state, reply, id: string) {
      if (state.open[id] === undefined) return;
      conclude(node, state, id, reply.type === 'PayResult' ? reply.reason : 'payment did not answer');
    },
    polled(_node, state, reply) {
      // It takes what it gets, as a file that is read again when it changes.
      if (reply.type !== 'Config') return;
      if (reply.endpoints.length > 0) state.hosts = reply.endpoints;
      state.level = reply.logging[0] ?? 'info';
    },
  },
  timers: {
    ...inAppTimers,
    idle: endJob,
    drained(node, state) {
      state.leaving = 'finished after SIGTERM';
      exitWhenDone(node, state);
    },
    poll(node) {
      node.request('control-plane', { type: 'GetConfig' }, { timeoutUs: ms(500), tag: 'polled' });
      node.setTimer('poll', seconds(1));
    },
  },
});
