import type { ActionBody, MessageRef, Target } from './action.ts';
import { launch } from './commit.ts';
import { hashValue } from './hash.ts';
import type { Kernel } from './kernel.ts';
import type { Link } from './network.ts';
import { CLASS, type Scheduled } from './queue.ts';
import { resolveTarget } from './target.ts';
import type { LinkState } from './trace.ts';

type LinkBody = Extract<
  ActionBody,
  { kind: 'cut' | 'heal' | 'partition' | 'healAll' | 'latency' | 'loss' | 'duplicates' | 'reorder' | 'bandwidth' }
>;

/** Faults of links: answers what undoes them. */
export function onLinks(kernel: Kernel, body: LinkBody): ActionBody[] {
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

export function onMessage(kernel: Kernel, body: Extract<ActionBody, { message: MessageRef }>): ActionBody[] {
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
