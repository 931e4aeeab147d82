import { program, type Call, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { afterCrash, compute, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { afterReset, checkStream, noConfig, openStream, take, unknownAmong, type Subscribed } from './subscriber.ts';

interface ProxyState extends Subscribed {
  /** Hosts are taken by turns. */
  next: number;
}

type Job = { readonly order: number; readonly call: Call; readonly life: number };
const CPU_US = 500;
const CALL_TIMEOUT_US = ms(800);

function nextHost(state: ProxyState): string {
  const { resources } = state.xds;
  state.next = (state.next + 1) % 1_000;
  return resources[state.next % Math.max(1, resources.length)] ?? '';
}

function refuse(node: Node, order: number, call: Call, reason: string): void {
  node.reply(call, { type: 'PayResult', order, ok: false, reason });
}

function forget(node: Node, state: ProxyState): void {
  state.xds = noConfig(node, 'endpoints');
  for (const timer of ['sync', 'drained']) node.cancelTimer(timer);
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

const fresh = (node: Node, box: Box): ProxyState => ({ box, xds: noConfig(node, 'endpoints'), next: 0 });

/** The application calls localhost; the proxy knows where that is today. */
export const proxy = program<ProxyState, Msg>({
  start: (node) => fresh(node, emptyBox(node)),
  restart: (node) => fresh(node, afterCrash(node)),
  on: {
    ...container.on,
    Pay(node, state, { order }, call) {
      if (state.box.phase !== 'RUNNING' && state.box.phase !== 'STOPPING')
        return refuse(node, order, call, 'connection refused');
      compute(node, state.box, 'routed', CPU_US, { order, call });
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
    routed(node, state, { order, call, life }: Job) {
      if (life !== state.box.life) return;
      const host = nextHost(state);
      if (host === '') return refuse(node, order, call, 'no host');
      node.note('routed', `order ${order} goes to ${host}`, { host });
      node.request(
        host,
        { type: 'Pay', order },
        { timeoutUs: CALL_TIMEOUT_US, tag: 'paid', data: { order, call, life } },
      );
    },
  },
  replies: {
    paid(node, state, reply: Msg | TimedOut, { order, call, life }: Job) {
      if (life !== state.box.life) return;
      if (reply.type === 'PayResult') node.reply(call, reply);
      else refuse(node, order, call, 'upstream timeout');
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
