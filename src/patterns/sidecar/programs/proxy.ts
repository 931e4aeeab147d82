import { program, type Call, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { afterCrash, compute, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { afterReset, checkStream, noConfig, openStream, take, unknownAmong, type Subscribed } from './subscriber.ts';

interface ProxyState extends Subscribed {
  /** Hosts are taken by turns. */
  next: number;
  /** Payments under way, by call; an earlier process's are gone with it. */
  open: Record<string, { readonly order: number; readonly call: Call }>;
}

const CPU_US = 500;
const CALL_TIMEOUT_US = ms(800);

function nextHost(state: ProxyState): string {
  const { resources } = state.xds;
  state.next = (state.next + 1) % 1_000;
  return resources[state.next % Math.max(1, resources.length)] ?? '';
}

function forget(node: Node, state: ProxyState): void {
  state.xds = noConfig(node, 'endpoints');
  state.open = {};
  for (const timer of ['sync', 'drained']) node.cancelTimer(timer);
}

/** The answer to the application, if it is still this process that it asked. */
function answer(node: Node, state: ProxyState, id: string, reason: string): void {
  const job = state.open[id];
  if (job === undefined) return;
  delete state.open[id];
  node.reply(job.call, { type: 'PayResult', order: job.order, reason });
}

const exit = exitWith(forget);

const container = lifecycle<ProxyState>({
  startMs: (node) => Number(node.settings['proxy.startMs']),
  ships: () => false,
  // Envoy answers its startup probe when it has its first configuration.
  boot(node, state) {
    openStream(node, state);
    node.setTimer('sync', seconds(1));
  },
  drain: (node) => node.setTimer('drained', ms(200)),
  forget,
  memoryKb: () => 50_000,
});

const fresh = (node: Node, box: Box): ProxyState => ({ box, xds: noConfig(node, 'endpoints'), next: 0, open: {} });

/** The application calls localhost; the proxy knows where that is today. */
export const proxy = program<ProxyState, Msg>({
  start: (node) => fresh(node, emptyBox(node)),
  restart: (node) => fresh(node, afterCrash(node)),
  on: {
    ...container.on,
    Pay(node, state, { order }, call) {
      if (state.box.phase !== 'RUNNING' && state.box.phase !== 'STOPPING')
        return node.reply(call, { type: 'PayResult', order, reason: 'connection refused' });
      state.open[call.id] = { order, call };
      compute(node, state.box, 'routed', CPU_US, call.id);
    },
    WarmUp(node, state, message, call) {
      const host = nextHost(state);
      if (state.box.phase !== 'RUNNING' || host === '') return node.reply(call, { type: 'Warm', ok: false });
      node.request(host, message, { timeoutUs: ms(400), tag: 'warm', data: { call, life: state.box.life } });
    },
    DiscoveryResponse(node, state, response) {
      if (state.box.phase === 'WAITING') return;
      const accepted = take(node, state, response, unknownAmong(response.resources, node.peers));
      if (accepted && state.box.phase === 'STARTING') started(node, state);
    },
  },
  work: {
    ...container.work,
    routed(node, state, id: string) {
      const job = state.open[id];
      if (job === undefined) return;
      const { order } = job;
      const host = nextHost(state);
      if (host === '') return answer(node, state, id, 'no host');
      const { version, resources } = state.xds;
      node.note('routed', `order ${order} takes its turn among the ${resources.length} hosts of ${version}`);
      node.request(host, { type: 'Pay', order }, { timeoutUs: CALL_TIMEOUT_US, tag: 'paid', data: id });
    },
  },
  replies: {
    paid(node, state, reply: Msg | TimedOut, id: string) {
      answer(node, state, id, reply.type === 'PayResult' ? reply.reason : 'upstream timeout');
    },
    warm(node, state, reply: Msg | TimedOut, { call, life }: { readonly call: Call; readonly life: number }) {
      if (life === state.box.life) node.reply(call, { type: 'Warm', ok: reply.type === 'Warm' && reply.ok });
    },
  },
  timers: {
    sync(node, state) {
      checkStream(node, state);
      node.setTimer('sync', seconds(1));
    },
    drained: (node, state) => exit(node, state, 0, 'drained after SIGTERM'),
  },
  reset: afterReset,
});
