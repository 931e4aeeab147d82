import { describe, expect, it } from 'vitest';
import { putStamp, stampFrom, type Sheet } from './stamper.ts';

const SOLID = 0xff00_0000;
const RED = SOLID + 1;
const BLUE = SOLID + 2;
const SOFT = 0x8000_0003;
const SOFTER = 0x4000_0004;

/** Letters for pixels, a row a line. */
const PIXELS: Readonly<Record<string, number>> = { '.': 0, r: RED, b: BLUE, s: SOFT, t: SOFTER };
const picture = (...rows: readonly string[]): Uint32Array =>
  Uint32Array.from(rows.join(''), (letter) => PIXELS[letter] as number);

const sheetOf = (width: number, height: number): Sheet => ({
  pixels: new Uint32Array(width * height),
  width,
  height,
});
const letters = ({ pixels, width }: Sheet): string[] => {
  const all = [...pixels]
    .map((pixel) => Object.keys(PIXELS).find((letter) => PIXELS[letter] === pixel) ?? '?')
    .join('');
  return all.match(new RegExp(`.{${width}}`, 'g')) ?? [];
};

describe('a stamp', () => {
  const stamp = (width: number) => stampFrom(picture('sst', 'rrb', '.b.'), 3, width);

  it('is put with its centre at the place, every pixel of it', () => {
    const sheet = sheetOf(6, 5);
    putStamp(sheet, stamp(6), 3, 2);
    expect(letters(sheet)).toEqual(['......', '..sst.', '..rrb.', '...b..', '......']);
  });

  it('does not run on from one row into the next', () => {
    const sheet = sheetOf(5, 5);
    putStamp(sheet, stampFrom(picture('..r', 'r..', '...'), 3, 5), 2, 2);
    expect(letters(sheet)).toEqual(['.....', '...r.', '.r...', '.....', '.....']);
  });

  it('hides what lies below it, but for its soft edge, which never hides what is more opaque', () => {
    const sheet = sheetOf(5, 5);
    putStamp(sheet, stampFrom(picture('rts', 'tts', 'ttt'), 3, 5), 2, 2);
    putStamp(sheet, stamp(5), 2, 2);
    expect(letters(sheet)).toEqual(['.....', '.rss.', '.rrb.', '.tbt.', '.....']);
  });

  it('touches nothing where it would reach over the edge', () => {
    const sheet = sheetOf(4, 4);
    for (const [x, y] of [
      [0, 2],
      [3, 2],
      [2, 0],
      [2, 3],
    ] as const)
      putStamp(sheet, stamp(4), x, y);
    expect(sheet.pixels.every((pixel) => pixel === 0)).toBe(true);
  });
});
