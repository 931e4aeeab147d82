import { CAPS } from './caps.ts';
import { createDraft, nothing, type Draft } from './draft.ts';
import type { VocabularyFor } from './link.ts';
import { nearest } from './nearest.ts';
import type { Decoded, Scenario, Vocabulary } from './scenario.ts';
import { documentSchema, judge, type ScenarioField, type ViewField } from './schema.ts';
import { FILE_FORMAT, upgrade } from './upgrade.ts';

const MARK = 'faultline-scenario';

/** A scenario as a file: whole, so that people and programs can read it without the preset. */
export function scenarioFile(scenario: Scenario): string {
  return `${JSON.stringify({ format: MARK, version: FILE_FORMAT.version, scenario }, null, 2)}\n`;
}

/** Reads a scenario file. Never throws; what is broken is named and left out. */
export async function parseScenarioFile(text: string, vocabularyFor: VocabularyFor): Promise<Decoded> {
  if (text.length > CAPS.fileChars)
    return nothing(`${text.length} characters`, `a file of at most ${CAPS.fileChars} characters`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return nothing(text.trim(), 'a scenario file: JSON as Faultline exports it');
  }
  return parseScenarioData(data, vocabularyFor);
}

/** The same for data that is parsed already, as storage gives it. */
export async function parseScenarioData(data: unknown, vocabularyFor: VocabularyFor): Promise<Decoded> {
  if (!isRecord(data) || data['format'] !== MARK || !isRecord(data['scenario']))
    return nothing(shown(data), `an object with format ${MARK}, a version and a scenario`);
  const { version } = data;
  const known = typeof version === 'number' && Number.isSafeInteger(version) && version >= 1 && version <= 1_000;
  const result = known ? upgrade<unknown>(data['scenario'], version, FILE_FORMAT) : { unknown: true as const };
  if (!('value' in result))
    return nothing(
      `version: ${shown(version)}`,
      `a file version from 1 to ${FILE_FORMAT.version}${'newer' in result ? '; this file comes from a newer Faultline, so reload the page first' : ''}`,
    );
  const scenario = result.value;
  const pattern = isRecord(scenario) ? scenario['pattern'] : undefined;
  const vocabulary =
    typeof pattern === 'string' && /^[a-z0-9][a-z0-9-]{0,59}$/.test(pattern)
      ? await vocabularyFor(pattern).catch(() => null)
      : null;
  if (vocabulary === null || !isRecord(scenario))
    return nothing(`pattern: ${shown(pattern)}`, 'the name of a pattern, such as circuit-breaker');
  return readDocument(scenario, vocabulary);
}

type Data = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FIELDS: readonly Exclude<ScenarioField, 'pattern'>[] = ['preset', 'on', 'seed', 'untilUs', 'mutant'];
const VIEW: readonly ViewField[] = [
  'cursorUs',
  'cursorSeq',
  'selection',
  'panels',
  'compare',
  'lessonStep',
  'own',
  'note',
  'fingerprint',
];

function readDocument(data: Data, vocabulary: Vocabulary): Decoded {
  const draft = createDraft(vocabulary);
  for (const name of FIELDS) {
    if (Object.hasOwn(data, name)) draft.field(name, data[name], `${name}: ${shown(data[name])}`);
  }
  readSettings(data['settings'], vocabulary, draft);
  readActions(data['actions'], vocabulary, draft);
  const view = data['view'];
  if (isRecord(view)) {
    for (const name of VIEW) {
      if (Object.hasOwn(view, name)) draft.view(name, view[name], `view.${name}: ${shown(view[name])}`);
    }
  } else if (view !== undefined) draft.problem(`view: ${shown(view)}`, 'an object', false);
  return draft.finish();
}

function readSettings(data: unknown, vocabulary: Vocabulary, draft: Draft): void {
  if (data === undefined) return;
  if (!isRecord(data)) return draft.problem(`settings: ${shown(data)}`, 'an object with settings of this pattern');
  for (const [key, value] of Object.entries(data)) {
    const part = `settings.${key}: ${shown(value)}`;
    const schema = documentSchema(vocabulary).setting(key);
    const hint = schema === null ? nearest(key, Object.keys(vocabulary.settings)) : null;
    const judged =
      schema === null
        ? { expected: `a setting of this pattern${hint === null ? '' : `; did you mean ${hint}?`}` }
        : judge(schema, value);
    if ('expected' in judged) draft.problem(part, judged.expected);
    else draft.setting(key, judged.value);
  }
}

/** A file without `actions` has those of its preset. */
function readActions(data: unknown, vocabulary: Vocabulary, draft: Draft): void {
  if (data === undefined) return;
  if (!Array.isArray(data)) return draft.problem(`actions: ${shown(data)}`, 'a list of actions');
  draft.skip('all');
  if (data.length > CAPS.actions)
    draft.problem(`${data.length} actions`, `at most ${CAPS.actions} actions; the last are left out`);
  data.slice(0, CAPS.actions).forEach((item: unknown, index) => {
    const judged = judge(documentSchema(vocabulary).action, item);
    if ('expected' in judged) draft.problem(`actions[${index}]: ${shown(item)}`, judged.expected);
    else draft.action(judged.value);
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return JSON.stringify(value).slice(0, CAPS.partChars);
  } catch {
    // Parsing takes deeper nesting than writing does.
    return 'data nested too deep';
  }
}
