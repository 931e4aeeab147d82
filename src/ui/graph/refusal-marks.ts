import type { Refusal } from '../../derive/types.ts';
import type { Us } from '../../kernel/time.ts';
import type { Transit } from '../../kernel/trace.ts';
import type { Box } from './geometry.ts';
import type { Palette } from './palette.ts';

/** More refusals than this at once lie over each other. */
const MOST_REFUSALS = 12;
/** Share of the way at which a message comes into the receiver's sight: its direction there says which side is free. */
const NEAR = 0.9;

/** What refusals are drawn on: places on paths in device px, and the size of things there. */
export interface MarkGround {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  /** Device px for one px of the picture, and for one CSS px. */
  readonly unit: number;
  readonly ratio: number;
  /** Names of nodes, device px: words are put where they hide least of them. */
  readonly names: readonly Box[];
  /** Where a message is after this share of its way; NaN where it has no path. */
  locate(transit: Transit, position: number, into: Float32Array): void;
}

export interface RefusalFrame {
  readonly timeUs: Us;
  readonly refusals: readonly Refusal[];
  readonly refusalWindowUs: Us;
}

/** At the receiver: a cross, and what was older than what. The newest of one message type and place says it for all. */
export function drawRefusals(ground: MarkGround, frame: RefusalFrame, palette: Palette): void {
  const { refusals, refusalWindowUs, timeUs } = frame;
  const { context } = ground;
  const place = new Float32Array(2);
  const before = new Float32Array(2);
  const taken = new Set<string>();
  for (let i = refusals.length - 1; i >= Math.max(0, refusals.length - MOST_REFUSALS); i -= 1) {
    const { transit, epoch, timeUs: atUs } = refusals[i] as Refusal;
    if (transit === null || taken.has(`${transit.from}>${transit.to}`)) continue;
    taken.add(`${transit.from}>${transit.to}`);
    ground.locate(transit, 1, place);
    ground.locate(transit, NEAR, before);
    const [x, y] = [place[0] as number, place[1] as number];
    if (Number.isNaN(x)) continue;
    const age = refusalWindowUs > 0 ? Math.min(1, (timeUs - atUs) / refusalWindowUs) : 0;
    context.globalAlpha = age < 0.7 ? 1 : 1 - (age - 0.7) / 0.3;
    drawCross(context, x, y, 5 * ground.unit, ground.unit, palette);
    const fromLeft = (before[0] as number) < x;
    drawWords(ground, `${epoch.name} ${epoch.got} < ${epoch.have}`, { x, y, fromLeft }, palette);
  }
  context.globalAlpha = 1;
}

export function drawCross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  reach: number,
  unit: number,
  palette: Palette,
): void {
  context.strokeStyle = palette.bad;
  context.lineWidth = 2.2 * unit;
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(x - reach, y - reach);
  context.lineTo(x + reach, y + reach);
  context.moveTo(x + reach, y - reach);
  context.lineTo(x - reach, y + reach);
  context.stroke();
}

function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** The first of some places that hides least of what is there already. */
export function freest(places: readonly Box[], names: readonly Box[]): Box {
  let best = places[0] as Box;
  let least = Infinity;
  for (const place of places) {
    const hides = names.reduce((sum, name) => sum + overlap(place, name), 0);
    if (hides >= least) continue;
    least = hides;
    best = place;
  }
  return best;
}

/** On the side that the message came from, so that the words do not lie over the receiver; where a name stands there, elsewhere. */
function drawWords(
  { context, width: whole, unit, ratio, names }: MarkGround,
  text: string,
  { x, y, fromLeft }: { readonly x: number; readonly y: number; readonly fromLeft: boolean },
  palette: Palette,
): void {
  const size = Math.max(11 * ratio, 11.5 * unit);
  context.font = `600 ${size}px ${palette.font}`;
  const pad = 4 * unit;
  const width = context.measureText(text).width + 2 * pad;
  const height = size * 1.35;
  const aside = 9 * unit - pad;
  const lefts = [x - aside - width, x + aside];
  const tops = [y - 9 * unit - size, y + 9 * unit, y - 9 * unit - 2 * height];
  const places = tops.flatMap((top) =>
    (fromLeft ? lefts : lefts.toReversed()).map((left): Box => ({
      x: Math.min(Math.max(0, left), whole - width),
      y: Math.max(0, top),
      width,
      height,
    })),
  );
  const place = freest(places, names);
  context.fillStyle = palette.background;
  context.fillRect(place.x, place.y, width, height);
  context.fillStyle = palette.bad;
  context.fillText(text, place.x + pad, place.y + size);
}
