import { describe, expect, it } from 'vitest';
import { keyText, leafText, SHOWN_ITEMS, treeRows } from './value-text.ts';

const written = (value: Parameters<typeof treeRows>[0], toggled: string[] = []): string[] =>
  treeRows(value, new Set(toggled)).map(
    (row) => `${'  '.repeat(row.depth)}${row.label}${row.more === undefined ? '' : `+${row.more}`}: ${row.text}`,
  );

describe('keyText', () => {
  it('turns names of the source into words and drops the unit', () => {
    expect(
      ['openedAtUs', 'notPermitted', 'term', 'failurePercent', 'order-17', 'ORDER_17', 'p99Ms'].map(keyText),
    ).toEqual(['opened at', 'not permitted', 'term', 'failure', 'order-17', 'ORDER_17', 'p99']);
  });
});

describe('leafText', () => {
  it('reads the unit from the key', () => {
    expect(leafText('openedAtUs', 4_212_000)).toBe('4.212 s');
    expect(leafText('waitUs', 5_000_000)).toBe('5 s');
    expect(leafText('p99Ms', 1_400)).toBe('1,400 ms');
    expect(leafText('failurePercent', 62)).toBe('62 %');
    expect(leafText('lossPpm', 250_000)).toBe('25 %');
    expect(leafText('calls', 12_345)).toBe('12,345');
    expect(leafText('share', 1 / 3)).toBe('0.333333');
  });

  it('has words for what is not there', () => {
    expect([leafText('vote', null), leafText('open', true), leafText('open', false), leafText('name', '')]).toEqual([
      'none',
      'yes',
      'no',
      'empty',
    ]);
  });
});

describe('treeRows', () => {
  it('writes small things on one line and opens small objects at the top', () => {
    expect(written({ term: 3, votes: ['a', 'b'], window: { ok: 3, failed: 1 }, pending: {} })).toEqual([
      'term: 3',
      'votes: a, b',
      'window: ',
      '  ok: 3',
      '  failed: 1',
      'pending: none',
    ]);
  });

  it('folds lists of objects with their count, and opens them when asked', () => {
    const state = { log: [{ term: 1 }, { term: 2 }] };
    expect(written(state)).toEqual(['log: 2 items']);
    expect(written(state, ['/log'])).toEqual(['log: ', '  0: 1 entry', '  1: 1 entry']);
    expect(written(state, ['/log', '/log/1'])).toEqual(['log: ', '  0: 1 entry', '  1: ', '    term: 2']);
  });

  it('shows the newest part of a long list until the rest is asked for', () => {
    const state = { log: Array.from({ length: 100 }, (_, i) => i * 1_000) };
    const folded = written(state, ['/log']);
    expect(folded).toHaveLength(SHOWN_ITEMS + 2);
    expect(folded[1]).toBe(`  +${100 - SHOWN_ITEMS}: `);
    expect(folded[folded.length - 1]).toBe('  99: 99,000');
    expect(written(state, ['/log', '/log/*'])).toHaveLength(101);
  });

  it('opens nothing by itself where there is much', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`charge-${i}`, { order: i }]));
    expect(written(many)).toHaveLength(20);
  });

  it('closes what opens by itself', () => {
    expect(written({ window: { ok: 3 } }, ['/window'])).toEqual(['window: 1 entry']);
  });
});
