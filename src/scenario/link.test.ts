import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Action } from '../kernel/action.ts';
import { inflateText } from './compress.ts';
import { TEA_SHOP, vocabularyFor } from './fixtures/vocabulary.ts';
import { decodeLink, encodeScenario } from './link.ts';
import type { Scenario } from './scenario.ts';

const calm: Scenario = { pattern: 'tea-shop', preset: 'calm', ...TEA_SHOP.presets['calm']!, settings: {}, view: {} };
const rush: Scenario = { pattern: 'tea-shop', preset: 'rush', ...TEA_SHOP.presets['rush']!, settings: {}, view: {} };
const doing = (...actions: Action[]): Scenario => ({ ...calm, actions });
const decode = (link: string) => decodeLink(link, vocabularyFor);
const second = 1_000_000;

describe('links that the encoder writes', () => {
  test.each<[string, Scenario]>([
    ['#/tea-shop', calm],
    ['#/tea-shop?preset=rush', rush],
    ['#/tea-shop?off&seed=7', { ...calm, on: false, seed: 7 }],
    ['#/tea-shop?preset=rush&on&until=1.5s', { ...rush, on: true, untilUs: 1.5 * second }],
    ['#/tea-shop?mutant=forgets-lid', { ...calm, mutant: 'forgets-lid' }],
    [
      '#/tea-shop?set=breaker.waitMs:5000,kettle.litres:1.5,leaf:half~20~26~20half,lid:off',
      { ...calm, settings: { 'breaker.waitMs': 5_000, 'kettle.litres': 1.5, leaf: 'half & half', lid: false } },
    ],
    ['#/tea-shop?preset=rush&set=kettle.litres:1', { ...rush, settings: { 'kettle.litres': 1 } }],
    ['#/tea-shop?preset=rush&skip=2,4', { ...rush, actions: [rush.actions[0]!, rush.actions[2]!] }],
    ['#/tea-shop?preset=rush&skip=all', { ...rush, actions: [] }],
    [
      '#/tea-shop?preset=rush&do=3s+6s:hang(gateway)&skip=1',
      { ...rush, actions: [{ ...rush.actions[0]!, atUs: 3 * second }, ...rush.actions.slice(1)] },
    ],
    [
      '#/tea-shop?at=3.2s~1908&sel=n1.7~27&panels=inspector:program,log&compare&step=2&fp=0123456789abcdef',
      {
        ...calm,
        view: {
          cursorUs: 3.2 * second,
          cursorSeq: 1908,
          selection: "n1.7'",
          panels: ['inspector:program', 'log'],
          compare: true,
          lessonStep: 2,
          fingerprint: '0123456789abcdef',
        },
      },
    ],
    [
      '#/tea-shop?note=Watch+n2+at+4+s~3a+1~2b1+~25+~e2~80~93+is+it+gone~3f',
      { ...calm, view: { note: 'Watch n2 at 4 s: 1+1 % – is it gone?' } },
    ],
    [
      '#/tea-shop?at=3.2s&view=asOfMs:5200,offset:-3,order:by-lag',
      { ...calm, view: { cursorUs: 3.2 * second, own: { asOfMs: 5_200, offset: -3, order: 'by-lag' } } },
    ],
    ['#/tea-shop?sel=n_&v=1', { ...calm, view: { selection: 'n_' } }],
  ])('%s', async (link, scenario) => {
    expect(await encodeScenario(scenario, TEA_SHOP)).toBe(link);
    expect(await decode(link)).toEqual({ scenario, problems: [] });
  });

  test.each<[string, Action]>([
    ['0s:crash(n1)', { kind: 'crash', node: 'n1', atUs: 0 }],
    [
      '2s+6s:crash-unsynced(@leader)',
      { kind: 'crash', node: '@leader', loseUnsynced: true, atUs: 2 * second, forUs: 6 * second },
    ],
    ['350ms:restart(@role:replica)', { kind: 'restart', node: '@role:replica', atUs: 350_000 }],
    ['1.234567s:pause(@all)', { kind: 'pause', node: '@all', atUs: 1_234_567 }],
    ['20us:resume(n1)', { kind: 'resume', node: 'n1', atUs: 20 }],
    ['2s:slow(gateway,4x)', { kind: 'slow', node: 'gateway', percent: 400, atUs: 2 * second }],
    ['2s:jump(n1,-50ms)', { kind: 'clockJump', node: 'n1', byUs: -50_000, atUs: 2 * second }],
    ['2s:offset(n1,-50ms)', { kind: 'clockOffset', node: 'n1', offsetUs: -50_000, atUs: 2 * second }],
    ['2s:drift(n1,200ppm)', { kind: 'clockDrift', node: 'n1', ppm: 200, atUs: 2 * second }],
    ['2s:disk-full(n1)', { kind: 'diskFull', node: 'n1', full: true, atUs: 2 * second }],
    ['2s:disk-ok(n1)', { kind: 'diskFull', node: 'n1', full: false, atUs: 2 * second }],
    ['2s:slow-sync(n1,12.5x)', { kind: 'slowSync', node: 'n1', percent: 1_250, atUs: 2 * second }],
    ['2s+250ms:cut(n1,n2)', { kind: 'cut', a: 'n1', b: 'n2', atUs: 2 * second, forUs: 250_000 }],
    ['2s:cut-one-way(n1,n2)', { kind: 'cut', a: 'n1', b: 'n2', oneWay: true, atUs: 2 * second }],
    ['2s:heal(n1,n2)', { kind: 'heal', a: 'n1', b: 'n2', atUs: 2 * second }],
    [
      '2s:partition(n1+n2/n3+@minority:replica)',
      {
        kind: 'partition',
        groups: [
          ['n1', 'n2'],
          ['n3', '@minority:replica'],
        ],
        atUs: 2 * second,
      },
    ],
    ['2s:heal-all', { kind: 'healAll', atUs: 2 * second }],
    ['2s:latency(n1,n2,200ms)', { kind: 'latency', a: 'n1', b: 'n2', addUs: 200_000, atUs: 2 * second }],
    ['2s:loss(n1,n2,0.05)', { kind: 'loss', a: 'n1', b: 'n2', ppm: 50_000, atUs: 2 * second }],
    ['2s:duplicates(n1,n2,1)', { kind: 'duplicates', a: 'n1', b: 'n2', ppm: 1_000_000, atUs: 2 * second }],
    ['2s:reorder(n1,n2,0)', { kind: 'reorder', a: 'n1', b: 'n2', ppm: 0, atUs: 2 * second }],
    ['2s:bandwidth(n1,n2,10000)', { kind: 'bandwidth', a: 'n1', b: 'n2', bytesPerSecond: 10_000, atUs: 2 * second }],
    ['2s:drop(n1.212)', { kind: 'dropMessage', message: 'n1#212', atUs: 2 * second }],
    ['2s:delay(n1.212,1s)', { kind: 'delayMessage', message: 'n1#212', byUs: second, atUs: 2 * second }],
    ['2s:duplicate(n1.212~27)', { kind: 'duplicateMessage', message: "n1#212'", atUs: 2 * second }],
    ['2s:deliver(n1.212)', { kind: 'deliverMessage', message: 'n1#212', atUs: 2 * second }],
    ['2s+5s:kill-pod(bar)', { kind: 'killPod', pod: 'bar', atUs: 2 * second, forUs: 5 * second }],
    ['2s:restart-pod(bar)', { kind: 'restartPod', pod: 'bar', atUs: 2 * second }],
    ['2s:hang(gateway)', { kind: 'mode', node: 'gateway', mode: 'hang', atUs: 2 * second }],
    ['8s:recover(gateway)', { kind: 'mode', node: 'gateway', mode: 'ok', atUs: 8 * second }],
    ['2s:mode(gateway,slow)', { kind: 'mode', node: 'gateway', mode: 'slow', atUs: 2 * second }],
    ['2s:mode(n1,half~20open)', { kind: 'mode', node: 'n1', mode: 'half open', atUs: 2 * second }],
    ['2s:placeOrder(shoppers)', { kind: 'command', node: 'shoppers', command: 'placeOrder', atUs: 2 * second }],
    [
      '2s:placeOrder(shoppers,(sku:a1,qty:2,tags:!(hot,!s7,!n,!t),note:!s~c3~a9))',
      {
        kind: 'command',
        node: 'shoppers',
        command: 'placeOrder',
        args: { sku: 'a1', qty: 2, tags: ['hot', '7', null, true], note: 'é' },
        atUs: 2 * second,
      },
    ],
    [
      '2s:command(shoppers,cut,1.5)',
      { kind: 'command', node: 'shoppers', command: 'cut', args: 1.5, atUs: 2 * second },
    ],
    [
      '2s+1s:set(breaker.waitMs:5000)',
      { kind: 'set', setting: 'breaker.waitMs', value: 5_000, atUs: 2 * second, forUs: second },
    ],
    ['2s:set(lid:off)', { kind: 'set', setting: 'lid', value: false, atUs: 2 * second }],
  ])('do=%s', async (text, action) => {
    expect(await encodeScenario(doing(action), TEA_SHOP)).toBe(`#/tea-shop?do=${text}`);
    expect(await decode(`#/tea-shop?do=${text}`)).toEqual({ scenario: doing(action), problems: [] });
  });
});

test('what means the same is read as well', async () => {
  const { scenario, problems } = await decode(
    '#/tea-shop?do=2000ms:drop(n1%23212),2.50s:partition(n1|n2),3s:set(lid:false),4s:ok(gateway),5s:heal-all(),20µs:pause(n1&seed=007&set=lid:1',
  );
  expect(problems).toEqual([]);
  expect(scenario).toEqual({
    ...calm,
    seed: 7,
    actions: [
      { kind: 'pause', node: 'n1', atUs: 20 },
      { kind: 'dropMessage', message: 'n1#212', atUs: 2 * second },
      { kind: 'partition', groups: [['n1'], ['n2']], atUs: 2.5 * second },
      { kind: 'set', setting: 'lid', value: false, atUs: 3 * second },
      { kind: 'mode', node: 'gateway', mode: 'ok', atUs: 4 * second },
      { kind: 'healAll', atUs: 5 * second },
    ],
  });
});

test('a query alone belongs to the pattern that is open', async () => {
  expect((await decodeLink('?seed=7', vocabularyFor, { pattern: 'tea-shop' })).scenario).toEqual({ ...calm, seed: 7 });
  expect((await decodeLink('seed=7&off', vocabularyFor, { pattern: 'tea-shop' })).scenario).toEqual({
    ...calm,
    seed: 7,
    on: false,
  });
  expect((await decode('?seed=7')).scenario).toBeNull();
});

test('actions of one instant keep their order, preset or not', async () => {
  const crash = rush.actions[1]!;
  const own: Action = { kind: 'pause', node: 'n3', atUs: crash.atUs };
  for (const actions of [
    [own, crash],
    [crash, own],
    [rush.actions[2]!, crash],
    [crash, crash],
  ]) {
    const link = await encodeScenario({ ...rush, actions }, TEA_SHOP);
    expect((await decode(link)).scenario?.actions).toEqual(actions);
  }
});

describe('limits', () => {
  test('500 actions and no more', async () => {
    const link = `#/tea-shop?do=${Array.from({ length: 700 }, (_, i) => `${i}ms:crash(n1)`).join(',')}`;
    const { scenario, problems } = await decode(link);
    expect(scenario?.actions).toHaveLength(500);
    expect(problems).toEqual([{ part: 'do=700 actions', expected: expect.stringMatching(/^at most 500/) }]);
    const full = { ...rush, actions: scenario!.actions };
    expect((await decode(await encodeScenario(full, TEA_SHOP))).scenario).toEqual(full);
  });

  test('problems are counted beyond the first twenty', async () => {
    const { problems } = await decode(`#/tea-shop?do=${'x,'.repeat(99)}x`);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.part).toBe('80 more');
  });

  test('a long link is refused before anything is done with it', async () => {
    const { scenario, problems } = await decode(`#/tea-shop?do=${'9'.repeat(300_000)}`);
    expect(scenario).toBeNull();
    expect(problems[0]?.part.length).toBeLessThan(100);
  });

  test('a bomb is stopped while it inflates', async () => {
    const bomb = deflateRawSync(Buffer.alloc(100_000_000, 'a'), { level: 9 }).toString('base64url');
    expect(bomb.length).toBeLessThan(200_000);
    expect(await inflateText(bomb, 500_000)).toBeNull();
    expect((await decode(`#/tea-shop?z=${bomb}&seed=7`)).scenario).toEqual({ ...calm, seed: 7 });
  });

  test('what inflates to anything but link characters is refused', async () => {
    const pack = (text: string) => deflateRawSync(text).toString('base64url');
    expect(await inflateText(pack('seed=7'), 100)).toBe('seed=7');
    for (const text of ['seed=7\n', 'café', 'a b', '\u0000']) expect(await inflateText(pack(text), 100)).toBeNull();
    for (const text of ['', 'A', '=', 'a+b/', 'é']) expect(await inflateText(text, 100)).toBeNull();
  });

  test('a compressed link that is cut off says so, and the rest stands', async () => {
    const actions = Array.from({ length: 60 }, (_, i): Action => ({ kind: 'crash', node: 'n1', atUs: i * 37_411 }));
    const link = await encodeScenario(doing(...actions), TEA_SHOP);
    expect(link).toMatch(/^#\/tea-shop\?z=/);
    const { scenario, problems } = await decode(link.slice(0, -20));
    expect(scenario).toEqual(calm);
    expect(problems).toEqual([{ part: expect.stringMatching(/^z=/), expected: expect.stringMatching(/cut off/) }]);
  });
});

describe('length', () => {
  const faults: Action[] = Array.from({ length: 24 }, (_, i): Action => {
    const atUs = Math.round(1_234_567 * (i + 1));
    const node = TEA_SHOP.nodes[i % 5]!;
    return [
      { kind: 'mode', node: 'gateway', mode: 'hang', atUs, forUs: 3_456_789 } as const,
      { kind: 'crash', node, atUs, forUs: 2_500_000 } as const,
      { kind: 'latency', a: 'n1', b: 'n2', addUs: 123_456, atUs } as const,
      {
        kind: 'partition',
        groups: [
          ['n1', 'n2'],
          ['n3', 'gateway', 'shoppers'],
        ],
        atUs,
      } as const,
    ][i % 4]!;
  });

  test('a typical link is at most 300 characters', async () => {
    const typical = {
      ...rush,
      seed: 3_141_592_653,
      settings: { 'breaker.waitMs': 5_000, lid: false },
      actions: [...rush.actions, ...faults.slice(8, 12)],
      view: {
        cursorUs: 12_345_678,
        cursorSeq: 40_000,
        selection: 'gateway',
        panels: ['inspector:program'],
        fingerprint: '0123456789abcdef',
      },
    };
    expect((await encodeScenario(typical, TEA_SHOP)).length).toBeLessThanOrEqual(300);
  });

  test('one with 24 actions is at most 1,000', async () => {
    const link = await encodeScenario(
      { ...doing(...faults), seed: 3_141_592_653, view: { cursorUs: 12_345_678, fingerprint: '0123456789abcdef' } },
      TEA_SHOP,
    );
    expect(link.length).toBeLessThanOrEqual(1_000);
  });
});
