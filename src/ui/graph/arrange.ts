import type { NodeSpec, Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { captionScaleAt, planCaptions, ROOMY_SCALE, type CaptionPlan, type Named } from './captions.ts';
import { boxAround, fitTo, type Body, type Box, type Insets, type Point } from './geometry.ts';
import { bodyOf, isSmall, nodeBox, podBoxes, scaleFor } from './layout.ts';

export const MIN_ZOOM = 0.2;
export const MAX_ZOOM = 3;
/** Fitting never enlarges beyond this: a small system stays calm in a large panel. */
const MAX_FIT_ZOOM = 1.35;
/** Parts are moved apart by so much at most where the panel has room aside or below; further where words need it. */
const MOST_SPREAD: Point = { x: 1.3, y: 1.9 };
const MOST_SPREAD_TIGHT: Point = { x: 1.9, y: 1.9 };
/** Zoom, words and places depend on each other: after so many rounds nothing moves any more that could be seen. */
const ROUNDS = 5;

export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly insets: Insets;
}

export interface Arrangement {
  /** By how much the places of the layout are further apart. */
  readonly spread: Point;
  readonly bodies: ReadonlyMap<string, Body>;
  readonly plans: ReadonlyMap<string, CaptionPlan>;
  readonly view: { readonly x: number; readonly y: number; readonly zoom: number };
}

interface Parts {
  readonly topology: Topology;
  readonly pattern: ShownPattern;
  /** Where nodes stand in the pattern's own layout, or where the reader has put them. */
  readonly places: ReadonlyMap<string, Point>;
  /** How far what a pattern draws may reach above a node, px of the layout. */
  readonly art: number;
}

export const spreadPoint = (place: Point, spread: Point): Point => ({ x: place.x * spread.x, y: place.y * spread.y });

function bodiesOf({ topology, pattern, places }: Parts, spread: Point): Named[] {
  const size = scaleFor(topology.nodes.length);
  return topology.nodes.flatMap((spec) => {
    const place = places.get(spec.id);
    if (!place) return [];
    const { machine, figure } = pattern.roles[spec.program] ?? {};
    const says = Number(machine !== undefined) + Number(figure !== undefined);
    return [{ spec, body: bodyOf(spec, pattern, spreadPoint(place, spread), size), says }];
  });
}

/** Nodes with their words below, at a spread and a size of the words. */
function stand(parts: Parts, spread: Point, scale: number) {
  const bare = bodiesOf(parts, spread);
  const small = isSmall(scaleFor(parts.topology.nodes.length));
  const plans = small ? new Map<string, CaptionPlan>() : planCaptions(bare, scale, parts.art);
  const bodies = new Map(
    bare.map(({ spec, body }) => {
      const plan = plans.get(spec.id);
      return [spec.id, plan ? { ...body, caption: plan.height, aside: widthOf(spec, plan, scale) / 2 } : body];
    }),
  );
  const boxes = parts.topology.nodes.flatMap((spec) => {
    const body = bodies.get(spec.id);
    if (!body) return [];
    const box = nodeBox(spec, body, small ? scale : 1);
    return [{ ...box, y: box.y - parts.art, height: box.height + parts.art }];
  });
  return { bodies, plans, box: boxAround([...boxes, ...podBoxes(parts.topology, bodies)]) };
}

/** How far the words of a node are likely to reach: its name, or a line about it. */
function widthOf(spec: NodeSpec, plan: CaptionPlan, scale: number): number {
  const name = spec.label.length * 7.4 * scale;
  return Math.min(plan.width, plan.lesser > 0 ? Math.max(name, 104 * scale) : name);
}

/** How much further apart places may be along one axis until the picture is as long as the room. */
function spreadAlong(room: number, zoom: number, length: number, span: number, now: number, most: number): number {
  if (span === 0) return 1;
  return Math.max(1, Math.min(most, (room / zoom - (length - span * now)) / span));
}

/**
 * Puts a system into a panel: as large as it fits, its parts further apart where that leaves room, and
 * below each as much as can be read there.
 */
export function arrange(parts: Parts, panel: Panel): Arrangement {
  const { width, height, insets } = panel;
  const roomX = Math.max(1, width - insets.left - insets.right);
  const roomY = Math.max(1, height - insets.top - insets.bottom);
  const span = boxAround([...parts.places.values()].map(({ x, y }): Box => ({ x, y, width: 0, height: 0 })));
  const viewOf = (box: Box) => fitTo(box, width, height, insets, MIN_ZOOM, MAX_FIT_ZOOM);
  let spread: Point = { x: 1, y: 1 };
  let scale = 1;
  let { box } = stand(parts, spread, scale);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { zoom } = viewOf(box);
    scale = captionScaleAt(zoom);
    ({ box } = stand(parts, spread, scale));
    const fitted = viewOf(box).zoom;
    const most = scale > ROOMY_SCALE ? MOST_SPREAD_TIGHT : MOST_SPREAD;
    spread = {
      x: spreadAlong(roomX, fitted, box.width, span.width, spread.x, most.x),
      y: spreadAlong(roomY, fitted, box.height, span.height, spread.y, most.y),
    };
    ({ box } = stand(parts, spread, scale));
  }
  const { bodies, plans } = stand(parts, spread, captionScaleAt(viewOf(box).zoom));
  return { spread, bodies, plans, view: viewOf(stand(parts, spread, captionScaleAt(viewOf(box).zoom)).box) };
}
