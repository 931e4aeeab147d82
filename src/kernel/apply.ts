import { onLinks, onMessage } from './apply-link.ts';
import type { ActionBody, Target } from './action.ts';
import { crash, resume } from './crash.ts';
import { hashValue } from './hash.ts';
import type { Kernel } from './kernel.ts';
import type { KernelNode } from './node.ts';
import { CLASS } from './queue.ts';
import { resolveTarget } from './target.ts';

/**
 * Lets an action take effect. Answers the bodies that undo it, on the very nodes and links that it
 * touched, for actions with a duration; empty where there is nothing to undo.
 */
export function applyAction(kernel: Kernel, body: ActionBody): ActionBody[] {
  switch (body.kind) {
    case 'crash':
      return eachNode(kernel, body.node, (node) => {
        if (node.status !== 'down') {
          crash(kernel, node, undefined);
          if (body.loseUnsynced === true) node.disk.powerLoss();
          else node.disk.processCrash();
        }
        return { kind: 'restart', node: node.id };
      });
    case 'restart':
      return eachNode(kernel, body.node, (node) => restart(kernel, node));
    case 'pause':
      return eachNode(kernel, body.node, (node) => {
        if (node.status === 'down') return null;
        if (node.status === 'up') {
          node.status = 'paused';
          kernel.effect({ kind: 'status', node: node.id, status: 'paused' });
        }
        return { kind: 'resume', node: node.id };
      });
    case 'resume':
      return eachNode(kernel, body.node, (node) => {
        if (node.status !== 'paused') return null;
        resume(kernel, node);
        kernel.effect({ kind: 'status', node: node.id, status: 'up' });
        return null;
      });
    case 'slow':
      return eachNode(kernel, body.node, (node) => {
        node.slowPercent = body.percent;
        return condition(kernel, node, 'slow', body.percent, { kind: 'slow', node: node.id, percent: 100 });
      });
    case 'slowSync':
      return eachNode(kernel, body.node, (node) => {
        node.slowSyncPercent = body.percent;
        return condition(kernel, node, 'slowSync', body.percent, { kind: 'slowSync', node: node.id, percent: 100 });
      });
    case 'diskFull':
      return eachNode(kernel, body.node, (node) => {
        node.disk.full = body.full;
        return condition(kernel, node, 'diskFull', body.full ? 1 : 0, { kind: 'diskFull', node: node.id, full: false });
      });
    case 'clockJump':
      return eachNode(kernel, body.node, (node) => {
        node.clock.offsetUs += body.byUs;
        return condition(kernel, node, 'clockOffset', node.clock.offsetUs, {
          kind: 'clockJump',
          node: node.id,
          byUs: -body.byUs,
        });
      });
    case 'clockOffset':
      return eachNode(kernel, body.node, (node) => {
        node.clock.offsetUs = body.offsetUs;
        const offsetUs = node.spec.clock?.offsetUs ?? 0;
        return condition(kernel, node, 'clockOffset', body.offsetUs, { kind: 'clockOffset', node: node.id, offsetUs });
      });
    case 'clockDrift':
      return eachNode(kernel, body.node, (node) => drift(kernel, node, body.ppm));
    case 'killPod':
      return inPod(kernel, body.pod).flatMap((node) => applyAction(kernel, { kind: 'crash', node: node.id }));
    case 'restartPod':
      return inPod(kernel, body.pod).flatMap((node) => applyAction(kernel, { kind: 'restart', node: node.id }));
    case 'mode':
      return eachNode(kernel, body.node, (node) => {
        if (node.program.modes?.includes(body.mode) !== true) return null;
        kernel.schedule(node, node, kernel.timeUs, CLASS.control, 'mode', kernel.seq, hashValue(body.mode), body.mode);
        return { kind: 'mode', node: node.id, mode: node.program.modes[0]! };
      });
    case 'command':
      return eachNode(kernel, body.node, (node) => {
        if (node.program.commands?.[body.command] === undefined) return null;
        kernel.schedule(
          node,
          node,
          kernel.timeUs,
          CLASS.control,
          'command',
          kernel.seq,
          hashValue(body.args),
          body.command,
          body.args,
        );
        return null;
      });
    case 'set':
      return set(kernel, body.setting, body.value);
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
    case 'deliverMessage':
      return onMessage(kernel, body);
    default:
      return onLinks(kernel, body);
  }
}

/** Does it to each node that the target names, in topology order; collects what undoes it. */
function eachNode(kernel: Kernel, target: Target, act: (node: KernelNode) => ActionBody | null): ActionBody[] {
  const repairs: ActionBody[] = [];
  for (const node of resolveTarget(kernel, target)) {
    const repair = act(node);
    if (repair !== null) repairs.push(repair);
  }
  return repairs;
}

function restart(kernel: Kernel, node: KernelNode): null {
  if (node.status === 'down') kernel.schedule(node, node, kernel.timeUs, CLASS.control, 'restart', kernel.seq, 0);
  return null;
}

function condition(kernel: Kernel, node: KernelNode, name: string, value: number, repair: ActionBody): ActionBody {
  kernel.effect({ kind: 'condition', node: node.id, name, value });
  return repair;
}

/** Timers and request timeouts run on the steady clock: those set already move with it. */
function drift(kernel: Kernel, node: KernelNode, ppm: number): ActionBody {
  const before = node.clock.driftPpm;
  node.clock.setDrift(kernel.timeUs, ppm);
  const steadyUs = node.clock.steady(kernel.timeUs);
  for (const [name, timer] of node.timers) {
    const fireUs = kernel.timeUs + node.clock.trueSpan(Math.max(0, timer.fireSteadyUs - steadyUs));
    const token = ++node.tokens;
    node.timers.set(name, { ...timer, token, fireUs });
    kernel.schedule(
      node,
      node,
      fireUs,
      CLASS.timer,
      'timer',
      timer.cause,
      hashValue(timer.data),
      name,
      timer.data,
      token,
    );
  }
  const waiting = kernel.removeScheduled(
    (item) => item.node === node.index && item.kind === 'timeout' && node.requests.has(item.tag!),
  );
  for (const item of waiting) {
    // Local time left under the old drift, turned into true time under the new one.
    const leftUs = Math.floor(((item.timeUs - kernel.timeUs) * (1_000_000 + before)) / 1_000_000);
    const timeoutUs = kernel.timeUs + node.clock.trueSpan(leftUs);
    node.requests.set(item.tag!, { ...node.requests.get(item.tag!)!, timeoutUs });
    kernel.requeue({ ...item, timeUs: timeoutUs });
  }
  return condition(kernel, node, 'clockDrift', ppm, {
    kind: 'clockDrift',
    node: node.id,
    ppm: node.spec.clock?.driftPpm ?? 0,
  });
}

function inPod(kernel: Kernel, pod: string): KernelNode[] {
  return kernel.nodes.filter((node) => node.spec.pod === pod);
}

function set(kernel: Kernel, setting: string, value: number | string | boolean): ActionBody[] {
  const before = kernel.settings[setting];
  if (before === undefined || typeof before !== typeof value) return [];
  kernel.settings = { ...kernel.settings, [setting]: value };
  kernel.effect({ kind: 'setting', setting, value });
  const tuned = kernel.setup.retune?.(kernel.settings);
  if (tuned !== undefined) retune(kernel, tuned);
  for (const node of kernel.nodes) {
    kernel.schedule(node, node, kernel.timeUs, CLASS.control, 'settings', kernel.seq, hashValue({ [setting]: value }));
  }
  return [{ kind: 'set', setting, value: kernel.setup.settings[setting] ?? before }];
}

/** New capacities, disks and latencies for the nodes and links there are. */
function retune(kernel: Kernel, tuned: NonNullable<ReturnType<NonNullable<Kernel['setup']['retune']>>>): void {
  for (const spec of tuned.nodes) {
    const node = kernel.find(spec.id);
    if (node === undefined) continue;
    const grew = (spec.capacity?.workers ?? 0) - (node.spec.capacity?.workers ?? 0);
    node.spec = {
      ...node.spec,
      ...(spec.capacity && { capacity: spec.capacity }),
      ...(spec.disk && { disk: spec.disk }),
    };
    for (let i = 0; i < Math.min(grew, node.queue.length); i++) {
      kernel.schedule(node, node, kernel.timeUs, CLASS.work, 'take', kernel.seq, 0);
    }
  }
  for (const spec of tuned.links) {
    const a = kernel.find(spec.a);
    const b = kernel.find(spec.b);
    for (const link of a && b
      ? [kernel.network.between(a.index, b.index), kernel.network.between(b.index, a.index)]
      : []) {
      if (link !== undefined) link.spec = spec;
    }
  }
}
