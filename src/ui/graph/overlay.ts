import { positionAt } from '../../derive/flights.ts';
import type { Flight, Refusal } from '../../derive/types.ts';
import type { Us } from '../../kernel/time.ts';
import type { Transit } from '../../kernel/trace.ts';
import { PATH_STEPS, type Box } from './geometry.ts';
import { doomedMark, drawMark, type Mark } from './glyphs.ts';
import type { Palette } from './palette.ts';
import { drawCross, drawRefusals, type MarkGround } from './refusal-marks.ts';
import { Stamper } from './stamper.ts';

/** How a message is drawn: which path it follows (−1: none), and which mark stands for it. */
export interface Look {
  readonly path: number;
  readonly mark: Mark;
}

export interface Frame {
  readonly timeUs: Us;
  readonly flights: readonly Flight[];
  /** What was lost lately, in order of its end; drawn as crosses that fade over `lossWindowUs`. */
  readonly losses: readonly Flight[];
  readonly lossWindowUs: Us;
  /** What was refused as out of date lately; a cross at the receiver, with both numbers, over `refusalWindowUs`. */
  readonly refusals: readonly Refusal[];
  readonly refusalWindowUs: Us;
  /** Draws which way each message goes: when nothing moves. */
  readonly arrows: boolean;
  readonly selected: string | null;
  readonly hovered: string | null;
}

export interface OverlayModel {
  /** From `pathTable`, by number. */
  readonly paths: readonly Float32Array[];
  /** Where names of nodes stand, px of the layout: words beside messages keep clear of them. */
  readonly names?: readonly Box[];
  look(transit: Transit): Look;
  /** Name of a message, drawn at the selected one. */
  name(transit: Transit): string;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** More crosses than this say no more. */
const MOST_CROSSES = 300;
/** From this many messages on they are stamped, not drawn one by one, and below this many no longer. */
const STAMPED_FROM = 400;
const STAMPED_UNTIL = 300;
/** A crowd is drawn with at most so many device px for one CSS px: what it costs grows with their square. */
const CROWD_RATIO = 1;
/** A message that is doomed turns red after this share of its way. */
const REDDENS_AFTER = 0.5;

/**
 * Draws messages on a canvas as a function of simulated time. Holds no time of its own and starts
 * no timers: whoever owns it calls `draw` when something changed. Allocates nothing per message.
 */
export class Overlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #model: OverlayModel = { paths: [], look: () => ({ path: -1, mark: 0 }), name: () => '' };
  #looks = new WeakMap<Transit, Look>();
  #palette: Palette | null = null;
  #stamper: Stamper | null = null;
  #viewport: Viewport = { x: 0, y: 0, zoom: 1 };
  #width = 1;
  #height = 1;
  #screenRatio = 1;
  /** Device px for one CSS px, as drawn now. */
  #ratio = 1;
  #crowded = false;
  /** Where each flight of the last frame was drawn, device px: x and y by turns. */
  #drawnAt = new Float32Array(256);
  /** Which mark was drawn for each of them. */
  #drawnMark = new Uint8Array(128);
  #drawn: readonly Flight[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
  }

  /** CSS px, and device px for one of them. */
  resize(width: number, height: number, ratio: number): void {
    this.#width = width;
    this.#height = height;
    this.#screenRatio = ratio;
    this.#fitCanvas();
  }

  setViewport(viewport: Viewport): void {
    this.#viewport = viewport;
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.#stamper = null;
  }

  setModel(model: OverlayModel): void {
    this.#model = model;
    this.#looks = new WeakMap();
  }

  draw(frame: Frame): void {
    const context = this.#context;
    const crowded = frame.flights.length >= (this.#crowded ? STAMPED_UNTIL : STAMPED_FROM);
    if (crowded !== this.#crowded) {
      this.#crowded = crowded;
      this.#fitCanvas();
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    const palette = this.#palette;
    // A crowd replaces whatever was drawn before.
    if (!crowded || !palette) context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (!palette) return;
    this.#place(frame);
    if (crowded) this.#stampMessages(frame.flights.length, palette);
    else this.#drawMessages(frame.flights.length, palette);
    if (frame.arrows) this.#drawArrows(frame, palette);
    this.#drawCrosses(frame, palette);
    this.#drawRefusals(frame, palette);
    this.#drawMarked(frame, palette);
  }

  /** The flight drawn nearest to a place, in CSS px of the canvas, within a distance. */
  hit(x: number, y: number, within: number): Flight | null {
    const at = this.#drawnAt;
    const wantedX = x * this.#ratio;
    const wantedY = y * this.#ratio;
    let nearest: Flight | null = null;
    let least = (within * this.#ratio) ** 2;
    for (let i = 0; i < this.#drawn.length; i += 1) {
      const dx = (at[2 * i] as number) - wantedX;
      const dy = (at[2 * i + 1] as number) - wantedY;
      const distance = dx * dx + dy * dy;
      if (distance <= least) {
        least = distance;
        nearest = this.#drawn[i] as Flight;
      }
    }
    return nearest;
  }

  /** Where a flight of the last frame stands, in CSS px of the canvas. */
  placeOf(id: string): { readonly x: number; readonly y: number } | null {
    const i = this.#drawn.findIndex((flight) => flight.transit.id === id);
    if (i < 0 || Number.isNaN(this.#drawnAt[2 * i])) return null;
    return { x: (this.#drawnAt[2 * i] as number) / this.#ratio, y: (this.#drawnAt[2 * i + 1] as number) / this.#ratio };
  }

  #fitCanvas(): void {
    this.#ratio = this.#crowded ? Math.min(this.#screenRatio, CROWD_RATIO) : this.#screenRatio;
    const width = Math.max(1, Math.round(this.#width * this.#ratio));
    const height = Math.max(1, Math.round(this.#height * this.#ratio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #look(transit: Transit): Look {
    let look = this.#looks.get(transit);
    if (!look) {
      look = this.#model.look(transit);
      this.#looks.set(transit, look);
    }
    return look;
  }

  /** Works out where everything is, NaN where a message has no path, and by which mark it is drawn. */
  #place(frame: Frame): void {
    const { flights, timeUs } = frame;
    if (this.#drawnMark.length < flights.length) {
      const room = 2 * Math.max(flights.length, this.#drawnMark.length);
      this.#drawnAt = new Float32Array(2 * room);
      this.#drawnMark = new Uint8Array(room);
    }
    this.#drawn = flights;
    const at = this.#drawnAt;
    const marks = this.#drawnMark;
    for (let i = 0; i < flights.length; i += 1) {
      const flight = flights[i] as Flight;
      const { path, mark } = this.#look(flight.transit);
      marks[i] = flight.lost !== null && isDoomed(flight, timeUs) ? doomedMark(mark) : mark;
      this.#locate(path, positionAt(flight, timeUs), 2 * i, at);
    }
  }

  /** Writes the device px of a position on a path. */
  #locate(path: number, position: number, slot: number, into: Float32Array): void {
    const table = this.#model.paths[path];
    if (!table) {
      into[slot] = NaN;
      into[slot + 1] = NaN;
      return;
    }
    const { x, y, zoom } = this.#viewport;
    const exact = position * PATH_STEPS;
    const step = exact >= PATH_STEPS ? PATH_STEPS - 1 : exact <= 0 ? 0 : Math.floor(exact);
    const part = exact - step;
    const at = 2 * step;
    const px = (table[at] as number) + ((table[at + 2] as number) - (table[at] as number)) * part;
    const py = (table[at + 1] as number) + ((table[at + 3] as number) - (table[at + 1] as number)) * part;
    into[slot] = (px * zoom + x) * this.#ratio;
    into[slot + 1] = (py * zoom + y) * this.#ratio;
  }

  #drawMessages(count: number, palette: Palette): void {
    const scale = this.#viewport.zoom * this.#ratio;
    const context = this.#context;
    const at = this.#drawnAt;
    for (let i = 0; i < count; i += 1) {
      const x = at[2 * i] as number;
      if (Number.isNaN(x)) continue;
      context.setTransform(scale, 0, 0, scale, x, at[2 * i + 1] as number);
      drawMark(context, this.#drawnMark[i] as Mark, palette);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** Replaces everything on the canvas. */
  #stampMessages(count: number, palette: Palette): void {
    const scale = this.#viewport.zoom * this.#ratio;
    const { width, height } = this.#canvas;
    let stamper = this.#stamper;
    if (stamper?.scale !== scale || stamper.width !== width || stamper.height !== height) {
      stamper = new Stamper(palette, scale, width, height);
      this.#stamper = stamper;
    }
    const at = this.#drawnAt;
    const marks = this.#drawnMark;
    stamper.begin();
    for (let i = 0; i < count; i += 1) stamper.put(marks[i] as Mark, at[2 * i] as number, at[2 * i + 1] as number);
    stamper.finish(this.#context);
  }

  /** A short tail behind and a tip ahead of every message. */
  #drawArrows(frame: Frame, palette: Palette): void {
    const context = this.#context;
    const unit = this.#viewport.zoom * this.#ratio;
    const ahead = new Float32Array(2);
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.3 * unit;
    context.lineCap = 'round';
    context.globalAlpha = 0.65;
    context.beginPath();
    for (let i = 0; i < frame.flights.length; i += 1) {
      const flight = frame.flights[i] as Flight;
      const position = positionAt(flight, frame.timeUs);
      const { path } = this.#look(flight.transit);
      this.#locate(path, position < 0.98 ? position + 0.02 : position, 0, ahead);
      const x = this.#drawnAt[2 * i] as number;
      const y = this.#drawnAt[2 * i + 1] as number;
      const dx = (ahead[0] as number) - x;
      const dy = (ahead[1] as number) - y;
      const far = Math.hypot(dx, dy);
      if (!(far > 0)) continue;
      const ux = (dx / far) * unit;
      const uy = (dy / far) * unit;
      context.moveTo(x - ux * 17, y - uy * 17);
      context.lineTo(x - ux * 8, y - uy * 8);
      context.moveTo(x + ux * 9 - uy * 4, y + uy * 9 + ux * 4);
      context.lineTo(x + ux * 13, y + uy * 13);
      context.lineTo(x + ux * 9 + uy * 4, y + uy * 9 - ux * 4);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  #drawCrosses(frame: Frame, palette: Palette): void {
    const { losses, lossWindowUs, timeUs } = frame;
    if (losses.length === 0) return;
    const context = this.#context;
    const unit = this.#viewport.zoom * this.#ratio;
    const place = new Float32Array(2);
    for (let i = Math.max(0, losses.length - MOST_CROSSES); i < losses.length; i += 1) {
      const flight = losses[i] as Flight;
      this.#locate(this.#look(flight.transit).path, positionAt(flight, flight.endUs), 0, place);
      const age = lossWindowUs > 0 ? Math.min(1, (timeUs - flight.endUs) / lossWindowUs) : 0;
      const x = place[0] as number;
      const y = place[1] as number;
      if (Number.isNaN(x)) continue;
      const reach = (4 + 2 * Math.min(1, age * 4)) * unit;
      context.globalAlpha = age < 0.6 ? 1 : 1 - (age - 0.6) / 0.5;
      drawCross(context, x, y, reach, unit, palette);
    }
    context.globalAlpha = 1;
  }

  #drawRefusals(frame: Frame, palette: Palette): void {
    if (frame.refusals.length === 0) return;
    const unit = this.#viewport.zoom * this.#ratio;
    const ground: MarkGround = {
      context: this.#context,
      width: this.#canvas.width,
      unit,
      ratio: this.#ratio,
      names: (this.#model.names ?? []).map(({ x, y, width, height }) => ({
        x: x * unit + this.#viewport.x * this.#ratio,
        y: y * unit + this.#viewport.y * this.#ratio,
        width: width * unit,
        height: height * unit,
      })),
      locate: (transit, position, into) => this.#locate(this.#look(transit).path, position, 0, into),
    };
    drawRefusals(ground, frame, palette);
  }

  #drawMarked(frame: Frame, palette: Palette): void {
    if (frame.hovered !== null && frame.hovered !== frame.selected) this.#drawRing(frame.hovered, palette, 1.25);
    if (frame.selected !== null) this.#drawRing(frame.selected, palette, 2);
  }

  /** A ring around a message and its name beside it, on a ground that keeps it readable. */
  #drawRing(id: string, palette: Palette, weight: number): void {
    const i = this.#drawn.findIndex((flight) => flight.transit.id === id);
    if (i < 0) return;
    const flight = this.#drawn[i] as Flight;
    const x = this.#drawnAt[2 * i] as number;
    const y = this.#drawnAt[2 * i + 1] as number;
    if (Number.isNaN(x)) return;
    const context = this.#context;
    const unit = this.#viewport.zoom * this.#ratio;
    context.strokeStyle = palette.accent;
    context.lineWidth = weight * unit;
    context.beginPath();
    context.arc(x, y, 11 * unit, 0, 2 * Math.PI);
    context.stroke();
    const text = this.#model.name(flight.transit);
    const size = Math.max(11 * this.#ratio, 12 * unit);
    context.font = `600 ${size}px ${palette.font}`;
    const width = context.measureText(text).width;
    const left = x - 15 * unit - width < 0;
    const textX = left ? x + 15 * unit : x - 15 * unit - width;
    const textY = Math.max(size, y - 10 * unit);
    context.fillStyle = palette.background;
    context.globalAlpha = 0.85;
    context.fillRect(textX - 4 * unit, textY - size, width + 8 * unit, size * 1.35);
    context.globalAlpha = 1;
    context.fillStyle = palette.accent;
    context.fillText(text, textX, textY);
  }
}

function isDoomed(flight: Flight, timeUs: Us): boolean {
  return timeUs - flight.sentUs >= (flight.endUs - flight.sentUs) * REDDENS_AFTER;
}
