import type { ActionBody, MessageRef, Target } from './action.ts';
import { launch } from './commit.ts';
import { crash, resume } from './crash.ts';
import { hashValue } from './hash.ts';
import type { Kernel } from './kernel.ts';
import type { Link } from './network.ts';
import type { KernelNode } from './node.ts';
import { CLASS, type Scheduled } from './queue.ts';
import { resolveTarget } from './target.ts';
import type { LinkState } from './trace.ts';

/**
 * Lets an action take effect. Answers the bodies that undo it, on the very nodes and links that it
 * touched, for actions with a duration; empty where there is nothing to undo.
 */
export function applyAction(kernel: Kernel, body: ActionBody): ActionBody[] {
  switch (body.kind) {
    case 'crash':
      return eachNode(kernel, body.node, (node) => {
        if (node.status === 'down') return null;
        crash(kernel, node, undefined);
        if (body.loseUnsynced === true) node.disk.powerLoss();
        else node.disk.processCrash();
        return { kind: 'restart', node: node.id };
      });
    case 'restart':
      return eachNode(kernel, body.node, (node) => restart(kernel, node));
    case 'pause':
      return eachNode(kernel, body.node, (node) => {
        if (node.status !== 'up') return null;
        node.status = 'paused';
        kernel.effect({ kind: 'status', node: node.id, status: 'paused' });
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
  return condition(kernel, node, 'clockDrift', ppm, { kind: 'clockDrift', node: node.id, ppm: before });
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
  return [{ kind: 'set', setting, value: before }];
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

// ——— Links

type LinkBody = Extract<
  ActionBody,
  { kind: 'cut' | 'heal' | 'partition' | 'healAll' | 'latency' | 'loss' | 'duplicates' | 'reorder' | 'bandwidth' }
>;

function onLinks(kernel: Kernel, body: LinkBody): ActionBody[] {
  switch (body.kind) {
    case 'healAll': {
      for (const link of kernel.network.all()) change(kernel, link, { cut: false });
      return [];
    }
    case 'partition':
      return partition(kernel, body.groups);
    case 'cut':
      return eachPair(kernel, body.a, body.b, (link, forth) => {
        if (forth || body.oneWay !== true) cut(kernel, link);
        return { kind: 'heal', a: body.a, b: body.b };
      });
    case 'heal':
      return eachPair(kernel, body.a, body.b, (link) => {
        change(kernel, link, { cut: false });
        return null;
      });
    case 'latency':
      return eachPair(
        kernel,
        body.a,
        body.b,
        (link) => (change(kernel, link, { addUs: body.addUs }), { ...body, addUs: 0 }),
      );
    case 'loss':
      return eachPair(
        kernel,
        body.a,
        body.b,
        (link) => (change(kernel, link, { lossPpm: body.ppm }), { ...body, ppm: link.spec.lossPpm ?? 0 }),
      );
    case 'duplicates':
      return eachPair(
        kernel,
        body.a,
        body.b,
        (link) => (change(kernel, link, { duplicatePpm: body.ppm }), { ...body, ppm: link.spec.duplicatePpm ?? 0 }),
      );
    case 'reorder':
      return eachPair(
        kernel,
        body.a,
        body.b,
        (link) => (change(kernel, link, { reorderPpm: body.ppm }), { ...body, ppm: link.spec.reorderPpm ?? 0 }),
      );
    case 'bandwidth':
      return eachPair(
        kernel,
        body.a,
        body.b,
        (link) => (
          change(kernel, link, { bytesPerSecond: body.bytesPerSecond }),
          { ...body, bytesPerSecond: link.spec.bytesPerSecond ?? 0 }
        ),
      );
  }
}

/** Both directions of every link between two targets; nothing touches the links inside a pod. */
function eachPair(
  kernel: Kernel,
  a: Target,
  b: Target,
  act: (link: Link, forth: boolean) => ActionBody | null,
): ActionBody[] {
  const repairs: ActionBody[] = [];
  for (const from of resolveTarget(kernel, a)) {
    for (const to of resolveTarget(kernel, b)) {
      const forth = kernel.network.between(from.index, to.index);
      const back = kernel.network.between(to.index, from.index);
      if (forth === undefined || back === undefined || forth.spec.channel === 'local') continue;
      const repair = act(forth, true);
      act(back, false);
      if (repair !== null)
        repairs.push(from.id === a && to.id === b ? repair : ({ ...repair, a: from.id, b: to.id } as ActionBody));
    }
  }
  return repairs;
}

function partition(kernel: Kernel, groups: readonly (readonly Target[])[]): ActionBody[] {
  const side = new Map<number, number>();
  groups.forEach((group, index) => {
    for (const target of group) for (const node of resolveTarget(kernel, target)) side.set(node.index, index);
  });
  const repairs: ActionBody[] = [];
  for (const link of kernel.network.all()) {
    const from = side.get(link.from);
    const to = side.get(link.to);
    if (from === undefined || to === undefined || from === to || link.spec.channel === 'local') continue;
    cut(kernel, link);
    if (link.from < link.to)
      repairs.push({ kind: 'heal', a: kernel.nodes[link.from]!.id, b: kernel.nodes[link.to]!.id });
  }
  return repairs;
}

/** What is under way on the link dies at the wall; a stream breaks, and both ends learn it. */
function cut(kernel: Kernel, link: Link): void {
  if (link.state.cut) return;
  const from = kernel.nodes[link.from]!;
  const to = kernel.nodes[link.to]!;
  change(kernel, link, { cut: true });
  const onTheWay = (item: Scheduled): boolean =>
    item.kind === 'deliver' && item.transit!.from === from.id && item.transit!.to === to.id;
  const stream = link.spec.channel === 'stream';
  for (const item of kernel.removeScheduled(onTheWay))
    kernel.effect({ kind: 'lose', id: item.transit!.id, reason: stream ? 'reset' : 'cut' });
  if (stream && to.status !== 'down' && to.program.reset) {
    kernel.schedule(to, to, kernel.timeUs, CLASS.message, 'reset', kernel.seq, hashValue(from.id), from.id);
  }
}

function change(kernel: Kernel, link: Link, part: Partial<LinkState>): void {
  const state = { ...link.state, ...part };
  if (Object.keys(part).every((key) => link.state[key as keyof LinkState] === state[key as keyof LinkState])) return;
  link.state = state;
  kernel.effect({ kind: 'link', from: kernel.nodes[link.from]!.id, to: kernel.nodes[link.to]!.id, state });
}

// ——— One message on its way

function onMessage(kernel: Kernel, body: Extract<ActionBody, { message: MessageRef }>): ActionBody[] {
  const [item] = kernel.removeScheduled(
    (candidate) => candidate.kind === 'deliver' && candidate.transit!.id === body.message,
  );
  if (item === undefined) return [];
  const transit = item.transit!;
  const from = kernel.byId(transit.from);
  const to = kernel.byId(transit.to);
  switch (body.kind) {
    case 'dropMessage':
      kernel.effect({ kind: 'lose', id: transit.id, reason: 'dropped' });
      return [];
    case 'delayMessage':
    case 'deliverMessage': {
      const arriveUs = body.kind === 'deliverMessage' ? kernel.timeUs : item.timeUs + Math.max(0, body.byUs);
      kernel.effect({ kind: 'retime', id: transit.id, arriveUs });
      kernel.requeue({ ...item, timeUs: arriveUs });
      return [];
    }
    case 'duplicateMessage':
      kernel.requeue(item);
      launch(
        kernel,
        from,
        to,
        { ...transit, id: `${transit.id}'`, sentUs: kernel.timeUs, arriveUs: item.timeUs + 1 },
        item.hash,
        0,
      );
      return [];
  }
}
