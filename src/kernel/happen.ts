import { KernelError } from './assert.ts';
import type { Json } from './json.ts';
import type { Kernel } from './kernel.ts';
import type { KernelNode, Waiting } from './node.ts';
import type { Call, DiskImage, Settings } from './program.ts';
import type { Scheduled } from './queue.ts';
import type { Invocation } from './invocation.ts';
import type { Message, Transit } from './trace.ts';

const TIMED_OUT = Object.freeze({ type: 'timeout' });

/** What the event means for its node; the invocation where its program has a say. */
export function happen(kernel: Kernel, node: KernelNode, item: Scheduled): Invocation | null {
  switch (item.kind) {
    case 'start':
    case 'restart':
      return boot(kernel, node);
    case 'deliver':
      return arrive(kernel, node, item, item.transit!);
    case 'lost':
      kernel.effect({ kind: 'lose', id: item.transit!.id, reason: item.transit!.lost! });
      return null;
    case 'timeout': {
      const request = node.requests.get(item.tag!)!;
      node.requests.delete(item.tag!);
      return invoke(kernel, 'reply', node, request.tag, request.data, TIMED_OUT);
    }
    case 'timer': {
      node.timers.delete(item.tag!);
      return invoke(kernel, 'timer', node, item.tag!, item.data);
    }
    case 'work':
      return invoke(kernel, 'work', node, item.tag!, item.data);
    case 'disk': {
      const ok = node.disk.endSync(item.token);
      return invoke(kernel, 'disk', node, item.tag!, item.data, undefined, undefined, ok);
    }
    case 'take': {
      const waiting = node.queue.shift();
      if (waiting === undefined) return null;
      node.holding.set(waiting.transit.id, waiting.transit.message.type);
      kernel.current = takenUp(item, waiting);
      return handle(kernel, 'message', node, waiting.transit);
    }
    case 'mode': {
      node.mode = item.tag!;
      kernel.effect({ kind: 'mode', node: node.id, mode: node.mode });
      return node.status === 'up' ? invoke(kernel, 'mode', node, node.mode) : null;
    }
    case 'settings':
      return node.status === 'down'
        ? null
        : invoke(kernel, 'settings', node, '', undefined, undefined, undefined, false, undefined, kernel.settings);
    case 'command':
      return node.status === 'up' ? invoke(kernel, 'command', node, item.tag!, item.data) : null;
    case 'reset':
      return node.status === 'up' && node.program.reset ? invoke(kernel, 'reset', node, item.tag!) : null;
    default:
      throw new KernelError(`The kernel scheduled a ${item.kind}, which it cannot run.`);
  }
}

/** The message that waited is what the event handles, caused by its arrival. */
const takenUp = (item: Scheduled, waiting: Waiting): Scheduled => ({
  timeUs: item.timeUs,
  place: item.place,
  sequence: item.sequence,
  kind: item.kind,
  node: item.node,
  cause: waiting.seq,
  transit: waiting.transit,
  tag: item.tag,
  data: item.data,
  hash: waiting.hash,
  deed: item.deed,
  life: item.life,
  token: waiting.token,
});

function boot(kernel: Kernel, node: KernelNode): Invocation | null {
  if (node.status !== 'down') return null;
  const again = node.booted;
  node.status = 'up';
  node.booted = true;
  node.error = undefined;
  kernel.effect({ kind: 'status', node: node.id, status: 'up' });
  kernel.kind = again ? 'restart' : 'start';
  return invoke(
    kernel,
    kernel.kind,
    node,
    node.mode,
    undefined,
    undefined,
    undefined,
    false,
    again ? node.disk.durable() : undefined,
    kernel.settings,
  );
}

function arrive(kernel: Kernel, node: KernelNode, item: Scheduled, transit: Transit): Invocation | null {
  if (node.status === 'down') {
    kernel.kind = 'lost';
    kernel.effect({ kind: 'lose', id: transit.id, reason: 'down' });
    return null;
  }
  if (transit.answers !== undefined) return answer(kernel, node, transit, transit.answers);
  if (node.workers === Infinity || !node.needsWorker.includes(transit.message.type)) {
    return handle(kernel, 'message', node, transit);
  }
  if (node.queue.length === 0 && node.holding.size < node.workers) {
    node.holding.set(transit.id, transit.message.type);
    return handle(kernel, 'message', node, transit);
  }
  if (node.queue.length < node.queueLimit) {
    kernel.kind = 'wait';
    node.queue.push({ transit, seq: kernel.seq, hash: item.hash, token: item.token });
    return null;
  }
  kernel.kind = 'overflow';
  if (node.program.overflow) return handle(kernel, 'overflow', node, transit);
  kernel.effect({ kind: 'lose', id: transit.id, reason: 'queue full' });
  return null;
}

function answer(kernel: Kernel, node: KernelNode, transit: Transit, requestId: string): Invocation | null {
  const request = node.requests.get(requestId);
  if (request === undefined) {
    kernel.kind = 'late';
    return null;
  }
  node.requests.delete(requestId);
  kernel.kind = 'reply';
  return invoke(kernel, 'reply', node, request.tag, request.data, transit.message);
}

function handle(kernel: Kernel, kind: 'message' | 'overflow', node: KernelNode, transit: Transit): Invocation {
  // Frozen here, so that whoever keeps it or passes it on keeps this one.
  const call: Call = Object.freeze({ id: transit.id, from: transit.from, request: transit.request === true });
  return invoke(kernel, kind, node, '', undefined, transit.message, call);
}

function invoke(
  kernel: Kernel,
  kind: Invocation['kind'],
  node: KernelNode,
  tag: string,
  data?: Json,
  message?: Message,
  call?: Call,
  ok = false,
  disk?: DiskImage,
  settings?: Settings,
): Invocation {
  // One object for all calls: whoever runs it does so before the next event begins.
  const invocation: { -readonly [K in keyof Invocation]: Invocation[K] } = kernel.invocation;
  const steadyUs = node.clock.steady(kernel.timeUs);
  invocation.kind = kind;
  invocation.node = node.index;
  invocation.nowUs = steadyUs + node.clock.offsetUs;
  invocation.monotonicUs = steadyUs;
  invocation.message = message;
  invocation.call = call;
  invocation.tag = tag;
  invocation.data = data;
  invocation.ok = ok;
  invocation.disk = disk;
  invocation.settings = settings;
  return invocation;
}

/** Whether what was scheduled has lost its point: a replaced timer, an answered request, an earlier life. */
export function isVoid(item: Scheduled, node: KernelNode): boolean {
  switch (item.kind) {
    case 'timer':
      return node.timers.get(item.tag!)?.token !== item.token;
    case 'timeout':
      return item.life !== node.life || !node.requests.has(item.tag!);
    case 'work':
    case 'disk':
      return item.life !== node.life;
    case 'take':
      return item.life !== node.life || node.queue.length === 0 || node.holding.size >= node.workers;
    default:
      return false;
  }
}
