import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingMatches, routingKeyOf } from './programs/routing-key.ts';

describe('AMQP topic routing', () => {
  it('matches as the specification tells in its example', () => {
    expect(['usd.stock', 'eur.stock.db', 'stock.nasdaq'].map((key) => bindingMatches('*.stock.#', key))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('takes # for no word as well, wherever it stands', () => {
    for (const key of ['', 'a', 'a.b.c']) expect(bindingMatches('#', key)).toBe(true);
    expect(bindingMatches('a.#', 'a')).toBe(true);
    expect(bindingMatches('#.a', 'a')).toBe(true);
    expect(bindingMatches('a.#.b', 'a.b')).toBe(true);
    expect(bindingMatches('a.#.b', 'a.x.y.b')).toBe(true);
    expect(bindingMatches('a.#.b', 'a.b.x')).toBe(false);
  });

  it('takes * for exactly one word', () => {
    expect([bindingMatches('*', ''), bindingMatches('*', 'a'), bindingMatches('*', 'a.b')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([bindingMatches('a.*.b', 'a.b'), bindingMatches('a.*.b', 'a.x.b')]).toEqual([false, true]);
  });

  it('agrees with a regular expression that says the same', () => {
    const word = fc.constantFrom('a', 'b', 'c');
    const words = (each: fc.Arbitrary<string>) => fc.array(each, { maxLength: 6 });
    fc.assert(
      fc.property(words(fc.oneof(word, fc.constantFrom('*', '#'))), words(word), (binding, key) => {
        // Each word begins with a dot of its own.
        const source = binding.map((part) =>
          part === '#' ? String.raw`(\.[a-c])*` : part === '*' ? String.raw`\.[a-c]` : String.raw`\.${part}`,
        );
        const expected = new RegExp(`^${source.join('')}$`).test(key.map((part) => `.${part}`).join(''));
        expect(bindingMatches(binding.join('.'), key.join('.'))).toBe(expected);
      }),
    );
  });

  it('reads an MQTT topic as a routing key', () =>
    expect(routingKeyOf('plant/north/t1/temperature')).toBe('plant.north.t1.temperature'));
});
