import type { NodeSpec, Topology } from '../../kernel/topology.ts';
import type { ShownPattern, Shape } from '../../pattern-kit/pattern.ts';
import { boxAround, type Body, type Box, type Point } from './geometry.ts';

/** Side of the square that a shape stands in, px, and how far its outline reaches in it. */
const SHAPES: Readonly<Record<Shape, { readonly side: number; readonly rx: number; readonly ry: number }>> = {
  square: { side: 98, rx: 0.42, ry: 0.42 },
  cylinder: { side: 94, rx: 0.4, ry: 0.37 },
  circle: { side: 90, rx: 0.4, ry: 0.4 },
  diamond: { side: 64, rx: 0.44, ry: 0.44 },
};

/** Many nodes are drawn smaller. */
export function scaleFor(count: number): number {
  if (count <= 14) return 1;
  return count <= 40 ? 0.72 : 0.42;
}

/** So many lines are drawn faintly, or they would hide the nodes and what moves between them. */
export const isCrowded = ({ links }: Topology): boolean => links.length > 30;

/** px of the square that a node of this shape stands in. */
export const sideOf = (shape: Shape, scale: number): number => Math.round(SHAPES[shape].side * scale);

export function bodyOf(spec: NodeSpec, pattern: ShownPattern, place: Point, scale: number): Body {
  const shape = pattern.roles[spec.program]?.shape ?? 'square';
  const { side, rx, ry } = SHAPES[shape];
  return {
    shape,
    x: place.x,
    y: place.y,
    rx: side * scale * rx,
    ry: side * scale * ry,
    caption: captionHeight(spec, scale),
    kin: spec.program,
  };
}

/** Where nodes stand that the pattern's layout leaves out: in rows below the others. */
export function placesOf(topology: Topology, pattern: ShownPattern): Map<string, Point> {
  const places = new Map<string, Point>();
  const { layout } = pattern;
  const bottom = Math.max(0, ...Object.values(layout).map(({ y }) => y));
  let left = 0;
  for (const { id } of topology.nodes) {
    const place = layout[id];
    if (place) places.set(id, place);
    else {
      places.set(id, { x: 60 + (left % 6) * 130, y: bottom + 150 * (1 + Math.floor(left / 6)) });
      left += 1;
    }
  }
  return places;
}

/** Room below the shape for cells, name and figure, px. Trouble may stand below that. */
export function captionHeight(spec: NodeSpec, scale: number): number {
  if (isSmall(scale)) return 20;
  return 46 + (spec.capacity ? 18 : 0) + (spec.capacity && spec.capacity.queueLimit > 0 ? 11 : 0);
}

/** Small nodes show their name and what is wrong, nothing else. */
export const isSmall = (scale: number): boolean => scale < 0.6;

const TROUBLE_PX = 16;

/** A node with everything written below it; `grown`: by how much the words are larger than the picture. */
export function nodeBox(spec: NodeSpec, body: Body, grown = 1): Box {
  const half = Math.max(body.rx + 8, body.aside ?? Math.max(spec.label.length * 3.8, 56));
  return {
    x: body.x - half,
    y: body.y - body.ry - 6,
    width: 2 * half,
    height: 2 * body.ry + 6 + (body.caption + TROUBLE_PX) * grown,
  };
}

export interface PodBox extends Box {
  readonly name: string;
}

const POD_SIDE_PX = 14;
const POD_TOP_PX = 32;
const POD_BOTTOM_PX = 6;

/** The outline around the nodes of every pod. */
export function podBoxes(topology: Topology, bodies: ReadonlyMap<string, Body>): PodBox[] {
  const members = new Map<string, Box[]>();
  for (const spec of topology.nodes) {
    const body = bodies.get(spec.id);
    if (spec.pod === undefined || !body) continue;
    const boxes = members.get(spec.pod) ?? [];
    boxes.push(nodeBox(spec, body));
    members.set(spec.pod, boxes);
  }
  return [...members].map(([name, boxes]) => {
    const { x, y, width, height } = boxAround(boxes);
    return {
      name,
      x: x - POD_SIDE_PX,
      y: y - POD_TOP_PX,
      width: width + 2 * POD_SIDE_PX,
      height: height + POD_TOP_PX + POD_BOTTOM_PX,
    };
  });
}
