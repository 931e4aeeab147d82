import { describe, expect, it } from 'vitest';
import { seconds } from '../kernel/time.ts';
import {
  allScenarios,
  checkArrivals,
  checkControl,
  checkDeterminism,
  checkEpoch,
  checkExperiments,
  checkLesson,
  checkMessages,
  checkMutant,
  checkPresets,
  checkState,
  checkWatches,
  checkWords,
} from '../pattern-kit/conformance.ts';
import type { Pattern, PatternMeta } from '../pattern-kit/pattern.ts';

const patterns = import.meta.glob<{ default: Pattern }>('./*/index.ts', { eager: true });
const metas = import.meta.glob<{ meta: PatternMeta }>('./*/meta.ts', { eager: true });
const indexes = import.meta.glob<string>('./*/index.ts', { query: '?raw', import: 'default', eager: true });
const sources = import.meta.glob('./*/programs/*.ts', { query: '?raw', import: 'default' });
const readmes = import.meta.glob('./*/README.md', { query: '?raw', import: 'default' });

/** Seeds of the control run here; `npm run test:deep` runs a thousand. */
const SEEDS = 36;

describe.each(Object.entries(patterns))('%s', (path, { default: pattern }) => {
  const folder = path.split('/')[1]!;
  /** The template, and a copy of it until its author takes that line out of its index.ts. */
  const draft = indexes[path]!.includes('TEMPLATE: draft');

  it('is named after its folder, has a README and its sources', () => {
    expect(metas[`./${folder}/meta.ts`]?.meta).toBe(pattern.meta);
    if (folder !== '_template') expect(pattern.meta.id).toBe(folder);
    expect(readmes[`./${folder}/README.md`]).toBeDefined();
    for (const role of Object.values(pattern.roles))
      expect(sources[`./${folder}/programs/${role.source}`], role.source).toBeDefined();
  });

  it('presets pass the schema and their own links', async () => expect(await checkPresets(pattern)).toEqual([]));
  it('everything on stage has a place, a face and words', () => expect(checkWords(pattern)).toEqual([]));
  it('every message has a label, a glyph and a sentence', () => expect(checkMessages(pattern)).toEqual([]));
  it('runs are deterministic and no program fails', () => expect(checkDeterminism(pattern)).toEqual([]));
  it('state survives cloning after every event', () => expect(checkState(pattern, seconds(3))).toEqual([]));
  it('off and on meet the same arrivals', () => expect(checkArrivals(pattern)).toEqual([]));
  it('the experiments hold every safety property and reach every state worth seeing', () =>
    expect(checkExperiments(pattern)).toEqual([]));
  it('every property watches all that changes it', () => expect(checkWatches(pattern, 6)).toEqual([]));
  it('says by which number it knows what is out of date, and shows it', async () => {
    if (!draft) expect(pattern.epoch).toBeDefined();
    expect(await checkEpoch(pattern)).toEqual([]);
  });
  it(`the true programs hold under random faults (${SEEDS} seeds)`, () =>
    expect(checkControl(pattern, 0, SEEDS)).toEqual([]));
  it('the lesson is unsolved at the start of each step and solved by its own solution', async () =>
    expect(await checkLesson(pattern)).toEqual([]));

  it.each(pattern.mutants.map((mutant) => [mutant.id, mutant] as const))(
    'the planted bug %s is caught by the property it names',
    (_id, mutant) => {
      expect(checkMutant(pattern, mutant)).toEqual([]);
    },
  );

  it('has planted bugs, both sides of every experiment, and a guided demo', async () => {
    expect((await pattern.lesson()).steps.length).toBeGreaterThanOrEqual(draft ? 1 : 8);
    expect(pattern.mutants.length).toBeGreaterThanOrEqual(draft ? 1 : 4);
    expect(allScenarios(pattern)).toHaveLength(2 * pattern.experiments.length);
  });
});
