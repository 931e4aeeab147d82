import type { Shape } from '../../pattern-kit/pattern.ts';

/** Where a node stands: its centre and half its extent, px of the layout. */
export interface Body {
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
  /** Half the width and half the height of the outline. */
  readonly rx: number;
  readonly ry: number;
  /** Room that the words below it take: lines that leave downwards begin below them. */
  readonly caption: number;
  /** How far those words reach to either side; left out: no further than the outline. */
  readonly aside?: number;
  /** Bodies of the same kin are peers: straight lines join them. */
  readonly kin: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A cubic curve from the outline of one node to that of another. */
export interface Curve {
  readonly from: Point;
  readonly out: Point;
  readonly into: Point;
  readonly to: Point;
}

/** How many pieces a curve is cut into for looking up positions on it. */
export const PATH_STEPS = 48;

/** Messages keep this far to the side of the line, so that both directions can be told apart. */
const LANE_PX = 4;

/** Where the ray from the centre of a body towards a point leaves its outline. */
export function outlineToward(body: Body, toward: Point): Point {
  const dx = toward.x - body.x;
  const dy = toward.y - body.y;
  const far = Math.hypot(dx, dy);
  if (far === 0) return { x: body.x, y: body.y };
  const reach = outlineReach(body, dx / far, dy / far);
  return { x: body.x + (dx / far) * reach, y: body.y + (dy / far) * reach };
}

function outlineReach({ shape, rx, ry }: Body, ux: number, uy: number): number {
  switch (shape) {
    case 'circle':
      return (rx * ry) / Math.hypot(ry * ux, rx * uy);
    case 'diamond':
      return 1 / (Math.abs(ux) / rx + Math.abs(uy) / ry);
    default:
      return Math.min(ux === 0 ? Infinity : rx / Math.abs(ux), uy === 0 ? Infinity : ry / Math.abs(uy));
  }
}

const straight = (from: Point, to: Point): Curve => ({
  from,
  out: { x: from.x + (to.x - from.x) / 3, y: from.y + (to.y - from.y) / 3 },
  into: { x: from.x + ((to.x - from.x) * 2) / 3, y: from.y + ((to.y - from.y) * 2) / 3 },
  to,
});

/** A line has no room to bend over a gap shorter than this, or than this share of how far it goes aside. */
const LEAST_BEND_PX = 28;
const LEAST_BEND_SHARE = 0.3;

const canBend = (gap: number, aside: number): boolean => gap >= Math.max(LEAST_BEND_PX, LEAST_BEND_SHARE * aside);

/** The line that joins two nodes: straight between peers and along an axis, else a calm S. */
export const curveBetween = (a: Body, b: Body): Curve => curvesBetween(a, b)[0] as Curve;

/** Lines that could join two nodes, the calmest first. */
function curvesBetween(a: Body, b: Body): Curve[] {
  const direct = straight(outlineToward(a, b), outlineToward(b, a));
  if (a.kin === b.kin) return [direct];
  const across = Math.abs(b.x - a.x);
  const down = Math.abs(b.y - a.y);
  const acrossGap = across - a.rx - b.rx;
  const [upper, lower] = a.y <= b.y ? [a, b] : [b, a];
  const downGap = lower.y - lower.ry - (upper.y + upper.ry + upper.caption);
  const level = (): Curve => bent(sideways(a, b), sideways(b, a), acrossGap, true);
  const upright = (): Curve => {
    const top = { x: upper.x, y: upper.y + upper.ry + upper.caption };
    const bottom = { x: lower.x, y: lower.y - lower.ry };
    return upper === a ? bent(top, bottom, downGap, false) : bent(bottom, top, downGap, false);
  };
  const curves: Curve[] = [];
  // Level where there is the room for it; nodes more above than beside each other are joined upright.
  if (across >= down && canBend(acrossGap, down)) curves.push(level());
  if (canBend(downGap, across)) curves.push(upright());
  if (across < down && canBend(acrossGap, 0)) curves.push(level());
  return [...curves, direct];
}

/** How many places of a curve are looked at to see what it runs through. */
const LOOKS = 24;

/** How much of a curve lies on other nodes and their words. */
function hidden(curve: Curve, others: readonly Body[]): number {
  let count = 0;
  for (let i = 1; i < LOOKS; i += 1) {
    const { x, y } = pointOn(curve, i / LOOKS);
    for (const other of others) {
      const half = y > other.y + other.ry ? (other.aside ?? other.rx) : other.rx;
      if (Math.abs(x - other.x) < half && y > other.y - other.ry && y < other.y + other.ry + other.caption) count += 1;
    }
  }
  return count;
}

/** A calmer line is kept although it lies on so much more of others than the next. */
const CALM_LOOKS = 2;

/** The calmest line between two nodes that does not run through others, or the one that does so least. */
export function curveAmong(a: Body, b: Body, others: readonly Body[]): Curve {
  const curves = curvesBetween(a, b);
  let best = curves[0] as Curve;
  if (curves.length === 1 || others.length === 0) return best;
  let least = hidden(best, others);
  for (const curve of curves.slice(1)) {
    const count = hidden(curve, others);
    if (count + CALM_LOOKS > least) continue;
    least = count;
    best = curve;
  }
  return best;
}

/** Middle of the side of a body that faces another. */
const sideways = (body: Body, toward: Body): Point => ({
  x: body.x + Math.sign(toward.x - body.x) * body.rx,
  y: body.y,
});

function bent(from: Point, to: Point, gap: number, level: boolean): Curve {
  const aside = level ? to.y - from.y : to.x - from.x;
  if (Math.abs(aside) < 8) return straight(from, to);
  const bend = gap * 0.52;
  const dx = level ? Math.sign(to.x - from.x) * bend : 0;
  const dy = level ? 0 : Math.sign(to.y - from.y) * bend;
  return { from, out: { x: from.x + dx, y: from.y + dy }, into: { x: to.x - dx, y: to.y - dy }, to };
}

/** The curve as an SVG path. */
export function svgPath({ from, out, into, to }: Curve): string {
  const p = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  return `M${p(from)} C${p(out)} ${p(into)} ${p(to)}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A point of the curve and the direction there, at its own parameter 0 … 1. */
export function pointOn(
  { from, out, into, to }: Curve,
  t: number,
): { readonly x: number; readonly y: number; readonly ux: number; readonly uy: number } {
  const s = 1 - t;
  const a = s * s * s;
  const b = 3 * s * s * t;
  const c = 3 * s * t * t;
  const d = t * t * t;
  const tx = s * s * (out.x - from.x) + 2 * s * t * (into.x - out.x) + t * t * (to.x - into.x);
  const ty = s * s * (out.y - from.y) + 2 * s * t * (into.y - out.y) + t * t * (to.y - into.y);
  const length = Math.hypot(tx, ty) || 1;
  return {
    x: a * from.x + b * out.x + c * into.x + d * to.x,
    y: a * from.y + b * out.y + c * into.y + d * to.y,
    ux: tx / length,
    uy: ty / length,
  };
}

/**
 * Positions along the curve at equal distances, x and y by turns, `PATH_STEPS` + 1 of them, a little
 * to the right of the line as seen by who travels it. `back`: from its end to its beginning.
 */
export function pathTable(curve: Curve, back: boolean): Float32Array {
  const fine = PATH_STEPS * 4;
  const reached = new Float64Array(fine + 1);
  let before = pointOn(curve, 0);
  for (let i = 1; i <= fine; i += 1) {
    const here = pointOn(curve, i / fine);
    reached[i] = (reached[i - 1] as number) + Math.hypot(here.x - before.x, here.y - before.y);
    before = here;
  }
  const length = reached[fine] as number;
  const table = new Float32Array(2 * (PATH_STEPS + 1));
  let at = 0;
  for (let step = 0; step <= PATH_STEPS; step += 1) {
    const wanted = (length * step) / PATH_STEPS;
    while (at < fine - 1 && (reached[at + 1] as number) < wanted) at += 1;
    const low = reached[at] as number;
    const high = reached[at + 1] as number;
    const t = (at + (high > low ? (wanted - low) / (high - low) : 0)) / fine;
    const { x, y, ux, uy } = pointOn(curve, t);
    const side = back ? -LANE_PX : LANE_PX;
    const slot = 2 * (back ? PATH_STEPS - step : step);
    table[slot] = x - uy * side;
    table[slot + 1] = y + ux * side;
  }
  return table;
}

/** One link as drawn. */
export interface LinkPath {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly curve: Curve;
  readonly path: string;
}

export const linkId = (a: string, b: string): string => `${a}~${b}`;

export function linkPath(a: string, b: string, from: Body, to: Body, others: readonly Body[] = []): LinkPath {
  const curve = curveAmong(from, to, others);
  return { id: linkId(a, b), a, b, curve, path: svgPath(curve) };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around boxes. */
export function boxAround(boxes: readonly Box[]): Box {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return boxes.length === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Room to leave free at the sides of the panel, px of the screen. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The view that shows a box as large as it fits, and no larger than `maxZoom`. */
export function fitTo(
  box: Box,
  width: number,
  height: number,
  insets: Insets,
  minZoom: number,
  maxZoom: number,
): { readonly x: number; readonly y: number; readonly zoom: number } {
  const roomX = Math.max(1, width - insets.left - insets.right);
  const roomY = Math.max(1, height - insets.top - insets.bottom);
  const zoom = Math.max(minZoom, Math.min(maxZoom, roomX / Math.max(1, box.width), roomY / Math.max(1, box.height)));
  return {
    x: insets.left + (roomX - box.width * zoom) / 2 - box.x * zoom,
    y: insets.top + (roomY - box.height * zoom) / 2 - box.y * zoom,
    zoom,
  };
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const DIRECTIONS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** The nearest place that lies in a direction from another; null where none does. */
export function neighbour(places: ReadonlyMap<string, Point>, from: string, direction: Direction): string | null {
  const start = places.get(from);
  if (!start) return null;
  const way = DIRECTIONS[direction];
  let best: string | null = null;
  let bestCost = Infinity;
  for (const [id, place] of places) {
    if (id === from) continue;
    const along = (place.x - start.x) * way.x + (place.y - start.y) * way.y;
    const aside = Math.abs((place.x - start.x) * way.y) + Math.abs((place.y - start.y) * way.x);
    if (along <= 0 || aside > along * 2.5) continue;
    const cost = along + aside * 2;
    if (cost < bestCost) {
      bestCost = cost;
      best = id;
    }
  }
  return best;
}
