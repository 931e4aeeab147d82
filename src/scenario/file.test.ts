import { describe, expect, test } from 'vitest';
import { parseScenarioData, parseScenarioFile, scenarioFile } from './file.ts';
import { TEA_SHOP, vocabularyFor } from './fixtures/vocabulary.ts';
import type { Scenario } from './scenario.ts';

const rush: Scenario = {
  pattern: 'tea-shop',
  preset: 'rush',
  ...TEA_SHOP.presets['rush']!,
  settings: {},
  view: { cursorUs: 5 },
};
const parse = (text: string) => parseScenarioFile(text, vocabularyFor);
const withScenario = (scenario: unknown) =>
  parse(JSON.stringify({ format: 'faultline-scenario', version: 1, scenario }));

test('a file holds the whole scenario, for people as well', async () => {
  const text = scenarioFile(rush);
  expect(text).toMatch(/^\{\n {2}"format": "faultline-scenario",\n {2}"version": 1,/);
  expect(await parse(text)).toEqual({ scenario: rush, problems: [] });
});

test('what a file leaves out comes from its preset', async () => {
  expect(await withScenario({ pattern: 'tea-shop', preset: 'rush' })).toEqual({
    scenario: { ...rush, view: {} },
    problems: [],
  });
});

test('a flag that says no is left out, as everywhere else', async () => {
  const { scenario } = await withScenario({
    ...rush,
    actions: [
      { kind: 'cut', a: 'n1', b: 'n2', oneWay: false, atUs: 1 },
      { kind: 'crash', node: 'n1', loseUnsynced: false, atUs: 2 },
    ],
  });
  expect(scenario?.actions).toEqual([
    { kind: 'cut', a: 'n1', b: 'n2', atUs: 1 },
    { kind: 'crash', node: 'n1', atUs: 2 },
  ]);
});

test('broken parts are named, and the rest stands', async () => {
  const { scenario, problems } = await withScenario({
    ...rush,
    seed: -1,
    on: 'yes',
    extra: { ignored: true },
    settings: { lid: false, 'kettle.litres': '3', litd: true },
    actions: [
      ...rush.actions.slice(0, 1),
      { kind: 'crahs', node: 'n1', atUs: 1 },
      { kind: 'crash', atUs: 1 },
      { kind: 'crash', node: 'n1', atUs: 1.5 },
      7,
      { kind: 'loss', a: 'n1', b: 'n2', ppm: 5, atUs: 3, junk: [1] },
    ],
    view: { cursorUs: 9, panels: 'all', compare: false },
  });
  expect(scenario).toEqual({
    ...rush,
    settings: { lid: false },
    actions: [{ kind: 'loss', a: 'n1', b: 'n2', ppm: 5, atUs: 3 }, rush.actions[0]],
    view: { cursorUs: 9, compare: false },
  });
  expect(problems).toEqual([
    { part: 'on: "yes"', expected: 'on or off' },
    { part: 'seed: -1', expected: 'a seed from 0 to 4294967295' },
    { part: 'settings.kettle.litres: "3"', expected: 'a number from 0.5 to 10 l for kettle.litres' },
    { part: 'settings.litd: true', expected: 'a setting of this pattern; did you mean lid?' },
    {
      part: 'actions[1]: {"kind":"crahs","node":"n1","atUs":1}',
      expected: expect.stringMatching(/did you mean crash\?$/),
    },
    { part: 'actions[2]: {"kind":"crash","atUs":1}', expected: 'crash with atUs, node' },
    { part: 'actions[3]: {"kind":"crash","node":"n1","atUs":1.5}', expected: 'a time from 0s to 3600s' },
    { part: 'actions[4]: 7', expected: expect.stringMatching(/^an action with a kind/) },
    { part: 'view.panels: "all"', expected: expect.stringMatching(/^up to 16 panels/) },
  ]);
});

describe('what is no scenario file', () => {
  test.each([
    '',
    'null',
    '[]',
    '{}',
    '"#/tea-shop"',
    '{"format":"faultline-scenario"}',
    '{"format":"other","version":1,"scenario":{}}',
    '[1,',
    '[[['.repeat(200_000),
    `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
    ' '.repeat(1_000_001),
  ])('%#', async (text) => {
    const { scenario, problems } = await parse(text);
    expect(scenario).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]!.part.length).toBeLessThan(100);
  });

  test.each([0, 2, 1.5, '1', null])('version %j', async (version) => {
    const { scenario, problems } = await parse(
      JSON.stringify({ format: 'faultline-scenario', version, scenario: rush }),
    );
    expect(scenario).toBeNull();
    expect(problems[0]?.expected).toMatch(/^a file version from 1 to 1/);
  });

  test.each(['none', '__proto__', 7, null, undefined])('pattern %j', async (pattern) => {
    expect((await withScenario({ ...rush, pattern })).scenario).toBeNull();
  });
});

test('data nested without end does not come through', async () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
  const action = { kind: 'command', node: 'n1', command: 'placeOrder', atUs: 1, args: deep };
  const { scenario, problems } = await parseScenarioData(
    { format: 'faultline-scenario', version: 1, scenario: { ...rush, actions: [action] } },
    vocabularyFor,
  );
  expect(scenario?.actions).toEqual([]);
  expect(problems).toHaveLength(1);
});

test('keys that would reach a prototype do not come through', async () => {
  const text =
    '{"format":"faultline-scenario","version":1,"scenario":{"pattern":"tea-shop","__proto__":{"polluted":1},"settings":{"__proto__":1},"actions":[{"kind":"command","node":"n1","command":"placeOrder","atUs":1,"args":{"__proto__":{"polluted":1}}}]}}';
  const { scenario, problems } = await parse(text);
  expect(problems).toHaveLength(2);
  expect(scenario?.actions).toEqual([]);
  expect(scenario).not.toHaveProperty('polluted');
});
