import { describe, expect, it } from 'vitest';
import { matchOf } from './match.ts';

const fits = (typed: string, title: string, words = ''): number => matchOf('any-id', typed, [title, words]);

describe('Finding a command by typing', () => {
  it('finds beginnings of words, in any order', () => {
    expect(fits('crash', 'Crash or restart the selected node')).toBe(1);
    expect(fits('gate cra', 'Payment gateway: crash')).toBeGreaterThan(0);
    expect(fits('crash gateway', 'Payment gateway: crash')).toBeGreaterThan(0);
  });

  it('does not find letters that are scattered over a text', () => {
    expect(
      fits('crash', 'Circuit Breaker', 'A payment gateway stops answering, and takes the whole shop with it.'),
    ).toBe(0);
    expect(fits('crash', 'Side by side', 'compare')).toBe(0);
  });

  it('ranks titles above what else is said, and the beginning of a title first', () => {
    const [first, title, words] = [
      fits('theme', 'Theme of the system'),
      fits('theme', 'Light or dark theme'),
      fits('theme', 'Light or dark', 'theme colour'),
    ];
    expect(first).toBeGreaterThan(title);
    expect(title).toBeGreaterThan(words);
    expect(words).toBeGreaterThan(0);
  });

  it('shows everything before anything is typed', () => expect(fits(' ', 'Play or pause')).toBe(1));
});
