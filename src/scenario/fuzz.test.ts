import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CAPS } from './caps.ts';
import { TEA_SHOP, vocabularyFor } from './fixtures/vocabulary.ts';
import { decodeLink, encodeScenario } from './link.ts';
import type { Decoded } from './scenario.ts';
import { documentSchema } from './schema.ts';

const COUNT = 100_000;

const real = (
  JSON.parse(readFileSync(new URL('./fixtures/links-v1.json', import.meta.url), 'utf8')) as { link: string }[]
).map(({ link }) => link);
const pack = (text: string | Buffer): string => deflateRawSync(text, { level: 9 }).toString('base64url');
const hostile = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '9'.repeat(400),
  '0x10',
  '\uD800',
  '\u0000',
  '\u202E',
  '%00',
  '%ff',
  '%25',
  '%',
  '&amp;',
  '~',
  '~zz',
  '~ff',
  '()',
  '(((((((',
  ')))))))',
  ',,,,',
  '&&&',
  '==',
  '??',
  '##',
  '#/',
  'javascript:alert(1)',
  '<script>globalThis.ran=1</script>',
  '${globalThis.ran=1}',
  'eval(1)',
  '=',
  '&',
  'do=',
  'set=',
  'skip=all',
  'v=2',
  'z=',
  `z=${pack('seed=9&do=1s:crash(n1)')}`,
  '99999999999s:',
  '1s+1s+1s:',
  '@',
  '@:',
  '@role:',
  "n1#1'",
  '!s',
  '!(',
  '+',
  '/',
  '|',
  'a'.repeat(2_000),
];
/** Each of these inflates to far more than is allowed, or to something that is no link. */
const bombs = [
  Buffer.alloc(5_000_000, 'a'),
  Buffer.alloc(5_000_000),
  Buffer.from('do='.padEnd(400_000, '1s:crash(n1),')),
  Buffer.from('&'.repeat(400_000)),
  Buffer.from(`do=1s:placeOrder(n1,${'('.repeat(1_000)}`),
  Buffer.from([0xff, 0xfe, 0x00]),
].map((bomb) => `#/tea-shop?z=${pack(bomb)}`);

/** A small generator with a seed of its own, so that a failing link can be made again. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function mutate(text: string, roll: (n: number) => number): string {
  const at = roll(text.length + 1);
  const to = Math.min(text.length, at + roll(12));
  switch (roll(9)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + String.fromCharCode(32 + roll(96)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + String.fromCharCode(roll(0x1_0000)) + text.slice(at);
    case 3:
      return text.slice(0, at) + hostile[roll(hostile.length)] + text.slice(to);
    case 4:
      return text.slice(0, to) + text.slice(at);
    case 5:
      return text.slice(0, at) + real[roll(real.length)]!.slice(roll(60));
    case 6:
      return text.replace(/\d+/g, (digits) => (roll(4) === 0 ? String(roll(2 ** 31)) : digits));
    case 7:
      return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '')).slice(0, 5_000);
    default:
      return text.slice(0, at);
  }
}

function fuzzed(roll: (n: number) => number): string {
  const kind = roll(100);
  if (kind === 0) return mutate(bombs[roll(bombs.length)]!, roll);
  if (kind < 5)
    return String.fromCharCode(...Array.from({ length: roll(200) }, () => roll(roll(2) === 0 ? 128 : 0x1_0000)));
  // Mutated within, then packed: what passes inflating must still pass everything else.
  if (kind < 10) return `#/tea-shop?z=${pack(mutate(real[roll(real.length)]!.slice(11), roll))}`;
  let link = real[roll(real.length)]!;
  for (let changes = 1 + roll(6); changes > 0; changes--) link = mutate(link, roll);
  return link;
}

/** Holds for every answer, whatever was asked. */
function expectSound({ scenario, problems }: Decoded, link: string): void {
  const sound = problems.every(
    ({ part, expected }) =>
      part.length <= CAPS.partChars + 1 &&
      expected.length > 0 &&
      expected.length < 300 &&
      !/\p{Surrogate}/u.test(part + expected),
  );
  const valid = scenario === null ? problems.length === 1 : v.is(documentSchema(TEA_SHOP).scenario, scenario);
  if (!sound || !valid || problems.length > CAPS.problems + 1)
    expect.fail(`${JSON.stringify(link)} gave ${JSON.stringify({ scenario, problems })}`);
}

test(
  `${COUNT} fuzzed links each open or explain themselves; nothing is thrown, nothing run`,
  { timeout: 240_000 },
  async () => {
    const roll = dice(20_260_101);
    const properties = Object.getOwnPropertyNames(Object.prototype).join();
    const answers = { opened: 0, partly: 0, refused: 0 };
    for (let i = 0; i < COUNT; i++) {
      const link = fuzzed(roll);
      const decoded = await decodeLink(link, vocabularyFor);
      expectSound(decoded, link);
      answers[decoded.scenario === null ? 'refused' : decoded.problems.length > 0 ? 'partly' : 'opened']++;
      // What was read can be written, and then reads the same without a word.
      if (i % 20 === 0 && decoded.scenario !== null) {
        expect(await decodeLink(await encodeScenario(decoded.scenario, TEA_SHOP), vocabularyFor)).toEqual({
          scenario: decoded.scenario,
          problems: [],
        });
      }
    }
    expect(globalThis).not.toHaveProperty('ran');
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(properties);
    // The fuzzer reaches all three kinds of answer, none of them by accident alone.
    for (const count of Object.values(answers)) expect(count).toBeGreaterThan(COUNT / 50);
  },
);

test('no hostile link takes long: time grows with length, not faster', async () => {
  const long = [
    '(',
    ')',
    ',',
    '&',
    '~',
    '~20',
    '%',
    '%25',
    '&amp;',
    'do=',
    '1s:crash(n1),',
    'a',
    '.',
    '…',
    '+',
    '/',
    '!(',
    '1',
    '# /',
    '?',
  ].map((piece) => piece.repeat(Math.floor(150_000 / piece.length)));
  for (const text of long) {
    for (const head of [
      '',
      '#/tea-shop?do=',
      '#/tea-shop?set=',
      '#/tea-shop?z=',
      '#/tea-shop?do=1s:placeOrder(n1,',
      '#/tea-shop?',
    ]) {
      const began = performance.now();
      expectSound(await decodeLink(head + text, vocabularyFor), head);
      expect(performance.now() - began, `${head}${text.slice(0, 12)}`).toBeLessThan(2_000);
    }
  }
});
