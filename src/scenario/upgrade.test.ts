import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TEA_SHOP, vocabularyFor } from './fixtures/vocabulary.ts';
import { parseScenarioFile } from './file.ts';
import { decodeLink, encodeScenario } from './link.ts';
import { FILE_FORMAT, LINK_FORMAT, upgrade, type Format, type Parameter } from './upgrade.ts';

/** Links as they were released, with the scenario that each must open for ever. */
interface Fixture {
  readonly link: string;
  readonly scenario: unknown;
}

const folder = new URL('./fixtures/', import.meta.url);
const files = readdirSync(folder);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

describe.each(files.filter((file) => file.startsWith('links-v')))('%s', (file) => {
  test.each(JSON.parse(read(file)) as Fixture[])('$link', async ({ link, scenario }) => {
    expect(await decodeLink(link, vocabularyFor)).toEqual({ scenario, problems: [] });
  });
});

test.each(files.filter((file) => file.startsWith('file-v')))('%s', async (file) => {
  const { scenario, problems } = await parseScenarioFile(read(file), vocabularyFor);
  expect(problems).toEqual([]);
  expect(scenario).toEqual((JSON.parse(read(file)) as { scenario: unknown }).scenario);
});

test.each([
  ['link', LINK_FORMAT],
  ['file', FILE_FORMAT],
] as const)('every %s version since 1 has its upgrader and its fixtures', (what, format) => {
  const steps = Array.from({ length: format.version - 1 }, (_, i) => String(i + 1));
  expect(Object.keys(format.upgraders)).toEqual(steps);
  for (const version of [...steps, String(format.version)])
    expect(files).toContainEqual(expect.stringMatching(new RegExp(`^${what}s?-v${version}\\.json$`)));
});

/** A grammar that never was: two made-up versions before the first, to try the machinery. */
const DRAFTS: Format<readonly Parameter[]> = {
  version: 3,
  upgraders: {
    // Version 1 wrote `random` for the seed and milliseconds in `t`.
    1: (parameters) =>
      parameters.map(([key, value]): Parameter =>
        key === 'random' ? ['seed', value] : key === 't' ? ['time', `${value}ms`] : [key, value],
      ),
    // Version 2 wrote `time` for `at` and `faults` with semicolons.
    2: (parameters) =>
      parameters.map(([key, value]): Parameter =>
        key === 'time' ? ['at', value] : key === 'faults' ? ['do', (value ?? '').replaceAll(';', ',')] : [key, value],
      ),
  },
};

describe('upgrading', () => {
  const expected = {
    pattern: 'tea-shop',
    preset: 'calm',
    ...TEA_SHOP.presets['calm'],
    seed: 7,
    actions: [
      { kind: 'crash', node: 'n1', atUs: 1_000_000 },
      { kind: 'restart', node: 'n1', atUs: 2_000_000 },
    ],
    view: { cursorUs: 3_200_000 },
  };

  test.each([
    ['#/tea-shop?random=7&t=3200&faults=1s:crash(n1);2s:restart(n1)'],
    ['#/tea-shop?random=7&t=3200&faults=1s:crash(n1);2s:restart(n1)&v=1'],
    ['#/tea-shop?v=2&seed=7&time=3.2s&faults=1s:crash(n1);2s:restart(n1)'],
    ['#/tea-shop?v=3&seed=7&at=3.2s&do=1s:crash(n1),2s:restart(n1)'],
  ])('%s opens alike', async (link) => {
    expect(await decodeLink(link, vocabularyFor, { format: DRAFTS })).toEqual({ scenario: expected, problems: [] });
  });

  test('goes one step at a time, and says where it cannot', () => {
    const format: Format<string> = { version: 4, upgraders: { 2: (text) => `${text}→3`, 3: (text) => `${text}→4` } };
    expect(upgrade('2', 2, format)).toEqual({ value: '2→3→4' });
    expect(upgrade('4', 4, format)).toEqual({ value: '4' });
    expect(upgrade('1', 1, format)).toEqual({ unknown: true });
    expect(upgrade('5', 5, format)).toEqual({ newer: true });
  });

  test('present links state no version', async () => {
    expect(await encodeScenario({ ...expected, settings: {} } as never, TEA_SHOP)).not.toContain('v=');
  });
});
