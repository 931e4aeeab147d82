import type { ColourToken, Glyph } from '../../pattern-kit/pattern.ts';
import { COLOUR_TOKENS, type Palette } from './palette.ts';

const GLYPHS: readonly Glyph[] = ['dot', 'ring', 'triangle', 'diamond', 'pulse'];

/** Half the side of the square that every glyph fits in, px of the layout. */
const HALF_PX = 8;

/** A glyph in a colour, as one small number. */
export type Mark = number;

export const markOf = (glyph: Glyph, colour: ColourToken): Mark =>
  COLOUR_TOKENS.indexOf(colour) * GLYPHS.length + GLYPHS.indexOf(glyph);

/** The same glyph, reddened. */
export const doomedMark = (mark: Mark): Mark => markOf(glyphOf(mark), 'bad');

const glyphOf = (mark: Mark): Glyph => GLYPHS[mark % GLYPHS.length] as Glyph;
const tokenOf = (mark: Mark): ColourToken => COLOUR_TOKENS[Math.floor(mark / GLYPHS.length)] as ColourToken;

/** Draws a mark around the origin; looks like the kit's `Glyph`. */
export function drawMark(context: CanvasRenderingContext2D, mark: Mark, palette: Palette): void {
  const colour = palette.token[tokenOf(mark)];
  context.beginPath();
  context.fillStyle = colour;
  switch (glyphOf(mark)) {
    case 'dot':
      context.arc(0, 0, 5, 0, 2 * Math.PI);
      break;
    case 'pulse':
      context.arc(0, 0, 2.6, 0, 2 * Math.PI);
      break;
    case 'triangle':
      context.moveTo(-4, -5);
      context.lineTo(5.5, 0);
      context.lineTo(-4, 5);
      break;
    case 'diamond':
      context.moveTo(0, -6);
      context.lineTo(6, 0);
      context.lineTo(0, 6);
      context.lineTo(-6, 0);
      break;
    case 'ring':
      context.arc(0, 0, 4.4, 0, 2 * Math.PI);
      context.fillStyle = palette.panel;
      context.fill();
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.stroke();
      return;
  }
  context.fill();
}

/** The pixels of a mark that are not empty: where, from its centre, and what. */
interface Stamp {
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly pixel: Uint32Array;
}

/**
 * Puts thousands of marks into plain memory, which then goes to the canvas in one piece: measured
 * without a graphics card, 3,000 marks cost a third of what drawing them one by one does. Marks
 * stand on whole pixels, so a few of them, moving slowly, look better drawn.
 */
export class Stamper {
  readonly #palette: Palette;
  readonly #scale: number;
  readonly #stamps = new Map<Mark, Stamp>();
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);

  /** `scale`: device px for one px of the layout. */
  constructor(palette: Palette, scale: number) {
    this.#palette = palette;
    this.#scale = scale;
  }

  /** A clean sheet of the canvas's size. */
  begin(width: number, height: number): void {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      return;
    }
    this.#pixels.fill(0);
  }

  put(mark: Mark, x: number, y: number): void {
    const image = this.#image;
    if (!image || !(x > -64 && y > -64 && x < image.width + 64 && y < image.height + 64)) return;
    const { width, height } = image;
    const { dx, dy, pixel } = this.#stampOf(mark);
    const pixels = this.#pixels;
    const left = Math.round(x);
    const top = Math.round(y);
    for (let i = 0; i < pixel.length; i += 1) {
      const px = left + (dx[i] as number);
      const py = top + (dy[i] as number);
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const at = py * width + px;
      const value = pixel[i] as number;
      // The more opaque wins, so that soft edges do not cut into what lies below.
      if (value >>> 24 >= (pixels[at] as number) >>> 24) pixels[at] = value;
    }
  }

  finish(context: CanvasRenderingContext2D): void {
    if (this.#image) context.putImageData(this.#image, 0, 0);
  }

  #stampOf(mark: Mark): Stamp {
    let stamp = this.#stamps.get(mark);
    if (!stamp) {
      stamp = cutStamp(mark, this.#palette, this.#scale);
      this.#stamps.set(mark, stamp);
    }
    return stamp;
  }
}

function cutStamp(mark: Mark, palette: Palette, scale: number): Stamp {
  const half = Math.max(2, Math.ceil(HALF_PX * scale));
  const side = 2 * half + 1;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.setTransform(scale, 0, 0, scale, half + 0.5, half + 0.5);
  drawMark(context, mark, palette);
  const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
  const dx: number[] = [];
  const dy: number[] = [];
  const pixel: number[] = [];
  pixels.forEach((value, at) => {
    if (value >>> 24 === 0) return;
    dx.push((at % side) - half);
    dy.push(Math.floor(at / side) - half);
    pixel.push(value);
  });
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), pixel: Uint32Array.from(pixel) };
}
