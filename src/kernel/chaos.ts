import type { Action, ActionBody } from './action.ts';
import type { Program } from './program.ts';
import { Stream, streamKey } from './random.ts';
import { ms, type Us } from './time.ts';
import type { Topology } from './topology.ts';

export interface ChaosOptions {
  /** 0 … 2³² − 1; faults have a stream of their own, so the seed of the run may be the same. */
  readonly seed: number;
  readonly topology: Topology;
  readonly programs: Readonly<Record<string, Pick<Program, 'modes'>>>;
  readonly untilUs: Us;
  /** How many faults. */
  readonly count?: number;
  /** Nodes that faults leave alone: usually the clients, whose failure teaches nothing. */
  readonly spare?: readonly string[];
}

/** Safety phase: the first part of the run, in tenths. After it everything is whole again. */
const FAULTY_TENTHS = 6;

type Draw = (
  random: Stream,
  nodes: readonly string[],
  links: readonly (readonly [string, string])[],
  options: ChaosOptions,
) => ActionBody | null;

const KINDS: Readonly<Record<string, Draw>> = {
  crash: (random, nodes) => ({ kind: 'crash', node: random.pick(nodes) }),
  powerLoss: (random, nodes) => ({ kind: 'crash', node: random.pick(nodes), loseUnsynced: true }),
  pause: (random, nodes) => ({ kind: 'pause', node: random.pick(nodes) }),
  slow: (random, nodes) => ({ kind: 'slow', node: random.pick(nodes), percent: 100 * random.between(2, 20) }),
  clockJump: (random, nodes) => ({
    kind: 'clockJump',
    node: random.pick(nodes),
    byUs: ms(random.between(-2_000, 2_000)),
  }),
  clockDrift: (random, nodes) => ({
    kind: 'clockDrift',
    node: random.pick(nodes),
    ppm: random.between(-200_000, 200_000),
  }),
  diskFull: (random, nodes) => ({ kind: 'diskFull', node: random.pick(nodes), full: true }),
  slowSync: (random, nodes) => ({ kind: 'slowSync', node: random.pick(nodes), percent: 100 * random.between(2, 50) }),
  cut: onLink((random, a, b) => ({ kind: 'cut', a, b, oneWay: random.chance(300_000) })),
  loss: onLink((random, a, b) => ({ kind: 'loss', a, b, ppm: random.between(10_000, 400_000) })),
  duplicates: onLink((random, a, b) => ({ kind: 'duplicates', a, b, ppm: random.between(10_000, 500_000) })),
  reorder: onLink((random, a, b) => ({ kind: 'reorder', a, b, ppm: random.between(10_000, 500_000) })),
  latency: onLink((random, a, b) => ({ kind: 'latency', a, b, addUs: ms(random.between(5, 400)) })),
  bandwidth: onLink((random, a, b) => ({ kind: 'bandwidth', a, b, bytesPerSecond: 1_000 * random.between(1, 50) })),
  killPod: (random, nodes, _links, { topology }) => {
    // A pod that holds a node to be left alone is left alone.
    const pods = new Set(topology.nodes.flatMap(({ pod }) => (pod === undefined ? [] : [pod])));
    for (const { id, pod } of topology.nodes) if (pod !== undefined && !nodes.includes(id)) pods.delete(pod);
    return pods.size === 0 ? null : { kind: 'killPod', pod: random.pick([...pods]) };
  },
  partition: (random, nodes) => {
    if (nodes.length < 2) return null;
    const shuffled = random.shuffle(nodes);
    const size = random.between(1, shuffled.length - 1);
    return { kind: 'partition', groups: [shuffled.slice(0, size), shuffled.slice(size)] };
  },
  mode: (random, nodes, _links, { topology, programs }) => {
    const node = random.pick(nodes);
    const role = topology.nodes.find((spec) => spec.id === node)!.program;
    const modes = programs[role]?.modes ?? [];
    return modes.length < 2 ? null : { kind: 'mode', node, mode: modes[random.between(1, modes.length - 1)]! };
  },
};

/**
 * Draws a fault schedule beforehand, as data: a run with it is a scenario like any other, can be
 * shared, edited and shrunk. Swarm style: each seed uses its own few kinds of fault. Every fault has
 * a duration and ends in the first six tenths of the run; what is left is the healed liveness phase.
 */
export function drawFaults(options: ChaosOptions): Action[] {
  const random = new Stream(streamKey(options.seed, 'faults'));
  const nodes = options.topology.nodes.map(({ id }) => id).filter((id) => options.spare?.includes(id) !== true);
  const links = options.topology.links.filter((link) => link.channel !== 'local').map(({ a, b }) => [a, b] as const);
  if (nodes.length === 0) return [];
  const kinds = Object.keys(KINDS).filter(() => random.chance(400_000));
  if (kinds.length === 0) kinds.push(random.pick(Object.keys(KINDS)));
  const faultyUs = Math.floor((options.untilUs * FAULTY_TENTHS) / 10);
  const actions: Action[] = [];
  for (let i = 0; i < (options.count ?? 6); i++) {
    const body = KINDS[random.pick(kinds)]!(random, nodes, links, options);
    const atUs = ms(Math.floor(random.int(faultyUs) / 1_000));
    const longestUs = Math.max(1_000, faultyUs - atUs);
    const forUs = ms(
      Math.max(1, Math.floor(Math.min(longestUs, random.exponential(Math.floor(options.untilUs / 10))) / 1_000)),
    );
    if (body !== null) actions.push({ ...body, atUs, forUs });
  }
  return actions.sort((a, b) => a.atUs - b.atUs);
}

function onLink(make: (random: Stream, a: string, b: string) => ActionBody): Draw {
  return (random, _nodes, links) => {
    if (links.length === 0) return null;
    const [a, b] = random.pick(links);
    return make(random, a, b);
  };
}
