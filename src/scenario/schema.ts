import * as v from 'valibot';
import type { Action } from '../kernel/action.ts';
import {
  ACTION_CATALOGUE,
  ACTION_KINDS,
  takesDuration,
  type ActionEntry,
  type ActionParameter,
} from '../kernel/action-catalogue.ts';
import type { SettingValue } from '../kernel/program.ts';
import { formatArgs, isPlainArgs } from './args.ts';
import { CAPS } from './caps.ts';
import { nearest } from './nearest.ts';
import type { OwnView, Scenario, SettingSpec, Vocabulary } from './scenario.ts';
import { formatDecimal, formatSpan } from './words.ts';

/**
 * The one schema that everything from outside passes: links, files and storage. It is built from
 * the pattern's vocabulary and the kernel's action catalogue, so ranges and names have one home.
 * Every message is what was expected, as a phrase: “a seed from 0 to 4294967295”.
 */
export interface DocumentSchema {
  /** The whole document. */
  readonly scenario: v.GenericSchema<unknown, Scenario>;
  readonly action: v.GenericSchema<unknown, Action>;
  /** Own schemas of the fields, to judge each on its own. */
  readonly fields: Readonly<Record<ScenarioField, v.GenericSchema>>;
  readonly view: Readonly<Record<ViewField, v.GenericSchema>>;
  setting(key: string): v.GenericSchema<unknown, SettingValue> | null;
}

export type ScenarioField = 'pattern' | 'preset' | 'on' | 'seed' | 'untilUs' | 'mutant';
export type ViewField =
  | 'cursorUs'
  | 'cursorSeq'
  | 'selection'
  | 'panels'
  | 'compare'
  | 'lessonStep'
  | 'own'
  | 'note'
  | 'fingerprint';

const built = new WeakMap<Vocabulary, DocumentSchema>();

/** The schema for documents of this pattern; built once. */
export function documentSchema(vocabulary: Vocabulary): DocumentSchema {
  let schema = built.get(vocabulary);
  if (schema === undefined) {
    schema = build(vocabulary);
    built.set(vocabulary, schema);
  }
  return schema;
}

/** What the value is when the schema takes it; otherwise what was expected. */
export function judge<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
): { readonly value: T } | { readonly expected: string } {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? { value: result.output } : { expected: result.issues[0].message };
}

const whole = (min: number, max: number, expected: string) =>
  v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
const instant = (expected: string) => whole(0, CAPS.timeUs, `${expected} from 0s to ${formatSpan(CAPS.timeUs)}`);
const matching = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.maxLength(CAPS.word, expected), v.regex(pattern, expected));

/** One of the words given; where none are given, any that is well formed. */
function oneOf(words: readonly string[], what: string, wellFormed = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/) {
  if (words.length === 0) return matching(wellFormed, what);
  const known = new Set(words);
  const listed = words.length <= 8 ? `: ${words.join(', ')}` : '';
  return v.custom<string>(
    (value) => typeof value === 'string' && known.has(value),
    ({ input }) => {
      const hint = typeof input === 'string' ? nearest(input, known) : null;
      return `${what}${hint === null ? listed : `; did you mean ${hint}?`}`;
    },
  );
}

function build(vocabulary: Vocabulary): DocumentSchema {
  const action = actionSchema(vocabulary);
  const settings = Object.fromEntries(
    Object.entries(vocabulary.settings).map(([key, spec]) => [key, settingSchema(key, spec)]),
  );
  const fields = {
    pattern: oneOf([vocabulary.pattern], 'the pattern'),
    preset: oneOf(Object.keys(vocabulary.presets), 'an experiment of this pattern'),
    on: v.boolean('on or off'),
    seed: whole(0, CAPS.seed, `a seed from 0 to ${CAPS.seed}`),
    untilUs: whole(1, CAPS.timeUs, `an end between 1us and ${formatSpan(CAPS.timeUs)}`),
    mutant:
      vocabulary.mutants.length === 0
        ? v.never('no planted bug, because this pattern has none')
        : oneOf(vocabulary.mutants, 'a planted bug of this pattern'),
  };
  const view = viewEntries();
  const optional = v.exactOptional;
  const scenario = v.object(
    {
      ...fields,
      mutant: optional(fields.mutant),
      settings: v.strictObject(
        Object.fromEntries(Object.entries(settings).map(([key, schema]) => [key, optional(schema)])),
        'settings of this pattern',
      ),
      actions: v.pipe(
        v.array(action, 'a list of actions'),
        v.maxLength(CAPS.actions, `at most ${CAPS.actions} actions`),
      ),
      view: v.object(
        Object.fromEntries(Object.entries(view).map(([key, schema]) => [key, optional(schema)])),
        'an object',
      ),
    },
    'a scenario',
  ) as unknown as v.GenericSchema<unknown, Scenario>;
  return {
    scenario,
    action,
    fields,
    view,
    setting: (key) => (Object.hasOwn(settings, key) ? (settings[key] ?? null) : null),
  };
}

function viewEntries(): Record<ViewField, v.GenericSchema> {
  const selection = 'the id of a node or message';
  const panels = `up to ${CAPS.panels} panels such as inspector:program`;
  return {
    cursorUs: instant('a time'),
    cursorSeq: whole(-1, Number.MAX_SAFE_INTEGER, 'the number of an event'),
    selection: v.pipe(
      v.string(selection),
      v.minLength(1, selection),
      v.maxLength(CAPS.word, selection),
      v.check((id) => !/[\p{Surrogate}\p{Cc}]/u.test(id), selection),
    ),
    panels: v.pipe(
      v.array(matching(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, panels), panels),
      v.maxLength(CAPS.panels, panels),
    ),
    compare: v.boolean('yes or no'),
    lessonStep: whole(0, CAPS.lessonStep, `a lesson step from 0 to ${CAPS.lessonStep}`),
    own: v.custom<OwnView>(isOwnView, `up to ${CAPS.own} names with a whole number or a word, such as asOfMs:5200`),
    note: noteSchema(),
    fingerprint: matching(/^[0-9a-f]{16}$/, '16 hex digits'),
  };
}

function noteSchema(): v.GenericSchema {
  const expected = `a note of at most ${CAPS.note} characters in one paragraph`;
  return v.pipe(
    v.string(expected),
    v.check((note) => note.trim() !== '' && note.length <= CAPS.note && !/[\p{Surrogate}\p{Cc}]/u.test(note), expected),
  );
}

/** Which names a pattern's views use, and what they may hold, only these know: they check what they take. */
function isOwnView(value: unknown): value is OwnView {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= CAPS.own &&
    entries.every(
      ([name, held]) =>
        /^[a-z][A-Za-z0-9]{0,39}$/.test(name) &&
        ((Number.isSafeInteger(held) && Math.abs(held as number) <= CAPS.ownNumber) ||
          (typeof held === 'string' && held.length <= CAPS.word && /^[A-Za-z][A-Za-z0-9_.-]*$/.test(held))),
    )
  );
}

function settingSchema(key: string, spec: SettingSpec): v.GenericSchema<unknown, SettingValue> {
  switch (spec.type) {
    case 'number': {
      const expected = `a number from ${spec.min} to ${spec.max}${spec.unit === '' ? '' : ` ${spec.unit}`} for ${key}`;
      return v.pipe(
        v.number(expected),
        v.finite(expected),
        v.minValue(spec.min, expected),
        v.maxValue(spec.max, expected),
      );
    }
    case 'choice':
      return oneOf(
        spec.options.map((option) => option.value),
        `a choice of ${key}`,
      );
    case 'switch':
      return v.boolean(`on or off for ${key}`);
  }
}

/** The subject's fields, the catalogue's numbers and flags, and what single kinds have of their own. */
function actionSchema(vocabulary: Vocabulary): v.GenericSchema<unknown, Action> {
  const words = actionWords(vocabulary);
  const byKind = new Map<unknown, v.GenericSchema>(
    ACTION_KINDS.map((kind) => [kind, oneKind(ACTION_CATALOGUE[kind], words)]),
  );
  const kinds = 'an action with a kind such as crash, cut or mode';
  const schema = v.lazy((input) => {
    const kind: unknown = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
    return byKind.get(kind) ?? v.never(typeof kind === 'string' ? `${kinds}${hintFor(kind, ACTION_KINDS)}` : kinds);
  });
  return schema as unknown as v.GenericSchema<unknown, Action>;
}

const hintFor = (word: string, candidates: readonly string[]): string => {
  const hint = nearest(word, candidates);
  return hint === null ? '' : `; did you mean ${hint}?`;
};

type Entries = Record<string, v.GenericSchema | v.ExactOptionalSchema<v.GenericSchema, undefined>>;
type Words = ReturnType<typeof actionWords>;

function actionWords(vocabulary: Vocabulary) {
  const id = /^[a-z0-9][a-z0-9-]*$/;
  const spec = /^@[A-Za-z][A-Za-z0-9_. -]*(:[A-Za-z0-9][A-Za-z0-9_.-]*)?$/;
  const node = oneOf(vocabulary.nodes, 'a node of this pattern', id);
  const isSpec = (value: unknown): boolean =>
    typeof value === 'string' && value.length <= CAPS.word && spec.test(value);
  const target = v.lazy((input) => (isSpec(input) ? v.string() : node)) as v.GenericSchema<unknown, string>;
  const nodes = new Set(vocabulary.nodes);
  const message = 'a message such as order#212, its sender a node of this pattern';
  const groups = 'groups of nodes such as n1+n2/n3';
  const group = v.pipe(v.array(target, groups), v.minLength(1, groups), v.maxLength(CAPS.targetsPerGroup, groups));
  const args = `plain data of at most ${CAPS.argsChars} characters`;
  return {
    target,
    pod: oneOf(vocabulary.pods, 'a pod of this pattern', id),
    message: v.custom<string>((value) => {
      const match =
        typeof value === 'string' && value.length <= CAPS.word
          ? /^([a-z0-9][a-z0-9-]*)#([1-9]\d{0,9})'{0,4}$/.exec(value)
          : null;
      return match !== null && (nodes.size === 0 || nodes.has(match[1] ?? ''));
    }, message),
    groups: v.pipe(v.array(group, groups), v.minLength(1, groups), v.maxLength(CAPS.groups, groups)),
    mode: oneOf(vocabulary.modes, 'a mode of this pattern'),
    command: oneOf(vocabulary.commands, 'a command of this pattern'),
    args: v.custom<unknown>((value) => isPlainArgs(value) && formatArgs(value).length <= CAPS.argsChars, args),
    setting: oneOf(Object.keys(vocabulary.settings), 'a setting of this pattern'),
    settings: vocabulary.settings,
  };
}

function oneKind(entry: ActionEntry, words: Words): v.GenericSchema {
  const { kind } = entry;
  const entries: Entries = { kind: v.literal(kind), atUs: instant('a time'), ...subjectEntries(entry, words) };
  entries['forUs'] = v.exactOptional(whole(1, CAPS.timeUs, `a duration from 1us to ${formatSpan(CAPS.timeUs)}`));
  for (const parameter of entry.parameters) entries[parameter.name] = parameterSchema(parameter);
  for (const { name, label, required } of entry.flags) {
    const flag = v.boolean(`yes or no for “${label}”`);
    entries[name] = required ? flag : v.exactOptional(flag);
  }
  if (kind === 'mode') entries['mode'] = words.mode;
  if (kind === 'command') Object.assign(entries, { command: words.command, args: v.exactOptional(words.args) });
  const required = Object.keys(entries).filter((key) => key !== 'kind' && entries[key]?.type !== 'exact_optional');
  return v.pipe(
    v.object(entries, `${kind} with ${required.join(', ')}`),
    v.check(
      (action) => !('forUs' in action) || takesDuration(action as unknown as Action),
      `no duration, because nothing ends it`,
    ),
    v.check(
      (action) => entry.subject !== 'link' || action['a'] !== action['b'] || String(action['a']).startsWith('@'),
      'two different nodes',
    ),
    v.rawCheck(({ dataset, addIssue }) => {
      if (kind !== 'set' || !dataset.typed) return;
      const { setting, value } = dataset.value as unknown as Extract<Action, { kind: 'set' }>;
      const spec = words.settings[setting];
      const judged = spec === undefined ? null : judge(settingSchema(setting, spec), value);
      if (judged !== null && 'expected' in judged) addIssue({ message: judged.expected });
    }),
  );
}

function subjectEntries(entry: ActionEntry, words: Words): Entries {
  switch (entry.subject) {
    case 'node':
      return { node: words.target };
    case 'link':
      return { a: words.target, b: words.target };
    case 'groups':
      return { groups: words.groups };
    case 'message':
      return { message: words.message };
    case 'pod':
      return { pod: words.pod };
    case 'setting':
      return { setting: words.setting, value: v.union([v.number(), v.string(), v.boolean()], 'a value') };
    case 'world':
      return {};
  }
}

function parameterSchema({ label, min, max, unit, shown }: ActionParameter): v.GenericSchema {
  const places = String(shown.scale).length - 1;
  const range =
    unit === 'µs'
      ? `from ${formatSpan(min)} to ${formatSpan(max)}`
      : `from ${formatDecimal(min, places)} to ${formatDecimal(max, places)} ${shown.unit}`;
  return whole(min, max, `${label.toLowerCase()}: ${range}`);
}
