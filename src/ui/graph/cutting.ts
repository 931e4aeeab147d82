import type { ActionBody } from '../../kernel/action.ts';
import type { Topology } from '../../kernel/topology.ts';
import { pointOn, type LinkPath, type Point } from './geometry.ts';

/** A curve is crossed where one of this many pieces of it is. */
const PIECES = 24;

/** The links that a stroke from one point to another goes across. */
export function linksAcross(links: readonly LinkPath[], from: Point, to: Point): readonly LinkPath[] {
  return links.filter(({ curve }) => {
    let before: Point = pointOn(curve, 0);
    for (let piece = 1; piece <= PIECES; piece += 1) {
      const here = pointOn(curve, piece / PIECES);
      if (meet(from, to, before, here)) return true;
      before = here;
    }
    return false;
  });
}

/** Whether two stretches cross; touching at an end counts. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0 && side(a, b, c) !== side(a, b, d);
}

/**
 * What the stroke does: a partition where it takes the system apart, and a cut of every link that it
 * crossed without parting its ends. Links inside a pod no network fault touches.
 */
export function cutsFor(
  topology: Topology,
  crossed: readonly { readonly a: string; readonly b: string }[],
): readonly ActionBody[] {
  const isCrossed = (a: string, b: string): boolean =>
    crossed.some((link) => (link.a === a && link.b === b) || (link.a === b && link.b === a));
  const hit = topology.links.filter((link) => link.channel !== 'local' && isCrossed(link.a, link.b));
  if (hit.length === 0) return [];
  const ids = topology.nodes.map(({ id }) => id);
  const whole = groupsOf(ids, topology.links);
  const parts = groupsOf(
    ids,
    topology.links.filter((link) => !hit.includes(link)),
  );
  const parted = whole.length === 1 && parts.length > 1;
  const together = (a: string, b: string): boolean => parts.some((part) => part.includes(a) && part.includes(b));
  return [
    ...(parted ? [{ kind: 'partition', groups: parts } as const] : []),
    ...hit.filter(({ a, b }) => !parted || together(a, b)).map(({ a, b }) => ({ kind: 'cut', a, b }) as const),
  ];
}

/** The nodes by what is joined to what. */
function groupsOf(
  ids: readonly string[],
  links: readonly { readonly a: string; readonly b: string }[],
): readonly (readonly string[])[] {
  const group = new Map(ids.map((id) => [id, id]));
  for (const { a, b } of links) {
    const [kept, gone] = [group.get(a), group.get(b)];
    if (kept !== gone) for (const id of ids) if (group.get(id) === gone) group.set(id, kept!);
  }
  return [...new Set(group.values())].map((name) => ids.filter((id) => group.get(id) === name));
}
