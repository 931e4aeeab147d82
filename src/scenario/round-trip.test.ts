import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../kernel/action.ts';
import { ACTION_CATALOGUE, ACTION_KINDS, takesDuration, type ActionEntry } from '../kernel/action-catalogue.ts';
import { byTime } from './actions.ts';
import { CAPS } from './caps.ts';
import { parseScenarioFile, scenarioFile } from './file.ts';
import { TEA_SHOP, vocabularyFor } from './fixtures/vocabulary.ts';
import { decodeLink, encodeScenario } from './link.ts';
import { presetSetting } from './preset-diff.ts';
import type { PresetScenario, Scenario } from './scenario.ts';

const node = fc.constantFrom(...TEA_SHOP.nodes, '@all', '@leader', '@role:replica', '@minority:replica', '@half open');
const twoNodes = fc.tuple(node, node).filter(([a, b]) => a !== b || a.startsWith('@'));
const at = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((s) => s * 1_000_000),
  fc.integer({ min: 0, max: CAPS.timeUs }),
  fc.constantFrom(2_000_000, 5_000_000, 9_000_000),
);
const text = fc.string({ unit: 'binary', maxLength: 12 });
const key = fc.string({ maxLength: 8 }).filter((word) => !['__proto__', 'constructor', 'prototype'].includes(word));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    text,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const settingOf = {
  'kettle.litres': fc.constantFrom(0.5, 1, 1.25, 7, 10),
  'breaker.waitMs': fc.integer({ min: 100, max: 60_000 }),
  leaf: fc.constantFrom('green', 'oolong', 'half & half'),
  lid: fc.boolean(),
};

function subject({ subject: what }: ActionEntry): fc.Arbitrary<object> {
  switch (what) {
    case 'node':
      return fc.record({ node });
    case 'link':
      return twoNodes.map(([a, b]) => ({ a, b }));
    case 'groups':
      return fc.record({
        groups: fc.array(fc.array(node, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      });
    case 'message':
      return fc.record({
        message: fc
          .tuple(fc.constantFrom(...TEA_SHOP.nodes), fc.integer({ min: 1, max: 9_999 }), fc.constantFrom('', "'", "''"))
          .map(([from, n, copy]) => `${from}#${n}${copy}`),
      });
    case 'pod':
      return fc.record({ pod: fc.constantFrom(...TEA_SHOP.pods) });
    case 'setting':
      return fc.oneof(
        ...Object.entries(settingOf).map(([setting, value]) =>
          fc.record({ setting: fc.constant(setting), value: value as fc.Arbitrary<number | string | boolean> }),
        ),
      );
    case 'world':
      return fc.constant({});
  }
}

const actionOf = fc.constantFrom(...ACTION_KINDS).chain((kind): fc.Arbitrary<Action> => {
  const entry = ACTION_CATALOGUE[kind];
  const numbers = Object.fromEntries(
    entry.parameters.map(({ name, min, max, default: usual }) => [
      name,
      fc.oneof(fc.constant(usual), fc.integer({ min, max })),
    ]),
  );
  const flags = Object.fromEntries(
    entry.flags.map(({ name, required }) => [name, required ? fc.boolean() : fc.constant(true)]),
  );
  const optional = entry.flags.filter((flag) => !flag.required).map((flag) => flag.name);
  const own =
    kind === 'mode'
      ? { mode: fc.constantFrom(...TEA_SHOP.modes) }
      : kind === 'command'
        ? { command: fc.constantFrom(...TEA_SHOP.commands) }
        : {};
  const args = kind === 'command' ? { args: json } : {};
  const rest = fc.record(
    { atUs: at, ...numbers, ...flags, ...own, ...args, forUs: fc.integer({ min: 1, max: 30_000_000 }) },
    {
      requiredKeys: [
        'atUs',
        ...Object.keys(numbers),
        ...Object.keys(own),
        ...Object.keys(flags).filter((flag) => !optional.includes(flag)),
      ] as never,
    },
  );
  return fc.tuple(subject(entry), rest).map(([a, b]) => {
    const { forUs, ...action } = { kind, ...a, ...(b as { forUs?: number }) } as unknown as Action;
    return forUs === undefined || !takesDuration(action) ? action : { ...action, forUs };
  });
});

const panel = fc.constantFrom('inspector:program', 'log', 'timeline', 'lesson');
const view = fc
  .record(
    {
      cursorUs: at,
      cursorSeq: fc.integer({ min: -1, max: 5_000_000 }),
      selection: fc.oneof(node, fc.constant("n1#7'"), fc.string({ minLength: 1, maxLength: 30 })),
      panels: fc.uniqueArray(panel, { minLength: 1 }),
      compare: fc.constant(true),
      lessonStep: fc.integer({ min: 0, max: CAPS.lessonStep }),
      own: fc.dictionary(
        fc.stringMatching(/^[a-z][A-Za-z0-9]{0,39}$/),
        fc.oneof(
          fc.integer({ min: -CAPS.ownNumber, max: CAPS.ownNumber }),
          fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/),
        ),
        { minKeys: 1, maxKeys: CAPS.own, noNullPrototype: true },
      ),
      note: fc
        .string({ unit: 'binary', minLength: 1, maxLength: CAPS.note })
        .filter((note) => note.trim() !== '' && !/[\p{Surrogate}\p{Cc}]/u.test(note) && note.length <= CAPS.note),
      fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    },
    { requiredKeys: [] },
  )
  .map(({ cursorSeq, ...rest }) =>
    rest.cursorUs === undefined || cursorSeq === undefined ? rest : { ...rest, cursorSeq },
  );

/** Any scenario that the schema takes: a part of the preset's actions, and others among them. */
const scenario: fc.Arbitrary<Scenario> = fc.constantFrom('calm', 'rush').chain((preset) => {
  const base = TEA_SHOP.presets[preset] as PresetScenario;
  const settings = fc
    .record(settingOf, { requiredKeys: [] })
    .map((all) =>
      Object.fromEntries(Object.entries(all).filter(([name, value]) => presetSetting(TEA_SHOP, base, name) !== value)),
    );
  const actions = fc
    .tuple(fc.shuffledSubarray([...base.actions, ...base.actions.slice(0, 1)]), fc.array(actionOf, { maxLength: 12 }))
    .map(([kept, own]) => byTime([...own.slice(0, 3), ...kept, ...own.slice(3)]));
  const seed = fc.oneof(fc.constant(base.seed), fc.integer({ min: 0, max: CAPS.seed }));
  const untilUs = fc.oneof(fc.constant(base.untilUs), fc.integer({ min: 1, max: CAPS.timeUs }));
  return fc
    .record(
      { on: fc.boolean(), seed, settings, actions, untilUs, mutant: fc.constant('forgets-lid'), view },
      { requiredKeys: ['on', 'seed', 'settings', 'actions', 'untilUs', 'view'] },
    )
    .map((rest) => ({ pattern: TEA_SHOP.pattern, preset, ...rest }));
});

/** What browsers, chats and mail programs leave alone in a fragment. */
const SAFE = /^#\/[A-Za-z0-9-]+(\?[A-Za-z0-9._~@:!(),+=&/-]+)?$/;

describe('any scenario', () => {
  test('comes back from its link, which is safe to paste', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (document) => {
        const link = await encodeScenario(document, TEA_SHOP);
        expect(link).toMatch(SAFE);
        expect(link).toMatch(/[A-Za-z0-9)]$/);
        expect(await decodeLink(link, vocabularyFor)).toEqual({ scenario: document, problems: [] });
      }),
      { numRuns: 1_500 },
    );
  });

  test('comes back from its link as a chat mangles it', async () => {
    const address = 'https://faultline.example/play/?from=chat';
    const mangle = fc.constantFrom<(link: string) => string>(
      (link) => `${address}${link}`,
      (link) => `  <${address}${link}> `,
      (link) => `(${address}${link}).`,
      (link) => `[run](${address}${link}), thanks`,
      (link) => `see ${address}${link}…`,
      (link) => encodeURI(link).replaceAll('&', '&amp;'),
      (link) => `#/${encodeURIComponent(link.slice(2))}`,
      (link) => encodeURIComponent(encodeURIComponent(link)),
      (link) => link.slice(1),
      (link) => link.slice(2),
      (link) => `\u200B${link.replace(/\)$/, '')}\uFEFF`,
    );
    await fc.assert(
      fc.asyncProperty(scenario, mangle, async (document, change) => {
        const link = await encodeScenario(document, TEA_SHOP);
        expect(await decodeLink(change(link), vocabularyFor)).toEqual({ scenario: document, problems: [] });
      }),
      { numRuns: 1_500 },
    );
  });

  test('comes back from its file', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (document) => {
        expect(await parseScenarioFile(scenarioFile(document), vocabularyFor)).toEqual({
          scenario: document,
          problems: [],
        });
      }),
      { numRuns: 500 },
    );
  });
});
