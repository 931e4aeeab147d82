import type { Us } from '../kernel/time.ts';
import { formatAction, parseAction } from './action-text.ts';
import { CAPS, COMPRESS_BEYOND } from './caps.ts';
import { deflateText, inflateText } from './compress.ts';
import { createDraft, nothing, type Draft } from './draft.ts';
import { withHint } from './nearest.ts';
import { readPasted } from './paste.ts';
import { diffFromPreset, presetOf } from './preset-diff.ts';
import type { Decoded, Scenario, ScenarioView, Vocabulary } from './scenario.ts';
import { formatSetting, parseSetting } from './settings-text.ts';
import { LINK_FORMAT, upgrade, type Format, type Parameter } from './upgrade.ts';
import { escapeText, formatSpan, parseInteger, parseSpan, splitOutside, unescapeText } from './words.ts';

export type VocabularyFor = (pattern: string) => Promise<Vocabulary | null>;

export interface DecodeOptions {
  /** The pattern that a query without one belongs to. */
  readonly pattern?: string;
  /** Only for tests of upgrading. */
  readonly format?: Format<readonly Parameter[]>;
}

/**
 * The address of a scenario: `#/circuit-breaker?seed=7&do=2s:hang(gateway)&at=3.2s`. Only what
 * differs from the preset is written; long ones are compressed into `z=`. The grammar is described
 * in this folder's README.
 */
export async function encodeScenario(scenario: Scenario, vocabulary: Vocabulary): Promise<string> {
  const { parameters, actions } = readableParameters(scenario, vocabulary);
  const head = `#/${scenario.pattern}`;
  if (parameters.length === 0) return head;
  const readable = parameters.join('&');
  if (head.length + readable.length <= COMPRESS_BEYOND.chars && actions <= COMPRESS_BEYOND.actions)
    return withSafeEnd(`${head}?${readable}`);
  const packed = `z=${await deflateText(readable)}`;
  return withSafeEnd(`${head}?${packed.length < readable.length ? packed : readable}`);
}

/**
 * Reads a link in whatever state it arrives; never throws, and executes nothing. What is broken is
 * named in `problems` and left out. `vocabularyFor` is asked only for well-formed pattern names.
 */
export async function decodeLink(
  text: string,
  vocabularyFor: VocabularyFor,
  options: DecodeOptions = {},
): Promise<Decoded> {
  if (typeof text !== 'string') return nothing(typeof text, 'a link as text');
  if (text.length > CAPS.linkChars) return nothing(text, `a link of at most ${CAPS.linkChars} characters`);
  const pasted = readPasted(text);
  const pattern = pasted?.pattern ?? options.pattern;
  if (pasted === null || pattern === undefined)
    return nothing(text, 'a link with a pattern, such as #/circuit-breaker?seed=7');
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(pattern))
    return nothing(pattern, 'the name of a pattern, such as circuit-breaker');
  let vocabulary: Vocabulary | null;
  try {
    vocabulary = await vocabularyFor(pattern);
  } catch {
    return nothing(pattern, 'a pattern that can be loaded; try again when there is a connection');
  }
  if (vocabulary === null) return nothing(pattern, 'the name of a pattern, such as circuit-breaker');
  const draft = createDraft(vocabulary);
  const parameters = await expand(splitParameters(pasted.query), draft);
  readParameters(upgraded(parameters, draft, options.format ?? LINK_FORMAT), vocabulary, draft);
  return draft.finish();
}

/** In an order that leaves the parenthesis of `do` inside the link wherever anything follows. */
function readableParameters(scenario: Scenario, vocabulary: Vocabulary): { parameters: string[]; actions: number } {
  const diff = diffFromPreset(scenario, vocabulary);
  const settings = Object.entries(diff.settings).map(([key, value]) => formatSetting(key, value));
  const actions = diff.added.map((action) => formatAction(action, vocabulary));
  const skipped =
    diff.skipped.length > 0 && diff.skipped.length === diff.preset.actions.length
      ? ['all']
      : diff.skipped.map((index) => String(index + 1));
  const parameters = [
    scenario.preset === vocabulary.defaultPreset ? [] : `preset=${escapeText(scenario.preset)}`,
    diff.on === undefined ? [] : diff.on ? 'on' : 'off',
    diff.seed === undefined ? [] : `seed=${diff.seed}`,
    scenario.mutant === undefined ? [] : `mutant=${escapeText(scenario.mutant)}`,
    settings.length === 0 ? [] : `set=${settings.join(',')}`,
    actions.length === 0 ? [] : `do=${actions.join(',')}`,
    skipped.length === 0 ? [] : `skip=${skipped.join(',')}`,
    diff.untilUs === undefined ? [] : `until=${formatSpan(diff.untilUs)}`,
    viewParameters(scenario.view),
  ].flat();
  return { parameters, actions: actions.length };
}

function viewParameters(view: ScenarioView): string[] {
  const { cursorUs, cursorSeq, selection, panels, compare, lessonStep, own = {}, note, fingerprint } = view;
  const kept = Object.entries(own).map(([name, value]) => formatSetting(name, value));
  return [
    cursorUs === undefined ? [] : `at=${formatSpan(cursorUs)}${cursorSeq === undefined ? '' : `~${cursorSeq}`}`,
    selection === undefined ? [] : `sel=${escapeText(selection)}`,
    panels === undefined || panels.length === 0
      ? []
      : `panels=${panels.map((panel) => escapeText(panel, ':')).join(',')}`,
    compare === true ? 'compare' : [],
    lessonStep === undefined ? [] : `step=${lessonStep}`,
    kept.length === 0 ? [] : `view=${kept.join(',')}`,
    note === undefined ? [] : `note=${escapeText(note, ' ').replaceAll(' ', '+')}`,
    fingerprint === undefined ? [] : `fp=${fingerprint}`,
  ].flat();
}

/** Programs that find links in text leave out punctuation at their end: ours end in none. */
const withSafeEnd = (link: string): string => (/[A-Za-z0-9)]$/.test(link) ? link : `${link}&v=${LINK_FORMAT.version}`);

function splitParameters(query: string): Parameter[] {
  const written = query.split('&').filter((part) => part !== '');
  return written.map((part) => {
    const equals = part.indexOf('=');
    return equals < 0 ? [part, null] : [part.slice(0, equals), part.slice(equals + 1)];
  });
}

/** Replaces the compressed parameter by what it holds. */
async function expand(parameters: readonly Parameter[], draft: Draft): Promise<Parameter[]> {
  const index = parameters.findIndex(([key]) => key === 'z');
  const packed = parameters[index]?.[1];
  if (packed === undefined) return [...parameters];
  const text = packed === null ? null : await inflateText(packed, CAPS.inflatedChars);
  if (text === null)
    draft.problem(`z=${packed ?? ''}`, 'a whole compressed link; it was cut off or damaged on its way');
  return parameters.toSpliced(index, 1, ...(text === null ? [] : splitParameters(text)));
}

function upgraded(
  parameters: readonly Parameter[],
  draft: Draft,
  format: Format<readonly Parameter[]>,
): readonly Parameter[] {
  const written = parameters.find(([key]) => key === 'v');
  const rest = parameters.filter((parameter) => parameter !== written);
  if (written === undefined) return upgradeFrom(1, rest, draft, format);
  const version = parseInteger(written[1] ?? '');
  if (version !== null && version >= 0 && version <= 1_000) return upgradeFrom(version, rest, draft, format);
  draft.problem(`v=${written[1] ?? ''}`, `a link version up to ${format.version}`);
  return rest;
}

function upgradeFrom(
  version: number,
  parameters: readonly Parameter[],
  draft: Draft,
  format: Format<readonly Parameter[]>,
): readonly Parameter[] {
  const result = upgrade(parameters, version, format);
  if ('value' in result) return result.value;
  const newer = 'newer' in result;
  draft.problem(
    `v=${version}`,
    newer
      ? `a link version up to ${format.version}; this link comes from a newer Faultline, so reload the page first`
      : 'a link version that was ever in use',
  );
  return parameters;
}

type Read = (value: string, draft: Draft, vocabulary: Vocabulary) => void;

/** Reading of each parameter but the flags `on`, `off` and `compare`, which take no value. */
const READERS: Readonly<Record<string, Read>> = {
  seed: (value, draft) => void draft.field('seed', parseInteger(value), `seed=${value}`),
  until: (value, draft) => void draft.field('untilUs', parseSpan(value), `until=${value}`),
  mutant: (value, draft) => void draft.field('mutant', unescapeText(value), `mutant=${value}`),
  set: readSettings,
  do: readActions,
  at: readCursor,
  sel: (value, draft) => draft.view('selection', unescapeText(value), `sel=${value}`),
  panels: (value, draft) => draft.view('panels', value.split(',').map(unescapeText), `panels=${value}`),
  step: (value, draft) => draft.view('lessonStep', parseInteger(value), `step=${value}`),
  view: readOwnView,
  note: (value, draft) => draft.view('note', unescapeText(value.replaceAll('+', ' ')), `note=${value}`),
  fp: (value, draft) => draft.view('fingerprint', value.toLowerCase(), `fp=${value}`),
};
const FLAGS: Readonly<Record<string, (draft: Draft) => void>> = {
  on: (draft) => void draft.field('on', true, 'on'),
  off: (draft) => void draft.field('on', false, 'off'),
  compare: (draft) => draft.view('compare', true, 'compare'),
};
const KEYS = ['preset', 'skip', ...Object.keys(READERS), ...Object.keys(FLAGS)];

function readParameters(parameters: readonly Parameter[], vocabulary: Vocabulary, draft: Draft): void {
  if (parameters.length > CAPS.parameters)
    draft.problem(`${parameters.length} parameters`, `at most ${CAPS.parameters}; the last are left out`);
  const seen = new Map<string, string | null>();
  for (const [key, value] of parameters.slice(0, CAPS.parameters)) {
    const part = value === null ? key : `${key}=${value}`;
    if (!KEYS.includes(key)) draft.problem(part, withHint('a parameter such as seed, set, do or at', key, KEYS), false);
    else if (seen.has(key) || (key === 'off' && seen.has('on')) || (key === 'on' && seen.has('off')))
      draft.problem(part, `${key} only once`);
    else seen.set(key, value);
  }
  readPreset(seen, vocabulary, draft);
  for (const [key, value] of seen) {
    if (Object.hasOwn(FLAGS, key)) {
      if (value === null || value === '') FLAGS[key]?.(draft);
      else draft.problem(`${key}=${value}`, `${key} without a value`);
    } else if (Object.hasOwn(READERS, key)) READERS[key]?.(value ?? '', draft, vocabulary);
  }
}

/** The preset comes first, because `skip` counts its actions. */
function readPreset(seen: ReadonlyMap<string, string | null>, vocabulary: Vocabulary, draft: Draft): void {
  const name = seen.has('preset') ? unescapeText(seen.get('preset') ?? '') : vocabulary.defaultPreset;
  const known = !seen.has('preset') || draft.field('preset', name, `preset=${seen.get('preset') ?? ''}`);
  const skipped = seen.get('skip');
  if (skipped === undefined) return;
  if (!known) draft.problem(`skip=${skipped ?? ''}`, 'a known experiment, whose actions it leaves out');
  else if (skipped === 'all') draft.skip('all');
  else readSkipped(skipped ?? '', presetOf(vocabulary, name ?? '').actions.length, draft);
}

function readSkipped(value: string, count: number, draft: Draft): void {
  const expected =
    count === 0
      ? 'nothing, because the experiment has no actions of its own'
      : `all, or numbers from 1 to ${count}: the experiment’s own actions`;
  const indices: number[] = [];
  for (const part of value.split(',')) {
    const number = parseInteger(part);
    if (number === null || number < 1 || number > count) draft.problem(`skip=${part}`, expected);
    else indices.push(number - 1);
  }
  draft.skip(indices);
}

/** What a pattern's own views keep. */
function readOwnView(value: string, draft: Draft): void {
  const parts = value.split(',').map((part): readonly [string, unknown] => {
    const colon = part.indexOf(':');
    const held = unescapeText(part.slice(colon + 1));
    return [colon < 0 ? '' : part.slice(0, colon), parseInteger(held ?? '') ?? held];
  });
  draft.view('own', Object.fromEntries(parts), `view=${value}`);
}

function readSettings(value: string, draft: Draft, vocabulary: Vocabulary): void {
  for (const part of splitOutside(value, ',')) {
    const setting = parseSetting(part, vocabulary);
    if ('expected' in setting) draft.problem(`set=${part}`, setting.expected);
    else draft.setting(setting.key, setting.value);
  }
}

function readActions(value: string, draft: Draft, vocabulary: Vocabulary): void {
  const parts = splitOutside(value, ',');
  if (parts.length > CAPS.actions)
    draft.problem(`do=${parts.length} actions`, `at most ${CAPS.actions} actions; the last are left out`);
  for (const part of parts.slice(0, CAPS.actions)) {
    const action = parseAction(part, vocabulary);
    if ('expected' in action) draft.problem(`do=${part}`, action.expected);
    else draft.action(action.value);
  }
}

function readCursor(value: string, draft: Draft): void {
  const [time = '', event] = value.split('~');
  const cursorUs: Us | null = parseSpan(time);
  draft.view('cursorUs', cursorUs, `at=${value}`);
  if (event !== undefined) draft.view('cursorSeq', parseInteger(event), `at=${value}`);
}
