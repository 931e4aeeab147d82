import { program, type Call, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg, Resources } from '../messages.ts';
import { afterCrash, compute, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { newClient, receive, subscribe, type XdsClient } from './xds.ts';

interface ProxyState {
  box: Box;
  xds: XdsClient;
  next: number;
  /** Calls on their way. */
  calls: number;
}

type Job = { readonly order: number; readonly call: Call; readonly life: number };
const CPU_US = 500;
const CALL_TIMEOUT_US = ms(800);

/** What would make it useless: better to keep what works. */
function objection(node: Node, hosts: Resources): string {
  const unknown = hosts.filter((host) => !node.peers.includes(host));
  return unknown.length > 0 ? `no such host: ${unknown.join(', ')}` : '';
}

function openStream(node: Node, state: ProxyState): void {
  node.send('control-plane', subscribe(state.xds));
  node.setTimer('resubscribe', seconds(1));
}

function nextHost(state: ProxyState): string {
  const { resources } = state.xds;
  state.next = (state.next + 1) % 1_000;
  return resources[state.next % Math.max(1, resources.length)] ?? '';
}

function refuse(node: Node, order: number, call: Call, reason: string): void {
  node.reply(call, { type: 'PayResult', order, ok: false, reason });
}

/** Configuration is memory: the next process asks for it again. */
function forget(node: Node, state: ProxyState): void {
  state.xds = newClient('endpoints');
  state.calls = 0;
  for (const timer of ['resubscribe', 'drained']) node.cancelTimer(timer);
  node.become('NO_CONFIG', 'no configuration yet', 'config');
}

const exit = exitWith(forget);

const container = lifecycle<ProxyState>({
  startMs: (node) => Number(node.settings['proxy.startMs']),
  ships: () => false,
  // Envoy answers its startup probe when it has its first configuration.
  boot: openStream,
  drain: (node) => node.setTimer('drained', ms(200)),
  forget,
  memoryKb: () => 50_000,
});

const fresh = (node: Node, box: Box): ProxyState => {
  node.become('NO_CONFIG', 'no configuration yet', 'config');
  return { box, xds: newClient('endpoints'), next: 0, calls: 0 };
};

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
      const invalid = objection(node, response.resources);
      node.send('control-plane', receive(state.xds, response, invalid));
      node.become(invalid ? 'NACKED' : 'ACKED', invalid || 'accepted', 'config');
      node.note(
        invalid ? 'NACK' : 'ACK',
        invalid
          ? `${response.version} is refused, ${state.xds.version || 'nothing'} stays in use`
          : `${response.version} is in use`,
        { version: response.version },
      );
      if (state.box.phase === 'STARTING' && invalid === '') started(node, state);
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
    // Nothing came on this stream so far: it may be broken.
    resubscribe(node, state) {
      if (state.xds.nonce === '' && state.box.phase !== 'WAITING') openStream(node, state);
      else node.setTimer('resubscribe', seconds(1));
    },
    drained: (node, state) => exit(node, state, 0, 'drained after SIGTERM'),
  },
  reset(node, state, peer) {
    if (peer !== 'control-plane' || state.box.phase === 'WAITING') return;
    node.note('stream reset', 'the nonce is gone with the stream, the version is not', { version: state.xds.version });
    openStream(node, state);
  },
});
