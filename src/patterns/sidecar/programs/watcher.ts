import { beside } from '../pods.ts';
import { program } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { afterCrash, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { afterReset, checkStream, noConfig, openStream, take, unknownAmong, type Subscribed } from './subscriber.ts';

const LEVELS = ['info', 'debug'];

function tell(node: Node, { xds }: Subscribed): void {
  const level = xds.resources[0];
  if (level !== undefined) node.send(beside(node.id, 'app'), { type: 'SetLevel', level });
}

function forget(node: Node, state: Subscribed): void {
  state.xds = noConfig(node, 'logging');
  node.cancelTimer('sync');
}

const exit = exitWith(forget);

const container = lifecycle<Subscribed>({
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

const fresh = (node: Node, box: Box): Subscribed => ({ box, xds: noConfig(node, 'logging') });

/** Watches configuration for an application that does not know how to. */
export const watcher = program<Subscribed, Msg>({
  start: (node) => fresh(node, emptyBox(node)),
  restart: (node) => fresh(node, afterCrash(node)),
  on: {
    ...container.on,
    DiscoveryResponse(node, state, response) {
      if (state.box.phase !== 'RUNNING') return;
      take(node, state, response, unknownAmong(response.resources, LEVELS));
      tell(node, state);
    },
  },
  work: container.work,
  timers: {
    // The application may have restarted, and the stream may be broken.
    sync(node, state) {
      tell(node, state);
      checkStream(node, state);
      node.setTimer('sync', seconds(1));
    },
  },
  reset: afterReset,
});
