import type { NodeContext, Program } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { Mutant } from '../../pattern-kit/pattern.ts';
import type { AppState } from './programs/app-process.ts';
import { app } from './programs/app.ts';
import { closeChunk } from './programs/buffers.ts';
import { customers } from './programs/customers.ts';
import { kubelet, kubeletWith, native } from './programs/kubelet.ts';
import { proxy } from './programs/proxy.ts';
import { shipper, type ShipperState } from './programs/shipper.ts';
import { watcher } from './programs/watcher.ts';

type Handlers = Readonly<Record<string, (node: NodeContext, state: any, ...rest: any[]) => void>>;

/** The node as a handler sees it, but for one thing that it does otherwise. */
const otherwise = <K extends 'reply' | 'become'>(node: NodeContext, what: K, does: NodeContext[K]): NodeContext =>
  new Proxy(node, {
    get(target, key) {
      const value: unknown = key === what ? does : Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

/** The program with one handler replaced; `was` is the true one. */
function withHandler(
  program: Program,
  kind: 'on' | 'replies' | 'timers',
  name: string,
  make: (was: Handlers[string]) => Handlers[string],
): Program {
  const handlers = program[kind] as Handlers;
  return { ...program, [kind]: { ...handlers, [name]: make(handlers[name]!) } };
}

export const mutants: readonly Mutant[] = [
  {
    id: 'resume-without-decrement',
    title: 'Resumes without giving the memory back',
    explain: 'A delivered chunk lets the input go on, but is never taken off the count.',
    breaks: 'memory-bounded',
    preset: 'memory',
    programs: {
      shipper: withHandler(shipper, 'replies', 'answered', (was) => (node, state: ShipperState, ...rest) => {
        const { usedKb } = state.buffers.memory;
        was(node, state, ...rest);
        if (state.buffers.memory.usedKb < usedKb) state.buffers.memory.usedKb = usedKb;
      }),
    },
  },
  {
    id: 'retry-counted-twice',
    title: 'Counts a retried chunk twice',
    explain: 'A chunk that needed retries counts as delivered once for each attempt.',
    breaks: 'books-balance',
    preset: 'outage',
    programs: {
      shipper: withHandler(
        shipper,
        'replies',
        'answered',
        (was) =>
          (node, state: ShipperState, reply, data, ...rest) => {
            const chunk = state.buffers.chunks.find(({ id }) => id === data.id);
            const { delivered } = state.buffers.books;
            was(node, state, reply, data, ...rest);
            if (chunk && state.buffers.books.delivered > delivered)
              state.buffers.books.delivered += chunk.retries * chunk.kb;
          },
      ),
    },
  },
  {
    id: 'discards-while-paused',
    title: 'A paused input throws lines away',
    explain: 'Paused, it moves its offset past lines that it has not read, and tells nobody.',
    breaks: 'accounted',
    preset: 'memory',
    programs: {
      shipper: withHandler(shipper, 'timers', 'refresh', (was) => (node, state: ShipperState, ...rest) => {
        if (state.buffers.memory.paused && !state.tail.reading) state.tail.position += 2;
        was(node, state, ...rest);
      }),
    },
  },
  {
    id: 'numbers-its-chunks',
    title: 'Chunk ids begin at one again',
    explain: 'Each process counts from one. A collector takes new chunks for old ones.',
    breaks: 'acknowledged-is-stored',
    preset: 'crash-loop',
    programs: {
      shipper: withHandler(shipper, 'timers', 'flush', (was) => (node, state: ShipperState, ...rest) => {
        if (closeChunk(node, state.buffers)) {
          const chunk = state.buffers.chunks.pop()!;
          state.buffers.chunks.push({ ...chunk, id: `${state.flushed + 1}` });
        }
        was(node, state, ...rest);
      }),
    },
  },
  {
    id: 'newest-first',
    title: 'Sends the newest chunk first',
    explain: 'After a pause it begins with what is new: logs come in backwards.',
    breaks: 'in-file-order',
    preset: 'memory',
    programs: {
      shipper: withHandler(shipper, 'timers', 'flush', (was) => (node, state: ShipperState, ...rest) => {
        closeChunk(node, state.buffers);
        state.buffers.chunks.reverse();
        was(node, state, ...rest);
        state.buffers.chunks.reverse();
      }),
    },
  },
  {
    id: 'log-is-awaited',
    title: 'The answer waits for the log',
    explain: 'Writing looks asynchronous, but the answer leaves only when the write is over.',
    breaks: 'app-does-not-wait',
    preset: 'outage',
    programs: {
      app: {
        ...withHandler(app, 'replies', 'paid', (was) => (node, state: AppState, ...rest) => {
          was(
            otherwise(node, 'reply', (call, message) => node.work('late', ms(40), { call, message })),
            state,
            ...rest,
          );
        }),
        work: { ...app.work, late: (node, _state, { call, message }) => node.reply(call, message) },
      },
    },
  },
  {
    id: 'starts-all-at-once',
    title: 'Starts without waiting for the probe',
    explain: 'It starts containers in order, but does not wait for their probes.',
    breaks: 'start-order',
    preset: 'outage',
    programs: { kubelet: kubeletWith((node, state) => state.deletion !== null && native(node, state)) },
  },
  {
    id: 'stops-all-at-once',
    title: 'Stops sidecars together with the application',
    explain: 'SIGTERM goes to all at once, as before sidecars were known.',
    breaks: 'stop-order',
    preset: 'shutdown',
    programs: { kubelet: kubeletWith((node, state) => state.deletion === null && native(node, state)) },
  },
  {
    id: 'never-resumes',
    title: 'A pause that nobody ends',
    explain: 'Chunks are delivered and the memory is free again, but the input that was paused is not told.',
    breaks: 'resumes',
    preset: 'memory',
    programs: {
      shipper: withHandler(shipper, 'replies', 'answered', (was) => (node, state: ShipperState, ...rest) => {
        const { paused } = state.buffers.memory;
        was(paused ? otherwise(node, 'become', () => undefined) : node, state, ...rest);
        if (paused) state.buffers.memory.paused = true;
      }),
    },
  },
  {
    id: 'restarts-the-unready',
    title: 'One probe for two questions',
    explain: 'What is not ready counts as not alive: it is killed for what a restart does not mend.',
    breaks: 'killed-for-cause',
    preset: 'readiness',
    programs: {
      kubelet: withHandler(kubelet, 'replies', 'readiness', (was) => (node, ...rest) => {
        was(node, ...rest);
        kubelet.replies!['liveness']!(node, ...(rest as [any, any, any]));
      }),
    },
  },
  {
    id: 'asks-the-unready',
    title: 'Does not hear that the pod is not ready',
    explain: 'Whoever sends orders takes it for ready for ever, once it has been.',
    breaks: 'unready-not-asked',
    preset: 'readiness',
    programs: {
      customers: withHandler(customers, 'on', 'PodReady', (was) => (node, state, message, ...rest) => {
        was(node, state, { ...message, ready: true }, ...rest);
      }),
    },
  },
  {
    id: 'waits-for-ever',
    title: 'Patience without an end',
    explain: 'A customer whose order is not answered in time neither gives up nor says so.',
    breaks: 'answered',
    preset: 'outage',
    programs: {
      customers: withHandler(customers, 'replies', 'answered', (was) => (node, state, reply, ...rest) => {
        if (reply.type !== 'timeout') was(node, state, reply, ...rest);
      }),
    },
  },
  {
    id: 'starts-it-again',
    title: 'Starts again what has finished',
    explain: 'An application that exits with 0 is taken for one that has crashed: its Job never ends.',
    breaks: 'job-completes',
    preset: 'job',
    programs: {
      kubelet: withHandler(kubelet, 'on', 'Exited', (was) => (node, state, message, ...rest) => {
        was(node, state, { ...message, reason: 'exited' }, ...rest);
      }),
    },
  },
  {
    id: 'nack-applies',
    title: 'Refuses, and uses it all the same',
    explain: 'The proxy answers NACK, but what it refused is in its tables.',
    breaks: 'rejected-not-live',
    preset: 'bad-config',
    programs: {
      proxy: withHandler(proxy, 'on', 'DiscoveryResponse', (was) => (node, state, response, ...rest) => {
        was(node, state, response, ...rest);
        state.xds.resources = response.resources.map((host: string) =>
          node.peers.includes(host) ? host : 'control-plane',
        );
      }),
    },
  },
  {
    id: 'hands-on-the-refused',
    title: 'Refuses, and hands it on all the same',
    explain: 'The watcher answers NACK, but tells its application what it has refused.',
    breaks: 'rejected-not-live',
    preset: 'two-pods',
    programs: {
      watcher: withHandler(watcher, 'on', 'DiscoveryResponse', (was) => (node, state, response, ...rest) => {
        was(node, state, response, ...rest);
        state.xds.resources = response.resources;
      }),
    },
  },
];
