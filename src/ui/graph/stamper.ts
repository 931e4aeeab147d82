import { drawMark, MARK_HALF_PX, type Mark } from './glyphs.ts';
import type { Palette } from './palette.ts';

/** A mark stands at one of so many places within a pixel, each way: a crowd that moves slowly does not jump. */
export const PHASES = 2;

/** The pixels of a mark that are not empty: where, as steps in the sheet from its centre, and what. */
export interface Stamp {
  readonly half: number;
  readonly step: Int32Array;
  readonly pixel: Uint32Array;
  /** So many of them, the first, hide what lies below; the rest are its soft edge. */
  readonly solid: number;
}

/** Pixels, and how they lie in rows. */
export interface Sheet {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

const alphaOf = (pixel: number): number => pixel >>> 24;

/** Sorts the pixels of a square picture, `side` wide with its centre in the middle, into a stamp for a sheet. */
export function stampFrom(picture: Uint32Array, side: number, sheetWidth: number): Stamp {
  const half = (side - 1) / 2;
  const solid: number[] = [];
  const soft: number[] = [];
  picture.forEach((pixel, at) => {
    if (alphaOf(pixel) === 255) solid.push(at);
    else if (alphaOf(pixel) > 0) soft.push(at);
  });
  const order = [...solid, ...soft];
  return {
    half,
    step: Int32Array.from(order, (at) => (Math.floor(at / side) - half) * sheetWidth + (at % side) - half),
    pixel: Uint32Array.from(order, (at) => picture[at] as number),
    solid: solid.length,
  };
}

/** Puts a stamp on a sheet with its centre at a pixel. One that reaches over the edge is left out. */
export function putStamp({ pixels, width, height }: Sheet, stamp: Stamp, x: number, y: number): void {
  const { half, step, pixel, solid } = stamp;
  if (x < half || y < half || x >= width - half || y >= height - half) return;
  const centre = y * width + x;
  for (let i = 0; i < solid; i += 1) pixels[centre + (step[i] as number)] = pixel[i] as number;
  // Of soft edges the more opaque wins, so that they do not cut into what lies below.
  for (let i = solid; i < step.length; i += 1) {
    const at = centre + (step[i] as number);
    const value = pixel[i] as number;
    if (alphaOf(value) >= alphaOf(pixels[at] as number)) pixels[at] = value;
  }
}

/**
 * Puts thousands of marks into plain memory, which then goes to the canvas in one piece: measured
 * without a graphics card, 3,000 marks cost a fraction of what drawing them one by one does. Most of
 * a mark hides what lies below it, so most of its pixels are written and never read.
 */
export class Stamper {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly #palette: Palette;
  readonly #half: number;
  readonly #stamps: (readonly Stamp[] | undefined)[] = [];
  readonly #image: ImageData;
  /** With a margin that the canvas does not show, so that no mark has to be cut at the edge. */
  readonly #sheet: Sheet;

  /** For a canvas of this size; `scale`: device px for one px of the layout. */
  constructor(palette: Palette, scale: number, width: number, height: number) {
    this.#palette = palette;
    this.scale = scale;
    this.width = width;
    this.height = height;
    this.#half = Math.max(2, Math.ceil(MARK_HALF_PX * scale) + 1);
    const margin = 2 * this.#half;
    this.#image = new ImageData(width + 2 * margin, height + 2 * margin);
    const { data } = this.#image;
    this.#sheet = { pixels: new Uint32Array(data.buffer), width: this.#image.width, height: this.#image.height };
  }

  /** A clean sheet. */
  begin(): void {
    this.#sheet.pixels.fill(0);
  }

  put(mark: Mark, x: number, y: number): void {
    // What has no place has no number to compare, and is left out as well.
    const reach = this.#half;
    if (!(x > -reach && y > -reach && x < this.width + reach && y < this.height + reach)) return;
    const stamps = this.#stamps[mark] ?? this.#cut(mark);
    const finelyX = Math.round((x + 2 * reach) * PHASES);
    const finelyY = Math.round((y + 2 * reach) * PHASES);
    const left = Math.floor(finelyX / PHASES);
    const top = Math.floor(finelyY / PHASES);
    const phase = finelyX - left * PHASES + (finelyY - top * PHASES) * PHASES;
    putStamp(this.#sheet, stamps[phase] as Stamp, left, top);
  }

  /** Replaces everything on the canvas. */
  finish(context: CanvasRenderingContext2D): void {
    const margin = 2 * this.#half;
    context.putImageData(this.#image, -margin, -margin);
  }

  /** One stamp for each place within a pixel, all drawn on one canvas: reading it back is what takes time. */
  #cut(mark: Mark): readonly Stamp[] {
    const side = 2 * this.#half + 1;
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side * PHASES * PHASES;
    const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const middle = this.#half + 0.5;
    for (let phase = 0; phase < PHASES * PHASES; phase += 1) {
      const x = middle + (phase % PHASES) / PHASES;
      const y = middle + Math.floor(phase / PHASES) / PHASES + phase * side;
      context.setTransform(this.scale, 0, 0, this.scale, x, y);
      drawMark(context, mark, this.#palette);
    }
    const all = new Uint32Array(context.getImageData(0, 0, side, canvas.height).data.buffer);
    const stamps = Array.from({ length: PHASES * PHASES }, (_, phase) =>
      stampFrom(all.subarray(phase * side * side, (phase + 1) * side * side), side, this.#sheet.width),
    );
    this.#stamps[mark] = stamps;
    return stamps;
  }
}
