import { program } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { afterCrash, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { newClient, receive, subscribe, type XdsClient } from './xds.ts';

interface WatcherState {
  box: Box;
  xds: XdsClient;
}

const LEVELS: readonly string[] = ['info', 'debug'];

function openStream(node: Node, state: WatcherState): void {
  node.send('control-plane', subscribe(state.xds));
}

function tell(node: Node, { xds }: WatcherState): void {
  const level = xds.resources[0];
  if (level !== undefined) node.send('app', { type: 'SetLevel', level });
}

function forget(node: Node, state: WatcherState): void {
  state.xds = newClient('logging');
  node.cancelTimer('sync');
  node.become('NO_CONFIG', 'no configuration yet', 'config');
}

const exit = exitWith(forget);

const container = lifecycle<WatcherState>({
  startMs: () => 100,
  ships: () => false,
  boot(node, state) {
    started(node, state);
    openStream(node, state);
    node.setTimer('sync', seconds(1));
  },
  drain: (node, state) => exit(node, state, 0, 'nothing to finish after SIGTERM'),
  forget,
  memoryKb: () => 15_000,
});

const fresh = (node: Node, box: Box): WatcherState => {
  node.become('NO_CONFIG', 'no configuration yet', 'config');
  return { box, xds: newClient('logging') };
};

/** Watches configuration for an application that does not know how to. */
export const watcher = program<WatcherState, Msg>({
  start: (node) => fresh(node, emptyBox(node)),
  restart: (node) => fresh(node, afterCrash(node)),
  on: {
    ...container.on,
    DiscoveryResponse(node, state, response) {
      if (state.box.phase !== 'RUNNING') return;
      const invalid = LEVELS.includes(response.resources[0] ?? '') ? '' : `no such level: ${response.resources.join()}`;
      node.send('control-plane', receive(state.xds, response, invalid));
      node.become(invalid ? 'NACKED' : 'ACKED', invalid || 'accepted', 'config');
      node.note(invalid ? 'NACK' : 'ACK', `${response.version}: ${invalid || response.resources.join()}`, {
        version: response.version,
      });
      tell(node, state);
    },
  },
  work: container.work,
  timers: {
    // The application may have restarted, and the stream may be broken.
    sync(node, state) {
      tell(node, state);
      if (state.xds.nonce === '') openStream(node, state);
      node.setTimer('sync', seconds(1));
    },
  },
  reset(node, state, peer) {
    if (peer === 'control-plane' && state.box.phase === 'RUNNING') openStream(node, state);
  },
});
