import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column } from './column.ts';
import { Disk } from './disk.ts';
import { hashValue } from './hash.ts';
import { clonePlain, ingest, notPlain } from './plain.ts';
import { CLASS, EventQueue, placeOf, type Scheduled } from './queue.ts';
import { draw, lookUp, Stream, streamKey } from './random.ts';
import { EXPONENTIAL, LONG_TAIL } from './tables.ts';
import { sample } from './network.ts';

const item = (timeUs: number, key: number): Scheduled =>
  ({ timeUs, place: Math.floor(key / 1000), sequence: key % 1000, key }) as unknown as Scheduled;

describe('event queue', () => {
  it('pops in order of time, then key, whatever the order of pushing', () => {
    const entry = fc.record({ timeUs: fc.integer({ min: 0, max: 20 }), key: fc.integer({ min: 0, max: 200_000 }) });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (each) => each.key, maxLength: 200 }), (entries) => {
        const queue = new EventQueue();
        for (const { timeUs, key } of entries) queue.push(item(timeUs, key));
        const popped: Scheduled[] = [];
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) popped.push(next);
        expect(popped.map(({ timeUs, place, sequence }) => ({ timeUs, key: place * 1000 + sequence }))).toEqual(
          entries.toSorted((a, b) => a.timeUs - b.timeUs || a.key - b.key),
        );
      }),
    );
  });

  it('takes out what matches and keeps the rest in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 80 }), (keys) => {
        const queue = new EventQueue();
        for (const key of keys) queue.push(item(key % 7, key));
        const removed = queue.removeWhere((each) => each.sequence % 3 === 0);
        expect(removed.every((each) => each.sequence % 3 === 0)).toBe(true);
        expect(queue.size).toBe(keys.filter((key) => key % 3 !== 0).length);
      }),
    );
  });

  it('places order by target, class, then source, and the world comes first', () => {
    const places = [
      placeOf(-1, CLASS.timer, 199),
      placeOf(0, CLASS.control, -1),
      placeOf(0, CLASS.message, 5),
      placeOf(0, CLASS.message, 6),
      placeOf(0, CLASS.timer, -1),
      placeOf(199, CLASS.timer, 199),
    ];
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('column', () => {
  it('is a list: pushing, cutting and copying in any order', () => {
    const step = fc.oneof(
      fc.record({ push: fc.option(fc.integer(), { nil: undefined }), times: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ cut: fc.nat(2_000) }),
      fc.constant('copy' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let column = new Column<number>();
        let list: (number | undefined)[] = [];
        for (const each of steps) {
          if (each === 'copy') {
            const copy = column.copy();
            column.push(-1);
            column = copy;
          } else if ('cut' in each) {
            column.cut(each.cut);
            list = list.slice(0, each.cut);
          } else {
            for (let i = 0; i < each.times; i++) {
              const value = each.push === undefined ? undefined : each.push + i;
              column.push(value);
              list.push(value);
            }
          }
        }
        expect(Array.from({ length: column.length }, (_, index) => column.at(index))).toEqual(list);
        expect(column.at(column.length)).toBeUndefined();
      }),
    );
  });
});

describe('random streams', () => {
  const words = Array.from({ length: 40_000 }, (_, n) => draw(streamKey(7, 'test'), n));

  it('are uniform, byte by byte (chi-square, 255 degrees of freedom)', () => {
    for (const shift of [0, 8, 16, 24]) {
      const counts = Array.from({ length: 256 }, () => 0);
      for (const word of words) counts[(word >>> shift) & 255]!++;
      const expected = words.length / 256;
      const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chi).toBeGreaterThan(170);
      expect(chi).toBeLessThan(350);
    }
  });

  it('neighbouring draws and neighbouring streams have nothing in common', () => {
    const bits = (word: number): number => word.toString(2).replaceAll('0', '').length;
    const differing = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, word, n) => sum + bits((word ^ b[n]!) >>> 0), 0) / a.length;
    const other = Array.from({ length: 5_000 }, (_, n) => draw(streamKey(8, 'test'), n));
    const named = Array.from({ length: 5_000 }, (_, n) => draw(streamKey(7, 'tesu'), n));
    const here = words.slice(0, 5_000);
    for (const next of [words.slice(1, 5_001), other, named])
      expect(Math.abs(differing(here, next) - 16)).toBeLessThan(0.25);
  });

  it('have the means that they are asked for', () => {
    const random = new Stream(streamKey(3, 'means'));
    const mean = (next: () => number): number =>
      Array.from({ length: 50_000 }, next).reduce((a, b) => a + b, 0) / 50_000;
    expect(mean(() => random.exponential(10_000))).toBeGreaterThan(9_800);
    expect(mean(() => random.exponential(10_000))).toBeLessThan(10_200);
    expect(mean(() => random.between(0, 100))).toBeCloseTo(50, 0);
    expect(mean(() => (random.chance(250_000) ? 1 : 0))).toBeCloseTo(0.25, 1);
    const latency = { kind: 'longTail', minUs: 1_000, meanUs: 5_000 } as const;
    expect(mean(() => sample(latency, random.int(4294967296)))).toBeGreaterThan(4_900);
    expect(mean(() => sample(latency, random.int(4294967296)))).toBeLessThan(5_100);
    expect(sample(latency, 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('tables rise, and an exponential gap is as spread as it should be', () => {
    for (const table of [EXPONENTIAL, LONG_TAIL]) expect(table).toEqual(table.toSorted((a, b) => a - b));
    expect(lookUp(EXPONENTIAL, 0)).toBe(0);
    expect(lookUp(EXPONENTIAL, 0x80000000)).toBe(45426);
  });

  it('shuffle keeps every item', () => {
    expect(new Stream(streamKey(1, 'x')).shuffle([1, 2, 3, 4, 5]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('plain data', () => {
  const json: fc.Arbitrary<unknown> = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

  it('is copied, frozen and hashed alike, however it was built', () => {
    fc.assert(
      fc.property(json, (value) => {
        const copy = ingest(value, 'value');
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        expect(notPlain(value)).toBeNull();
        expect(hashValue(JSON.parse(JSON.stringify(copy)))).toBe(hashValue(copy));
        expect(hashValue(clonePlain(structuredClone(value)))).toBe(hashValue(copy));
      }),
    );
  });

  it('hashes objects by content, not by the order of their keys', () => {
    expect(hashValue({ a: 1, b: [true, null], c: 'x' })).toBe(hashValue({ c: 'x', b: [true, null], a: 1 }));
    expect(hashValue({ a: 1, b: 2 })).not.toBe(hashValue({ a: 2, b: 1 }));
    // Long texts, more than are remembered, in either order.
    const texts = Array.from({ length: 9 }, (_, i) => `${'long '.repeat(9)}${i}`);
    const hashes = texts.map(hashValue);
    expect(new Set(hashes).size).toBe(9);
    expect(texts.toReversed().map(hashValue)).toEqual(hashes.toReversed());
    // Every letter counts, wherever it stands.
    const text = 'one letter after the other, in two lengths';
    const changed = [text, `${text}.`].flatMap((whole) =>
      Array.from(whole, (_, i) => `${whole.slice(0, i)}#${whole.slice(i + 1)}`),
    );
    expect(new Set([text, `${text}.`, ...changed].map(hashValue)).size).toBe(changed.length + 2);
    expect(
      new Set([0, 1, -1, 0.5, 2 ** 40, 2 ** 40 + 1, '0', '', false, null, [], {}, [0], [[0]]].map(hashValue)).size,
    ).toBe(14);
  });

  it('passes on what is frozen to its last leaf, and copies the rest', () => {
    const settled = ingest({ order: 7, call: { from: 'a', list: [1, 'x', null] } }, 'value');
    expect(ingest(settled, 'value')).toBe(settled);
    expect(ingest({ job: settled }, 'value').job).toBe(settled);
    // Frozen on the outside only: whoever holds the inside could change it.
    const inside = { x: 1 };
    const open = ingest(Object.freeze({ inside }), 'value');
    inside.x = 2;
    expect(open).toEqual({ inside: { x: 1 } });
    expect(Object.isFrozen(open.inside)).toBe(true);
    // What JSON leaves out, or writes otherwise, is put right as ever.
    expect(Object.keys(ingest(Object.freeze({ a: undefined, b: 1 }), 'value'))).toEqual(['b']);
    expect(Object.is(ingest(Object.freeze([-0]), 'value')[0], 0)).toBe(true);
    expect(() => ingest(Object.freeze({ n: NaN }), 'value')).toThrow(/plain data/);
    expect(() => ingest(Object.freeze([new Date(0)]), 'value')).toThrow(/plain data/);
  });

  it('refuses what would not survive', () => {
    expect(() => ingest(JSON.parse('{"a":{"__proto__":{"admin":true}}}'), 'value')).toThrow(/__proto__/);
    expect(notPlain(JSON.parse('{"__proto__":1}'))).toBe('state has the key __proto__');
    for (const value of [
      NaN,
      Infinity,
      new Map(),
      new Date(0),
      () => 0,
      1n,
      Symbol('s'),
      { deep: [{ x: undefined, y: NaN }] },
    ]) {
      expect(() => ingest(value, 'value')).toThrow(/plain data/);
    }
    expect(notPlain({ list: [1, { when: new Date(0) }] })).toBe('state.list.1.when is an instance of a class');
  });
});

describe('Disk', () => {
  it('tells the sync that covers a refused write, and no other in flight', () => {
    const disk = new Disk();
    const set = (key: string) => disk.write({ kind: 'diskSet', key, value: 1 });
    set('a');
    const first = disk.beginSync();
    disk.full = true;
    set('b');
    const second = disk.beginSync();
    disk.full = false;
    set('c');
    const third = disk.beginSync();
    expect([disk.endSync(first), disk.endSync(second), disk.endSync(third)]).toEqual([true, false, true]);
    expect(disk.durable()).toEqual({ a: 1, c: 1 });
  });

  it('makes durable what a later sync covers, whichever completes first', () => {
    const disk = new Disk();
    disk.write({ kind: 'diskAppend', key: 'log', value: 1 });
    const first = disk.beginSync();
    disk.write({ kind: 'diskAppend', key: 'log', value: 2 });
    const second = disk.beginSync();
    expect([disk.endSync(second), disk.endSync(first)]).toEqual([true, true]);
    expect(disk.durable()).toEqual({ log: [1, 2] });
  });
});
