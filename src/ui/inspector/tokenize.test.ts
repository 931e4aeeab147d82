import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from './tokenize.ts';

const pieces = (source: string): string[] =>
  tokenize(source)
    .flat()
    .filter((token) => token.kind !== 'plain')
    .map((token) => `${token.kind} ${token.text}`);

describe('tokenize', () => {
  it('knows comments, strings, numbers and keywords', () => {
    expect(pieces("const wait = 5_000; // until 'probe'")).toEqual([
      'keyword const',
      'number 5_000',
      "comment // until 'probe'",
    ]);
    expect(pieces(`node.become('half-open', "it's time")`)).toEqual(["string 'half-open'", `string "it's time"`]);
  });

  it('leaves words alone that only begin like a keyword, or are names of members', () => {
    expect(pieces('constant + format.type + x.default')).toEqual([]);
    expect(pieces('x1 + a2')).toEqual([]);
  });

  it('takes a template with code in it as one string', () => {
    expect(pieces('note(`rate ${a ? `${b}` : {}} of`) + 1')).toEqual([
      'string `rate ${a ? `${b}` : {}} of`',
      'number 1',
    ]);
  });

  it('keeps the kind over lines', () => {
    const lines = tokenize('/* one\n two */ x');
    expect(lines).toEqual([
      [{ kind: 'comment', text: '/* one' }],
      [
        { kind: 'comment', text: ' two */' },
        { kind: 'plain', text: ' x' },
      ],
    ]);
  });

  it('ends an unfinished string with its line', () => {
    expect(pieces("'half\nconst")).toEqual(["string 'half", 'keyword const']);
  });

  it('loses nothing of any text', () => {
    const odd = fc.string({ unit: fc.constantFrom('a', '`', '$', '{', '}', "'", '"', '/', '*', '\\', '\n', '1', ' ') });
    fc.assert(
      fc.property(odd, (source) => {
        const joined = tokenize(source)
          .map((line) => line.map((token) => token.text).join(''))
          .join('\n');
        expect(joined).toBe(source);
      }),
    );
  });
});
