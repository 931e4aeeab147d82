import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream, streamKey } from '../../kernel/random.ts';
import { ms } from '../../kernel/time.ts';
import { divideCpu, type Claim } from './programs/cpu.ts';
import { append, emptyMemBuffer, flush } from './programs/mem-buffer.ts';
import { retryRange, retryWaitUs } from './programs/scheduler.ts';
import { linesFrom } from './programs/volume.ts';
import { hear, newClient, newStream, receive, respond, subscribe } from './programs/xds.ts';

const claim: fc.Arbitrary<Claim> = fc.record({
  demandMilli: fc.integer({ min: 0, max: 5_000 }),
  weight: fc.integer({ min: 1, max: 1_000 }),
  limitMilli: fc.oneof(fc.constant(0), fc.integer({ min: 10, max: 2_000 })),
});
/** What a container makes of its part. */
const used = (claims: readonly Claim[], parts: readonly number[]): number[] =>
  claims.map(({ demandMilli }, i) => Math.min(demandMilli, parts[i]!));

describe('divideCpu', () => {
  it('uses no more than there is, and leaves nothing lying while somebody wants it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 4_000 }),
        fc.array(claim, { minLength: 1, maxLength: 6 }),
        (total, claims) => {
          const parts = divideCpu(total, claims);
          const sum = used(claims, parts).reduce((all, part) => all + part, 0);
          // Everybody may run a little, and shares are rounded down.
          expect(sum).toBeLessThanOrEqual(total + 10 * claims.length);
          const starved = claims.some(
            ({ demandMilli, limitMilli }, i) => parts[i]! < Math.min(demandMilli, limitMilli || demandMilli),
          );
          if (starved) expect(sum).toBeGreaterThanOrEqual(total - claims.length);
        },
      ),
    );
  });

  it('gives nobody more than its ceiling, and whoever wants less than its fair part all of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 4_000 }),
        fc.array(claim, { minLength: 1, maxLength: 6 }),
        (total, claims) => {
          const weights = claims.reduce((sum, { weight }) => sum + weight, 0);
          divideCpu(total, claims).forEach((part, i) => {
            const { demandMilli, weight, limitMilli } = claims[i]!;
            if (limitMilli > 0) expect(part).toBeLessThanOrEqual(limitMilli);
            const modest = Math.min(Math.floor((total * weight) / weights), demandMilli);
            expect(part).toBeGreaterThanOrEqual(limitMilli > 0 ? Math.min(modest, limitMilli) : modest);
          });
        },
      ),
    );
  });

  it('by weight, where all want too much', () =>
    expect(
      divideCpu(600, [
        { demandMilli: 900, weight: 500, limitMilli: 0 },
        { demandMilli: 900, weight: 100, limitMilli: 0 },
      ]),
    ).toEqual([500, 100]));
});

describe('Mem_Buf_Limit', () => {
  it('holds the limit and one write, and is never paused below it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 500 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }),
        (limit, writes) => {
          const buffer = emptyMemBuffer();
          const held: number[] = [];
          writes.forEach((kb, i) => {
            if (!buffer.paused) {
              append(buffer, kb, limit);
              held.push(kb);
            } else if (i % 2 === 0) flush(buffer, held.shift()!, limit);
            expect(buffer.usedKb).toBe(held.reduce((sum, each) => sum + each, 0));
            expect(buffer.usedKb).toBeLessThan(limit + 40);
            expect(buffer.paused).toBe(buffer.usedKb >= limit);
          });
        },
      ),
    );
  });
});

describe('backoff', () => {
  it('lies in its range, and the range grows to the cap', () => {
    const random = new Stream(streamKey(1, 'test'));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 40 }),
        (base, cap, retry) => {
          const [least, most] = retryRange(base, cap, retry);
          expect([least, most]).toEqual([base, Math.max(base, Math.min(cap, base * 2 ** Math.min(retry, 30)))]);
          const waitUs = retryWaitUs(random, base, cap, retry);
          expect(waitUs >= ms(least) && waitUs <= ms(most)).toBe(true);
        },
      ),
    );
  });
});

describe('reading the log', () => {
  it('hands over every entry once and in order, whatever holes a full disk has left', () => {
    const file = fc.array(fc.record({ gap: fc.nat(3), lines: fc.integer({ min: 1, max: 20 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), fc.nat(20), (shapes, from) => {
        let offset = -1;
        const files = shapes.map((shape, no) => ({
          no,
          kb: 0,
          entries: shape.map(({ gap, lines }) => ({
            offset: (offset += 1 + gap),
            order: 1_000 + offset,
            lines,
            atUs: 0,
          })),
        }));
        const wanted = files.flatMap(({ entries }) => entries.filter((entry) => entry.offset >= from));
        const read: number[] = [];
        for (let at = from; ;) {
          const { next, orders } = linesFrom({ files }, at);
          if (orders.length === 0) break;
          read.push(...orders);
          at = next;
        }
        expect(read).toEqual(wanted.map(({ order }) => order));
      }),
    );
  });
});

describe('xDS', () => {
  it('whatever is sent and refused, client and server agree on what is in use', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ good: fc.boolean(), reset: fc.boolean() }), { maxLength: 30 }), (pushes) => {
        const client = newClient('logging');
        const stream = newStream();
        hear(stream, subscribe(client));
        let accepted = '';
        pushes.forEach(({ good, reset }, i) => {
          if (reset) hear(stream, subscribe(client));
          const response = respond(stream, 'logging', `v${i}`, `${i + 1}`, [`r${i}`]);
          expect(hear(stream, receive(client, response, good ? '' : 'bad'))).toBe(good ? 'ack' : 'nack');
          if (good) accepted = `v${i}`;
          expect([client.version, stream.acked]).toEqual([accepted, accepted]);
        });
      }),
    );
  });
});
