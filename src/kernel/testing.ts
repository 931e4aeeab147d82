import type { Action } from './action.ts';
import type { Setup } from './setup.ts';
import { program, type Program, type Settings } from './program.ts';
import type { Property } from './property.ts';
import { ms, seconds } from './time.ts';
import type { Channel, LinkSpec, NodeSpec, Topology } from './topology.ts';
import type { Message } from './trace.ts';

/** Small worlds for tests and benchmarks. */

interface Ping extends Message {
  readonly type: 'Ping';
  readonly n: number;
}
interface Pong extends Message {
  readonly type: 'Pong';
  readonly n: number;
}

/** Sends to a random peer every now and then, counts answers, keeps its count on disk. */
export const gossip = program<
  { sent: number; answered: number; timeouts: number; heard: Record<string, number> },
  Ping | Pong
>({
  start: (node) => {
    node.setTimer('tick', node.random.between(ms(1), ms(20)));
    node.become('idle', 'boot');
    return { sent: 0, answered: 0, timeouts: 0, heard: {} };
  },
  restart: (node, disk) => {
    node.setTimer('tick', node.random.between(ms(1), ms(20)));
    const count = disk['answered'];
    return { sent: 0, answered: typeof count === 'number' ? count : 0, timeouts: 0, heard: {} };
  },
  on: {
    Ping(node, state, message, call) {
      state.heard[call.from] = (state.heard[call.from] ?? 0) + 1;
      node.work('think', node.random.between(ms(1), ms(5)), { call, n: message.n });
    },
  },
  needsWorker: ['Ping'],
  work: {
    think(node, _state, data) {
      node.reply(data.call, { type: 'Pong', n: data.n + 1 });
    },
  },
  replies: {
    pong(node, state, reply, data) {
      if (reply.type === 'timeout') {
        state.timeouts++;
        node.end(data.op, 'unknown');
      } else {
        state.answered++;
        node.end(data.op, 'ok', reply.n);
        node.disk.set('answered', state.answered);
        node.disk.sync('saved', state.answered);
      }
    },
  },
  timers: {
    tick(node, state) {
      const to = node.random.pick(node.peers);
      const op = node.begin('ping', state.sent);
      node.request(to, { type: 'Ping', n: state.sent++ }, { timeoutUs: ms(120), tag: 'pong', data: { op } });
      node.become(state.sent % 2 === 0 ? 'idle' : 'busy', 'tick');
      node.metric('sent', state.sent);
      node.setTimer('tick', node.random.exponential(ms(15)));
    },
  },
  disk: {
    saved(node, _state, result, count) {
      node.note('saved', result.ok ? `count ${count} is durable` : 'the disk is full');
    },
  },
});

export function mesh(count: number, channel: Channel = 'datagram', node: Partial<NodeSpec> = {}): Topology {
  const nodes: NodeSpec[] = [];
  const links: LinkSpec[] = [];
  for (let i = 0; i < count; i++) {
    nodes.push({
      id: `n${i}`,
      program: 'main',
      label: `Node ${i}`,
      capacity: { workers: 2, queueLimit: 4 },
      disk: { syncUs: ms(2) },
      ...node,
    });
    for (let j = 0; j < i; j++)
      links.push({ a: `n${j}`, b: `n${i}`, channel, latency: { kind: 'longTail', minUs: 500, meanUs: ms(8) } });
  }
  return { nodes, links };
}

export function setup(
  options: {
    readonly topology?: Topology;
    readonly main?: Program;
    readonly seed?: number;
    readonly actions?: readonly Action[];
    readonly untilUs?: number;
    readonly properties?: readonly Property[];
    readonly settings?: Settings;
  } = {},
): Setup {
  return {
    topology: options.topology ?? mesh(4),
    programs: { main: options.main ?? gossip },
    settings: options.settings ?? {},
    seed: options.seed ?? 1,
    actions: options.actions ?? [],
    untilUs: options.untilUs ?? seconds(2),
    on: true,
    properties: options.properties ?? [],
  };
}
