import type { ColourToken, Glyph } from '../../pattern-kit/pattern.ts';
import { COLOUR_TOKENS, type Palette } from './palette.ts';

const GLYPHS: readonly Glyph[] = ['dot', 'ring', 'triangle', 'diamond', 'pulse'];

/** Half the side of the square that every glyph fits in, px of the layout. */
export const MARK_HALF_PX = 8;

/** A glyph in a colour, as one small number. */
export type Mark = number;

export const markOf = (glyph: Glyph, colour: ColourToken): Mark =>
  COLOUR_TOKENS.indexOf(colour) * GLYPHS.length + GLYPHS.indexOf(glyph);

/** The same glyph, reddened. */
export const doomedMark = (mark: Mark): Mark => BAD * GLYPHS.length + (mark % GLYPHS.length);
const BAD = COLOUR_TOKENS.indexOf('bad');

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
