import type { NodeSpec } from '../../kernel/topology.ts';
import type { Body } from './geometry.ts';

/** What there is room for below a node, px of the layout. */
export interface CaptionPlan {
  /** The name, line by line. */
  readonly name: readonly string[];
  /** The words may be as wide as this, and lesser words have so many letters at most. */
  readonly width: number;
  readonly letters: number;
  /** Not everything has room: lines stay as they are, and trouble does not say since when. */
  readonly tight: boolean;
  /** How far the words stand lower than usual, so as not to meet those beside. */
  readonly drop: number;
  /** So many of the lines below the name have room: state, figure, trouble. Selected, a part says all of it. */
  readonly lesser: number;
  /** From the outline down to the end of the words. */
  readonly height: number;
}

/** Below this zoom words grow against it, so that they stay readable in a small panel: 13 px are 10.7 then. */
const READABLE_ZOOM = 0.82;
const MOST = 3;
/** Cells are counted, not read. */
const MOST_CELLS = 1.25;

/** By how much the words are larger than the picture. */
export const captionScaleAt = (zoom: number): number => Math.min(MOST, Math.max(1, READABLE_ZOOM / zoom));
export const cellScaleOf = (captionScale: number): number => Math.min(MOST_CELLS, captionScale);

/** While words grow less than this, everything is said as the pattern's layout has room for it. */
export const ROOMY_SCALE = 1.1;
const ROOMY_PX = 190;
const ROOMY_HEIGHT_PX = 42;
const ALL = 9;
/** A name's letter, a line of words, and what is needed for a line of lesser words: px before they grow. */
const LETTER_PX = 7.5;
const LESSER_LETTER_PX = 6.7;
const LINE_PX = 17.5;
const LESSER_PX = 60;
/** So many lesser lines at most, and letters in one, where the picture is not much too small; and where it is. */
const MODEST_SCALE = 1.5;
const MODEST = { lesser: 3, letters: 22 };
const LEAST = { lesser: 2, letters: 16 };
const GAP_PX = 6;

const naturalWidth = (label: string, scale: number): number => (label.length * LETTER_PX + 8) * scale;

/** Room that the cells of a node take below its outline. */
export const cellsHeight = ({ capacity }: NodeSpec, scale: number): number =>
  (capacity ? 18 + (capacity.queueLimit > 0 ? 11 : 0) : 0) * cellScaleOf(scale);

/** Where a name may be broken: between words, and after a hyphen. */
const piecesOf = (label: string): string[] => label.match(/[^ -]+-?|-/g) ?? [label];

/** A name in as few lines as its pieces need within a width. */
export function wrapped(label: string, width: number, scale: number): string[] {
  const lines: string[] = [];
  for (const piece of piecesOf(label)) {
    const line = lines.at(-1);
    const longer = line === undefined ? piece : line.endsWith('-') ? line + piece : `${line} ${piece}`;
    if (line !== undefined && naturalWidth(longer, scale) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

const widest = (lines: readonly string[], scale: number): number =>
  Math.max(...lines.map((line) => naturalWidth(line, scale)));

/** A node that stands, and how many lines it usually has below its name. */
export interface Named {
  readonly spec: NodeSpec;
  readonly body: Body;
  readonly says: number;
}

interface Placed extends Named {
  /** Where the words begin. */
  readonly top: number;
  readonly natural: number;
}

/** How wide a band of words below one node may be so that it meets neither the outline nor the words of another. */
function roomFor(one: Placed, others: readonly Placed[], height: number, line: number, art: number): number {
  let room = Infinity;
  const bottom = one.top + height;
  for (const other of others) {
    const far = Math.abs(other.body.x - one.body.x);
    const outlineTop = other.body.y - other.body.ry - art;
    if (outlineTop < bottom && other.top > one.top && far > other.body.rx)
      room = Math.min(room, 2 * (far - other.body.rx - GAP_PX));
    // Words beside words share what is between them; short ones leave the rest to the longer.
    if (far > 0 && other.top < bottom && other.top + 2 * line > one.top)
      room = Math.min(room, Math.max(far, 2 * far - other.natural) - GAP_PX);
  }
  return room;
}

/** Down to the next outline below words of this width; they may lie on half of what is drawn above it. */
function depthFor(one: Placed, others: readonly Placed[], width: number, art: number): number {
  let depth = Infinity;
  for (const { body } of others) {
    const outlineTop = body.y - body.ry - art / 2;
    if (outlineTop > one.body.y && Math.abs(body.x - one.body.x) < body.rx + width / 2)
      depth = Math.min(depth, outlineTop - one.top);
  }
  return depth;
}

/** What there is room for below each node, where words are `scale` times as large as the picture. `art`: reach above nodes. */
export function planCaptions(nodes: readonly Named[], scale: number, art: number): Map<string, CaptionPlan> {
  const line = LINE_PX * scale;
  const placed = nodes.map(({ spec, body, says }): Placed => ({
    spec,
    body,
    says,
    top: body.y + body.ry + 4 + cellsHeight(spec, scale),
    natural: naturalWidth(spec.label, scale),
  }));
  const most = scale <= MODEST_SCALE ? MODEST : LEAST;
  const plans = new Map<string, CaptionPlan>();
  const taken: Taken[] = [];
  for (const one of placed) {
    const { spec, body, top, says } = one;
    const above = top - body.y - body.ry;
    if (scale <= ROOMY_SCALE) {
      const height = above + ROOMY_HEIGHT_PX - (says === 0 ? LINE_PX : 0);
      plans.set(spec.id, {
        name: [spec.label],
        width: ROOMY_PX,
        letters: Infinity,
        tight: false,
        drop: 0,
        lesser: ALL,
        height,
      });
      continue;
    }
    const others = placed.filter((other) => other !== one);
    const longest = widest(piecesOf(spec.label), scale);
    const room = Math.max(longest, Math.min(ROOMY_PX * scale, roomFor(one, others, 2 * line, line, art)));
    const name = wrapped(spec.label, room, scale);
    const width = widest(name, scale);
    const drop = dropFor({ x: body.x, top, half: width / 2, bottom: top + name.length * line }, taken);
    const { lesser, wide } = lesserFor(one, others, {
      room,
      drop,
      lines: name.length,
      most: most.lesser,
      line,
      scale,
      art,
    });
    taken.push({ x: body.x, top: top + drop, half: width / 2, bottom: top + drop + name.length * line });
    plans.set(spec.id, {
      name,
      width: Math.max(width, wide),
      letters: Math.min(most.letters, Math.floor(wide / (LESSER_LETTER_PX * scale))),
      tight: true,
      drop,
      lesser,
      height: above + drop + (name.length + Math.min(lesser, says)) * line,
    });
  }
  return plans;
}

interface Taken {
  readonly x: number;
  readonly half: number;
  readonly top: number;
  readonly bottom: number;
}

/** How far a name has to stand lower so as not to lie on one that was placed before. */
function dropFor(name: Taken, taken: readonly Taken[]): number {
  let drop = 0;
  for (const other of taken) {
    const meets = Math.abs(other.x - name.x) < other.half + name.half;
    if (meets && name.top + drop < other.bottom && name.bottom + drop > other.top)
      drop = Math.max(drop, other.bottom - name.top);
  }
  return drop;
}

/** How many lesser lines have room below a name, and how wide they may be. */
function lesserFor(
  one: Placed,
  others: readonly Placed[],
  {
    room,
    drop,
    lines,
    most,
    line,
    scale,
    art,
  }: {
    readonly room: number;
    readonly drop: number;
    readonly lines: number;
    readonly most: number;
    readonly line: number;
    readonly scale: number;
    readonly art: number;
  },
): { readonly lesser: number; readonly wide: number } {
  for (let lesser = most; lesser > 0; lesser -= 1) {
    const height = drop + (lines + lesser) * line;
    const wide = Math.min(room, roomFor(one, others, height, line, art));
    if (wide >= LESSER_PX * scale && depthFor(one, others, wide, art) >= height) return { lesser, wide };
  }
  return { lesser: 0, wide: room };
}
