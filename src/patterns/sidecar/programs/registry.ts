import { program } from '../../../kernel/program.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import type { Node } from './container.ts';

interface RegistryState {
  /** When each host was last heard of. */
  hosts: Record<string, Us>;
}

/** Three heartbeats. */
const TTL_US = seconds(3);

const present = (node: Node, { hosts }: RegistryState): string[] => {
  return Object.keys(hosts)
    .filter((host) => node.monotonic() - hosts[host]! <= TTL_US)
    .sort();
};

/** Who is there: a host that has not been heard of for a while is taken off the list. */
export const registry = program<RegistryState, Msg>({
  start(node) {
    node.setTimer('publish', ms(200));
    return { hosts: {} };
  },
  on: {
    Register(node, state, _message, { from: host }) {
      if (state.hosts[host] === undefined) node.note('registered', `${host} is new`);
      state.hosts[host] = node.monotonic();
    },
  },
  timers: {
    publish(node, state) {
      const hosts = present(node, state);
      node.metric('hosts', hosts.length);
      node.send('control-plane', { type: 'Endpoints', hosts });
      node.setTimer('publish', seconds(1));
    },
  },
});
