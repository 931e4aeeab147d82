import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingRow, differs, emptyOracle, learn } from '../view-oracle.ts';
import { emptyCopy, foldBatch, merge, reach, takeBatch, type Copy, type Dedupe, type Entry } from './projection.ts';
import { openingEvents } from './catalogue.ts';
import { orderStream, partOf, stockStream, type Payload, type StoreEvent } from './store-event.ts';
import type { ViewName } from './views.ts';

/** A log as a shop writes it: the opening, then orders for some products. */
function logOf(products: readonly string[]): StoreEvent[] {
  const versions: Record<string, number> = {};
  const log: StoreEvent[] = [];
  const write = (stream: string, payload: Payload): void => {
    const version = (versions[stream] = (versions[stream] ?? -1) + 1);
    log.push({ id: `e${log.length}`, stream, version, position: log.length + 1, committedUs: log.length, payload });
  };
  for (const [stream, payload] of openingEvents()) write(stream, payload);
  products.forEach((product, order) => {
    write(stockStream(product), { name: 'StockReserved', product, quantity: 1, order });
    write(orderStream(order), {
      name: 'OrderPlaced',
      order,
      customer: `c${order % 3}`,
      product,
      quantity: 1,
      price: 1,
    });
  });
  return log;
}

/** Applies whatever can be applied now; a crash in between loses inbox and memory. */
function apply(view: ViewName, copy: Copy, dedupe: Dedupe): void {
  for (;;) {
    const batch = takeBatch(copy, dedupe, 7);
    if (batch.length === 0) return;
    merge(copy, foldBatch(view, copy, batch, dedupe, {}));
  }
}

const VIEWS: readonly ViewName[] = ['cards', 'facets', 'orders', 'best'];
const products = fc.array(fc.constantFrom('lamp', 'chair', 'vase'), { minLength: 1, maxLength: 12 });

describe('a projection', () => {
  it('is the fold of its log, however deliveries repeat and overtake', () => {
    fc.assert(
      fc.property(products, fc.constantFrom(...VIEWS), fc.infiniteStream(fc.nat(10_000)), (bought, view, dice) => {
        const log = logOf(bought);
        const copy = emptyCopy(1);
        const roll = (n: number): number => dice.next().value! % n;
        // Each event once for sure, some twice, in any order within a window; now and then a crash.
        const deliveries = log.flatMap((_, offset) => (roll(3) === 0 ? [offset, offset] : [offset]));
        for (let i = deliveries.length - 1; i > 0; i -= 1) {
          const j = Math.max(0, i - roll(6));
          [deliveries[i], deliveries[j]] = [deliveries[j]!, deliveries[i]!];
        }
        const oracle = emptyOracle();
        learn(oracle, log);
        for (const offset of [...deliveries, ...log.keys()]) {
          const entry: Entry = { partition: 0, offset, event: log[offset]! };
          if (offset >= copy.next) copy.inbox.push(entry);
          apply(view, copy, 'version');
          expect(differingRow(oracle, view, copy.rows, copy.offsets)).toBeNull();
          if (roll(9) === 0) copy.inbox = [];
        }
        // What was lost in a crash is delivered again, until all is confirmed.
        for (let offset = copy.next; offset < log.length; offset += 1)
          copy.inbox.push({ partition: 0, offset, event: log[offset]! });
        apply(view, copy, 'version');
        expect(copy.next).toBe(log.length);
        expect(differingRow(oracle, view, copy.rows, copy.offsets)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('is the fold of two partitions, whichever is ahead', () => {
    fc.assert(
      fc.property(products, fc.constantFrom(...VIEWS), fc.infiniteStream(fc.nat(10_000)), (bought, view, dice) => {
        const log = logOf(bought);
        const parts = [0, 1].map((partition) => partOf(log, partition, 2));
        const oracle = emptyOracle(2);
        parts.forEach((part, partition) => learn(oracle, part, partition));
        const copy = emptyCopy(1, 2);
        while (copy.next < log.length) {
          const behind = [0, 1].filter((partition) => copy.offsets[partition]! < parts[partition]!.length);
          const partition = behind[dice.next().value! % behind.length]!;
          const offset = copy.offsets[partition]!;
          copy.inbox.push({ partition, offset, event: parts[partition]![offset]! });
          apply(view, copy, 'version');
          expect(differingRow(oracle, view, copy.rows, copy.offsets)).toBeNull();
        }
        expect(parts.map(({ length }) => length)).toEqual(copy.offsets);
      }),
      { numRuns: 40 },
    );
  });

  it('is wrong where it expects the product before its shelf, and the oracle says so', () => {
    const log = logOf([]);
    const [listed, filled] = [log[0]!, log[1]!];
    const oracle = emptyOracle(2);
    learn(oracle, [filled], 0);
    learn(oracle, [listed], 1);
    const wrong = ([false, true] as const).map((passesOver) => {
      const copy = emptyCopy(1, 2);
      const batch = [filled, listed].map((event, partition): Entry => ({ partition, offset: 0, event }));
      merge(copy, foldBatch('facets', copy, batch, 'version', {}, passesOver));
      return differingRow(oracle, 'facets', copy.rows, copy.offsets);
    });
    expect([wrong[0], wrong[1]?.includes('lamp 0 ')]).toEqual([null, true]);
  });

  it('is as of the partition that is furthest behind, as far as each says of itself', () => {
    const marks = [
      { head: 3, upTo: 20 },
      { head: 2, upTo: 20 },
    ];
    expect(reach([3, 2], [7, 9], marks)).toEqual([20, 20]);
    expect(reach([2, 2], [7, 9], marks)).toEqual([7, 20]);
  });

  it('knows an event that the log has twice by its version', () => {
    const log = logOf(['lamp']);
    const copy = emptyCopy(1);
    [...log, ...log.slice(-2)].forEach((event, offset) => copy.inbox.push({ partition: 0, offset, event }));
    apply('best', copy, 'version');
    expect(copy.rows).toEqual({ lamp: { sold: 1 } });
    expect(copy.next).toBe(log.length + 2);
  });

  it('counts twice where nothing is known, and the oracle says so', () => {
    const log = logOf(['lamp']);
    const copy = emptyCopy(1);
    [...log.keys(), log.length - 1].forEach((offset) => copy.inbox.push({ partition: 0, offset, event: log[offset]! }));
    apply('best', copy, 'none');
    const oracle = emptyOracle();
    learn(oracle, log);
    expect(differs(oracle, 'best', 'lamp', copy.rows['lamp'], copy.offsets)).toBe(
      'in the best-sellers 2 for lamp, the log says 1',
    );
    expect(differingRow(oracle, 'best', {}, copy.offsets)).toContain('in the best-sellers nothing for lamp');
  });

  it('stops before what it cannot apply, and keeps what came before', () => {
    const log = logOf([]);
    const poison: StoreEvent = {
      ...log[0]!,
      id: 'x',
      version: 1,
      payload: { name: 'PriceChanged', product: 'lamp', price: -1 },
    };
    const batch = [...log, poison].map((event, offset): Entry => ({ partition: 0, offset, event }));
    const changed = foldBatch('cards', emptyCopy(1), batch, 'version', {});
    expect([changed.offsets[0], changed.poison?.event.id]).toEqual([log.length, 'x']);
    expect(foldBatch('best', emptyCopy(1), batch, 'version', {}).poison).toBeNull();
  });
});
