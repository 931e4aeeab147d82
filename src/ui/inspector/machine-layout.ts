import type { Machine } from '../../pattern-kit/pattern.ts';
import type { Settings } from '../../kernel/program.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedState {
  readonly id: string;
  readonly label: string;
  /** Centre and size of its pill. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** SVG path from border to border. */
  readonly path: string;
  readonly head: string;
  /** Lines of the label, and where the first one's baseline stands. */
  readonly lines: readonly string[];
  readonly at: Point;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface MachineLayout {
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
  /** `viewBox` that holds everything, labels included. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const STATE_HEIGHT = 34;
const LABEL_SIZE = 10.5;
const LINE_HEIGHT = 13;
/** Mean width of a letter, in parts of the type size: labels are measured without a browser. */
const LETTER_WIDTH = 0.53;
const DEFAULT_BEND = 16;

/** Places the state machine of a role as its pattern drew it, with the labels that hold under these settings. */
export function layMachine(machine: Machine, settings: Settings): MachineLayout {
  const states = machine.states.map((state): PlacedState => ({
    id: state.id,
    label: state.label,
    x: state.x,
    y: state.y,
    width: Math.max(64, Math.round(state.label.length * 6.1) + 24),
    height: STATE_HEIGHT,
  }));
  const byId = new Map(states.map((state) => [state.id, state]));
  const centre = centreOf(
    states.filter((state) => machine.edges.some((edge) => edge.from === state.id || edge.to === state.id)),
  );
  const taken: Box[] = states.map((state) => ({
    x: state.x - state.width / 2,
    y: state.y - state.height / 2,
    width: state.width,
    height: state.height,
  }));
  const drawn = machine.edges.flatMap((edge, i) => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (from === undefined || to === undefined) return [];
    if (from === to) return [{ edge, arrow: loop(from) }];
    const back = machine.edges.findIndex((other) => other.from === edge.to && other.to === edge.from);
    const bend = Math.abs(edge.bend ?? (back < 0 ? 0 : DEFAULT_BEND));
    // Outwards, so that the middle stays free; of there and back the second one inwards.
    const side = outwards(from, to, centre) * (back >= 0 && back < i ? -1 : 1);
    return [{ edge, arrow: curve(from, to, bend, side) }];
  });
  const edges = drawn.map(({ edge, arrow }): PlacedEdge => {
    const others = drawn.flatMap((other) => (other.arrow === arrow ? [] : other.arrow.dots));
    const label = placeLabel(edge.label(settings), arrow, [...taken, ...others]);
    taken.push(labelBox(label));
    return { from: edge.from, to: edge.to, path: arrow.path, head: arrow.head, ...label };
  });
  return { states, edges, box: around(taken) };
}

function centreOf(states: readonly PlacedState[]): Point {
  const count = Math.max(1, states.length);
  return {
    x: states.reduce((sum, state) => sum + state.x, 0) / count,
    y: states.reduce((sum, state) => sum + state.y, 0) / count,
  };
}

/** 1 where the right-hand side of the way lies away from the centre, −1 where the left one does; on a line through it, up. */
function outwards(from: Point, to: Point, centre: Point): 1 | -1 {
  const normal = { x: from.y - to.y, y: to.x - from.x };
  const away = normal.x * ((from.x + to.x) / 2 - centre.x) + normal.y * ((from.y + to.y) / 2 - centre.y);
  if (Math.abs(away) < 1) return normal.y < 0 || (normal.y === 0 && normal.x < 0) ? 1 : -1;
  return away > 0 ? 1 : -1;
}

/** An arrow, the places along it where its label may stand, and which side of it is outside. */
interface Drawn {
  readonly path: string;
  readonly head: string;
  readonly stands: readonly Point[];
  readonly out: Point;
  /** What labels of others keep off. */
  readonly dots: readonly Box[];
}

const dot = ({ x, y }: Point): Box => ({ x: x - 1, y: y - 1, width: 2, height: 2 });

function curve(from: PlacedState, to: PlacedState, bend: number, side: number): Drawn {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const out = { x: (side * (from.y - to.y)) / length, y: (side * (to.x - from.x)) / length };
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  // A quadratic curve passes half as far out as its control point.
  const control = { x: middle.x + out.x * bend * 2, y: middle.y + out.y * bend * 2 };
  const at = (t: number): Point => bezier(from, control, to, t);
  const start = at(leaving(at, from, 0, 1));
  const tEnd = leaving(at, to, 1, 0);
  const end = at(tEnd);
  const tip = { x: end.x - at(tEnd - 0.03).x, y: end.y - at(tEnd - 0.03).y };
  return {
    path: `M${text(start)}Q${text(subControl(from, control, to, start, end))} ${text(end)}`,
    head: arrow(end, tip),
    stands: [0.5, 0.42, 0.58, 0.34, 0.66].map(at),
    out,
    dots: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((t) => dot(at(t))),
  };
}

function loop(state: PlacedState): Drawn {
  const top = state.y - state.height / 2;
  const end = { x: state.x + 14, y: top };
  return {
    path: `M${state.x - 14} ${top}C${state.x - 24} ${top - 30} ${state.x + 24} ${top - 30} ${text(end)}`,
    head: arrow(end, { x: -4, y: 10 }),
    stands: [{ x: state.x, y: top - 23 }],
    out: { x: 0, y: -1 },
    dots: [dot({ x: state.x, y: top - 20 })],
  };
}

type Label = Pick<PlacedEdge, 'lines' | 'at' | 'anchor'>;
type Box = MachineLayout['box'];

/** Beside the middle of the arrow, on its outer side, broken into lines; further along or out where something stands already. */
function placeLabel(label: string, { stands, out }: Drawn, taken: readonly Box[]): Label {
  const level = Math.abs(out.y) > 0.9;
  const lines = breakLines(label, level ? 34 : 16);
  const anchor = level ? 'middle' : out.x > 0 ? 'start' : 'end';
  const rows = (lines.length - 1) * LINE_HEIGHT;
  const at = (stand: Point, distance: number): Label => ({
    lines,
    anchor,
    at: {
      x: stand.x + out.x * distance,
      y: stand.y + out.y * distance + (level ? (out.y < 0 ? -rows : LABEL_SIZE) : 4 - rows / 2),
    },
  });
  for (let distance = 7; distance < 48; distance += 4) {
    for (const stand of stands) {
      const box = labelBox(at(stand, distance));
      if (!taken.some((other) => overlap(box, other))) return at(stand, distance);
    }
  }
  return at(stands[0]!, 7);
}

function labelBox({ lines, at, anchor }: Label): Box {
  const width = Math.max(...lines.map((line) => line.length)) * LABEL_SIZE * LETTER_WIDTH;
  const left = anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2;
  return { x: at.x - left, y: at.y - LABEL_SIZE, width, height: LABEL_SIZE + 3 + (lines.length - 1) * LINE_HEIGHT };
}

function overlap(a: Box, b: Box): boolean {
  const air = 3;
  return (
    a.x < b.x + b.width + air && b.x < a.x + a.width + air && a.y < b.y + b.height + air && b.y < a.y + a.height + air
  );
}

export function breakLines(label: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of label.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function bezier(a: Point, control: Point, b: Point, t: number): Point {
  const s = 1 - t;
  return { x: s * s * a.x + 2 * s * t * control.x + t * t * b.x, y: s * s * a.y + 2 * s * t * control.y + t * t * b.y };
}

/** Where the curve, followed from inside a state, comes out of its pill. */
function leaving(at: (t: number) => Point, state: PlacedState, inside: number, outside: number): number {
  let low = inside;
  let high = (inside + outside) / 2;
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (contains(state, at(middle))) low = middle;
    else high = middle;
  }
  return high;
}

/** The pill with a little air around it, so that arrows end beside it and not in its border. */
function contains(state: PlacedState, point: Point): boolean {
  const radius = state.height / 2 + 2;
  const dx = Math.max(0, Math.abs(point.x - state.x) - (state.width - state.height) / 2);
  return Math.hypot(dx, point.y - state.y) <= radius;
}

/** The control point of the same bow between two points near the ends. */
function subControl(from: Point, control: Point, to: Point, start: Point, end: Point): Point {
  const lift = { x: control.x - (from.x + to.x) / 2, y: control.y - (from.y + to.y) / 2 };
  const share = Math.hypot(end.x - start.x, end.y - start.y) / (Math.hypot(to.x - from.x, to.y - from.y) || 1);
  const crown = bezier(from, control, to, 0.5);
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return share > 0.2
    ? { x: 2 * crown.x - middle.x, y: 2 * crown.y - middle.y }
    : { x: middle.x + lift.x * share, y: middle.y + lift.y * share };
}

function arrow(end: Point, direction: Point): string {
  const length = Math.hypot(direction.x, direction.y) || 1;
  const d = { x: direction.x / length, y: direction.y / length };
  const back = { x: end.x - d.x * 7, y: end.y - d.y * 7 };
  return `M${text(end)}L${text({ x: back.x - d.y * 3.5, y: back.y + d.x * 3.5 })}L${text({ x: back.x + d.y * 3.5, y: back.y - d.x * 3.5 })}Z`;
}

function around(boxes: readonly Box[]): Box {
  const air = 4;
  const x = Math.min(...boxes.map((box) => box.x)) - air;
  const y = Math.min(...boxes.map((box) => box.y)) - air;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + air;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + air;
  return { x, y, width: right - x, height: bottom - y };
}

function text(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
