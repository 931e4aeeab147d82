import { positionAt } from '../../derive/flights.ts';
import type { Flight, LaneTrack } from '../../derive/types.ts';
import type { Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { ColourToken, ShownPattern } from '../../pattern-kit/pattern.ts';
import type { CanvasTheme } from '../charts/canvas-theme.ts';
import { xOf, type Tick, type TimeScale } from './axis.ts';
import { hatch } from './paint-lanes.ts';
import type { WindowContent } from './space-time-window.ts';

/** One message as it lies on the diagram. */
export interface Arrow {
  readonly flight: Flight;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** One event: a dot, or a diamond where a state changed. */
export interface Dot {
  readonly event: TraceEvent;
  readonly x: number;
  readonly y: number;
  /** The state that was entered, with its colour. */
  readonly entered: { readonly label: string; readonly colour: ColourToken } | null;
}

export interface Diagram {
  readonly arrows: readonly Arrow[];
  readonly dots: readonly Dot[];
}

/** Places what is in the window; the same list answers what lies under the pointer. */
export function diagramOf(
  content: WindowContent,
  scale: TimeScale,
  yOfNode: (node: string) => number | undefined,
  pattern: ShownPattern,
): Diagram {
  const arrows = content.flights.flatMap((flight): Arrow[] => {
    const y1 = yOfNode(flight.transit.from);
    const y2 = yOfNode(flight.transit.to);
    if (y1 === undefined || y2 === undefined) return [];
    const reach = positionAt(flight, flight.endUs);
    return [{ flight, x1: xOf(scale, flight.sentUs), y1, x2: xOf(scale, flight.endUs), y2: y1 + (y2 - y1) * reach }];
  });
  const dots = content.events.flatMap((event): Dot[] => {
    const y = yOfNode(event.node);
    return y === undefined ? [] : [{ event, x: xOf(scale, event.timeUs), y, entered: enteredBy(event, pattern) }];
  });
  return { arrows, dots };
}

function enteredBy(event: TraceEvent, pattern: ShownPattern): Dot['entered'] {
  for (const effect of event.effects) {
    if (effect.kind === 'become')
      return { label: effect.to, colour: pattern.laneColours[`${effect.lane} ${effect.to}`] ?? 'quiet' };
    if (effect.kind === 'status' && effect.node === event.node)
      return {
        label: effect.status,
        colour: effect.status === 'up' ? 'ok' : effect.status === 'paused' ? 'warn' : 'bad',
      };
  }
  return null;
}

export interface DiagramPicture {
  readonly diagram: Diagram;
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly lanes: readonly { readonly node: string; readonly y: number }[];
  readonly outages: readonly LaneTrack[];
  readonly cursorUs: Us;
  readonly cursorSeq: number;
  readonly headUs: Us;
  readonly selected: string | null;
  readonly pattern: ShownPattern;
}

/** A name that is drawn already: others keep off it. */
interface Plate {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

export function paintDiagram(
  context: CanvasRenderingContext2D,
  height: number,
  picture: DiagramPicture,
  theme: CanvasTheme,
): void {
  const { diagram, selected } = picture;
  paintGround(context, height, picture, theme);
  const plates: Plate[] = [];
  const [chosen, others] = [
    diagram.arrows.filter((arrow) => isSelected(arrow, selected)),
    diagram.arrows.filter((arrow) => !isSelected(arrow, selected)),
  ];
  for (const arrow of others) paintArrow(context, arrow, picture, theme);
  for (const dot of diagram.dots) paintDot(context, dot, picture, theme, plates);
  for (const arrow of chosen) paintArrow(context, arrow, picture, theme);
  for (const arrow of [...chosen, ...others]) paintName(context, arrow, picture, theme, plates);
  const x = xOf(picture.scale, picture.cursorUs);
  context.globalAlpha = 1;
  context.fillStyle = theme.ink;
  context.fillRect(x - 0.8, 0, 1.6, height);
}

const isSelected = ({ flight: { transit } }: Arrow, selected: string | null): boolean => selected === transit.id;

/** What has not come yet at the cursor is paler. */
const isLater = (us: Us, { cursorUs }: DiagramPicture): boolean => us > cursorUs;

function paintGround(
  context: CanvasRenderingContext2D,
  height: number,
  { scale, ticks, lanes, outages, headUs }: DiagramPicture,
  theme: CanvasTheme,
): void {
  context.lineWidth = 1;
  context.strokeStyle = theme.line;
  context.beginPath();
  for (const { us } of ticks) {
    const x = Math.round(xOf(scale, us)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  context.stroke();
  const headX = Math.min(scale.widthPx, Math.max(0, xOf(scale, headUs)));
  for (const { node, y } of lanes) {
    context.fillStyle = theme.edge;
    context.fillRect(0, y - 0.5, headX, 1);
    context.fillStyle = theme.line;
    context.fillRect(headX, y - 0.5, scale.widthPx - headX, 1);
    for (const segment of outages.find((track) => track.node === node)?.segments ?? []) {
      if (segment.state === 'up') continue;
      const left = Math.max(0, xOf(scale, segment.fromUs));
      const right = Math.min(headX, xOf(scale, segment.toUs));
      if (right <= left) continue;
      context.save();
      context.beginPath();
      context.rect(left, y - 7, right - left, 14);
      context.clip();
      hatch(context, left, y - 7, right - left, 14, segment.state === 'paused' ? theme.mark.warn : theme.mark.bad);
      context.restore();
    }
  }
}

function paintArrow(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  picture: DiagramPicture,
  theme: CanvasTheme,
): void {
  const { flight, x1, y1, x2, y2 } = arrow;
  const chosen = isSelected(arrow, picture.selected);
  const colour = colourOf(arrow, picture, theme);
  context.globalAlpha = isLater(flight.sentUs, picture) ? 0.35 : 1;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = chosen ? 2.6 : 1.4;
  context.setLineDash(flight.transit.answers === undefined ? [] : [5, 3]);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.setLineDash([]);
  if (flight.lost !== null) paintCross(context, x2, y2, theme.mark.bad);
  else paintHead(context, arrow);
}

function colourOf(arrow: Arrow, { selected, pattern }: DiagramPicture, theme: CanvasTheme): string {
  if (isSelected(arrow, selected)) return theme.mark.accent;
  return theme.mark[pattern.messages[arrow.flight.transit.message.type]?.colour ?? 'message'];
}

function paintHead(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Arrow): void {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  context.beginPath();
  context.moveTo(x2, y2);
  for (const side of [-0.42, 0.42]) context.lineTo(x2 - 9 * Math.cos(angle + side), y2 - 9 * Math.sin(angle + side));
  context.fill();
}

function paintCross(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2.2;
  context.beginPath();
  for (const side of [-1, 1]) {
    context.moveTo(x - 4, y - 4 * side);
    context.lineTo(x + 4, y + 4 * side);
  }
  context.stroke();
}

const PLATE_PX = 14;

/** The message's name on its way, where there is room for it and it has been sent at the cursor. */
function paintName(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  picture: DiagramPicture,
  theme: CanvasTheme,
  plates: Plate[],
): void {
  const { flight, x1, y1, x2, y2 } = arrow;
  if (isLater(flight.sentUs, picture)) return;
  const { type } = flight.transit.message;
  const text = picture.pattern.messages[type]?.label ?? type;
  context.font = `500 11px ${theme.font}`;
  context.textBaseline = 'middle';
  const width = context.measureText(text).width;
  if (Math.hypot(x2 - x1, y2 - y1) < width + 16) return;
  const y = y1 + (y2 - y1) * 0.42;
  const left = x1 + (x2 - x1) * 0.42 - width / 2;
  if (!takePlate(plates, { left: left - 4, right: left + width + 4, y }, picture.scale.widthPx)) return;
  context.globalAlpha = 1;
  context.fillStyle = theme.panel;
  context.fillRect(left - 2, y - PLATE_PX / 2, width + 4, PLATE_PX);
  context.fillStyle = colourOf(arrow, picture, theme);
  context.fillText(text, left, y + 0.5);
}

function takePlate(plates: Plate[], plate: Plate, widthPx: number): boolean {
  if (plate.left < 0 || plate.right > widthPx) return false;
  if (
    plates.some((held) => Math.abs(held.y - plate.y) < PLATE_PX && plate.left < held.right && plate.right > held.left)
  )
    return false;
  plates.push(plate);
  return true;
}

function paintDot(
  context: CanvasRenderingContext2D,
  { event, x, y, entered }: Dot,
  picture: DiagramPicture,
  theme: CanvasTheme,
  plates: Plate[],
): void {
  context.globalAlpha = event.seq > picture.cursorSeq ? 0.4 : 1;
  context.fillStyle = entered ? theme.mark[entered.colour] : theme.ink;
  context.beginPath();
  if (entered) {
    context.moveTo(x, y - 6);
    for (const [dx, dy] of [
      [6, 0],
      [0, 6],
      [-6, 0],
    ] as const)
      context.lineTo(x + dx, y + dy);
  } else {
    context.arc(x, y, 2.6, 0, 2 * Math.PI);
  }
  context.fill();
  if (event.seq === picture.cursorSeq) {
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.stroke();
  }
  if (!entered) return;
  context.font = `600 11px ${theme.font}`;
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.ink;
  if (
    takePlate(
      plates,
      { left: x + 6, right: x + 12 + context.measureText(entered.label).width, y: y - 10 },
      picture.scale.widthPx,
    )
  )
    context.fillText(entered.label, x + 8, y - 6);
}

const DOT_PX = 11;
const ARROW_PX = 7;

/** What lies under a point: events before messages, the nearest first. */
export function hitAt({ arrows, dots }: Diagram, x: number, y: number): Dot | Arrow | null {
  const dot = nearest(dots, (at) => Math.hypot(at.x - x, at.y - y), DOT_PX);
  return dot ?? nearest(arrows, (arrow) => distanceTo(arrow, x, y), ARROW_PX);
}

function nearest<T>(items: readonly T[], distance: (item: T) => number, most: number): T | null {
  let found: T | null = null;
  let limit = most;
  for (const item of items) {
    const far = distance(item);
    if (far > limit) continue;
    limit = far;
    found = item;
  }
  return found;
}

function distanceTo({ x1, y1, x2, y2 }: Arrow, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length2));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
