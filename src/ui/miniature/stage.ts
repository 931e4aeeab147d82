import { boxAround, linkPath, pathTable, type Body, type Box } from '../graph/geometry.ts';
import { markOf } from '../graph/glyphs.ts';
import { bodyOf, placesOf, sideOf } from '../graph/layout.ts';
import type { Refusal } from '../../derive/types.ts';
import type { NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Transit } from '../../kernel/trace.ts';
import type { SceneRun } from './scene-run.ts';

/** px of the field that it is drawn in; the picture scales with its place. */
export const WIDTH = 320;
export const HEIGHT = 192;
/** Marks and lines are this much smaller than on the workbench. */
export const ZOOM = 0.7;
/** px above the picture: whoever shows it may write there which side of the comparison it is. */
const HEAD = 22;
/** px of the field that a word takes below its node. */
const WORD_HEIGHT = 16 / ZOOM;
const WORD_HALF_WIDTH = 30 / ZOOM;

/** The smaller the more there are. */
const scaleOf = (count: number): number => (count <= 6 ? 0.66 : count <= 10 ? 0.54 : 0.42);

/** Puts a value from one range into another; into the middle where the first has no width. */
const spread = (value: number, from: number, to: number, into: number, margin: number): number =>
  to === from ? into / 2 : margin + ((value - from) / (to - from)) * (into - 2 * margin);

/** Whether something stands where the word below a node would be. */
const standsBelow = (one: Body, all: Iterable<Body>): boolean =>
  [...all].some(
    ({ x, y, rx, ry }) =>
      y > one.y && y - ry < one.y + one.ry + WORD_HEIGHT && Math.abs(x - one.x) < rx + WORD_HALF_WIDTH,
  );

/** Where the name of a node stands that is called by it; null: it is not. */
export type NamePlace = 'above' | 'below' | null;

/**
 * Where everything stands, worked out once. The field is wide and low: each direction is stretched for itself.
 * Whoever sent and refused what it is about is called by name.
 */
export function stageOf(run: SceneRun, about?: Refusal) {
  const { pattern } = run;
  const topology = inUse(run);
  const places = placesOf(run.topology, pattern);
  const scale = scaleOf(topology.nodes.length);
  const all = topology.nodes.map(({ id }) => places.get(id)!);
  const [left, right] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  const bodies = new Map<string, Body>();
  for (const spec of topology.nodes) {
    const place = places.get(spec.id)!;
    const x = spread(place.x, left, right, WIDTH / ZOOM, 74 * scale + 8);
    const y = HEAD / ZOOM + spread(place.y, top, bottom, (HEIGHT - HEAD) / ZOOM, 62 * scale + 14);
    // No captions here: lines may leave downwards at once.
    bodies.set(spec.id, { ...bodyOf(spec, pattern, { x, y: y - 5 }, scale), caption: 0 });
  }
  const links = topology.links.flatMap(({ a, b }) => {
    const [from, to] = [bodies.get(a), bodies.get(b)];
    return from && to ? [linkPath(a, b, from, to)] : [];
  });
  const numbers = new Map<string, number>();
  const paths: Float32Array[] = [];
  for (const { a, b, curve } of links) {
    numbers.set(`${a}>${b}`, paths.push(pathTable(curve, false)) - 1);
    numbers.set(`${b}>${a}`, paths.push(pathTable(curve, true)) - 1);
  }
  return {
    links,
    pods: podsOf(topology, bodies),
    nodes: topology.nodes.map((spec) => {
      const body = bodies.get(spec.id)!;
      const beside = standsBelow(body, bodies.values());
      const named = namePlace(spec, about, topology, bodies);
      return { spec, x: body.x * ZOOM, y: body.y * ZOOM, side: sideOf(body.shape, scale) * ZOOM, beside, named };
    }),
    model: {
      paths,
      // Words below nodes are kept clear of as well.
      names: topology.nodes.map((spec): Box => {
        const { x, y, rx, ry } = bodies.get(spec.id)!;
        const half = Math.max(rx, namePlace(spec, about, topology, bodies) === null ? 0 : halfOf(spec));
        return { x: x - half, y: y - ry, width: 2 * half, height: 2 * ry + WORD_HEIGHT };
      }),
      look: (transit: Transit) => {
        const meta = pattern.messages[transit.message.type];
        return {
          path: numbers.get(`${transit.from}>${transit.to}`) ?? -1,
          mark: markOf(meta?.glyph ?? 'dot', meta?.colour ?? 'message'),
        };
      },
      name: () => '',
    },
  };
}

/** Half of what a name takes, px of the field. */
const halfOf = ({ label }: NodeSpec): number => (label.length * 3) / ZOOM;

/** Below, unless the other name is there. */
function namePlace(
  spec: NodeSpec,
  about: Refusal | undefined,
  topology: Topology,
  bodies: ReadonlyMap<string, Body>,
): NamePlace {
  const sender = about?.transit?.from;
  if (spec.id !== sender) return spec.id === about?.node ? 'below' : null;
  const [own, other] = [bodies.get(sender), bodies.get(about?.node ?? '')];
  const refuser = topology.nodes.find(({ id }) => id === about?.node);
  if (!own || !other || !refuser) return 'below';
  const near = Math.abs(own.y + own.ry - other.y - other.ry) < WORD_HEIGHT;
  return near && Math.abs(own.x - other.x) < halfOf(spec) + halfOf(refuser) ? 'above' : 'below';
}

/** What takes part in the stretch that is played: a small picture has no room for the rest. */
function inUse({ index, topology, fromUs, toUs }: SceneRun): Topology {
  const used = new Set<string>();
  const parts = new Set<string>();
  for (let seq = Math.max(0, index.seqAt(fromUs)); seq <= index.seqAt(toUs); seq++) {
    const event = index.events[seq]!;
    if (event.kind === 'action') parts.add(event.node);
    for (const effect of event.effects) {
      if (effect.kind !== 'send') continue;
      const { from, to } = effect.transit;
      used.add(from < to ? `${from}>${to}` : `${to}>${from}`);
    }
  }
  const links = topology.links.filter(({ a, b }) => used.has(a < b ? `${a}>${b}` : `${b}>${a}`));
  for (const { a, b } of links) parts.add(a).add(b);
  const nodes = topology.nodes.filter(({ id }) => parts.has(id));
  return nodes.length === 0 ? topology : { ...topology, nodes, links };
}

/** The outline around the nodes of every pod that has more than one. */
function podsOf(topology: Topology, bodies: ReadonlyMap<string, Body>) {
  const members = new Map<string, Body[]>();
  for (const { id, pod } of topology.nodes)
    if (pod !== undefined) members.set(pod, [...(members.get(pod) ?? []), bodies.get(id)!]);
  return [...members]
    .filter(([, inside]) => inside.length > 1)
    .map(([name, inside]) => {
      const box = boxAround(
        inside.map(({ x, y, rx, ry }) => ({ x: x - rx, y: y - ry, width: 2 * rx, height: 2 * ry })),
      );
      return { name, x: box.x - 10, y: box.y - 10, width: box.width + 20, height: box.height + 30 };
    });
}
