import type { ActionKind } from '../kernel/action.ts';
import { ACTION_CATALOGUE, ACTION_KINDS, type ActionParameter } from '../kernel/action-catalogue.ts';
import type { Json } from '../kernel/json.ts';
import { formatArgs, parseArgs } from './args.ts';
import type { Vocabulary } from './scenario.ts';
import { escapeText, formatDecimal, formatSpan, parseDecimal, parseInteger, parseSpan, unescapeText } from './words.ts';

/** One argument of a verb: a field of the action and its text. */
export interface Argument {
  readonly field: string;
  /** As it stands in “expected” texts. */
  readonly sample: string;
  readonly optional?: boolean;
  /** Undefined or null where the text has not even the form. */
  read(text: string): unknown;
  write(value: unknown): string;
}

/** One word of the action grammar: `cut-one-way(a,b)` is a `cut` with `oneWay: true`. */
export interface Verb {
  readonly verb: string;
  readonly kind: ActionKind;
  /** Fields that the word alone decides. */
  readonly fixed: Readonly<Record<string, Json>>;
  readonly arguments: readonly Argument[];
}

export const signature = (verb: Verb): string =>
  `${verb.verb}(${verb.arguments.map((argument) => argument.sample).join(',')})`;

type Words = Readonly<
  Partial<Record<ActionKind, readonly (readonly [verb: string, fixed: Readonly<Record<string, Json>>])[]>>
>;

/** Verbs that differ from the kind's name. The first one whose fixed fields fit is written. */
const WORDS: Words = {
  crash: [
    ['crash-unsynced', { loseUnsynced: true }],
    ['crash', {}],
  ],
  clockJump: [['jump', {}]],
  clockOffset: [['offset', {}]],
  clockDrift: [['drift', {}]],
  diskFull: [
    ['disk-full', { full: true }],
    ['disk-ok', { full: false }],
  ],
  slowSync: [['slow-sync', {}]],
  cut: [
    ['cut-one-way', { oneWay: true }],
    ['cut', {}],
  ],
  healAll: [['heal-all', {}]],
  dropMessage: [['drop', {}]],
  delayMessage: [['delay', {}]],
  duplicateMessage: [['duplicate', {}]],
  deliverMessage: [['deliver', {}]],
  killPod: [['kill-pod', {}]],
  restartPod: [['restart-pod', {}]],
};

const text = (field: string, keep = ''): Argument => ({
  field,
  sample: field,
  read: unescapeText,
  write: (value) => escapeText(String(value), keep),
});
/** A target: a node's id, or a spec such as `@role:replica`. */
const target = (field: string): Argument => text(field, '@:');

/** `order#212` is written `order.212`, because `#` may stand only once in an address. */
const message: Argument = {
  field: 'message',
  sample: 'sender.212',
  read: (written) => unescapeText(written)?.replace(/[.#](\d+'*)$/, '#$1'),
  write: (value) => escapeText(String(value).replace('#', '.')),
};

const groups: Argument = {
  field: 'groups',
  sample: 'a+b/c+d',
  read: (written) => written.split(/[/|]/).map((group) => group.split('+').map(unescapeText)),
  write: (value) =>
    (value as readonly (readonly string[])[])
      .map((group) => group.map((id) => escapeText(id, '@:')).join('+'))
      .join('/'),
};

const args: Argument = {
  field: 'args',
  sample: '(key:value)',
  optional: true,
  read: parseArgs,
  write: (value) => formatArgs(value as Json),
};

/** Numbers stand as people say them: 200ms, 4x, 0.05 of the messages, 200ppm, bytes a second. */
function numberArgument({ name: field, shown }: ActionParameter): Argument {
  switch (shown.unit) {
    case 'ms':
      return { field, sample: '200ms', read: parseSpan, write: (us) => formatSpan(us as number) };
    case '×':
      return {
        field,
        sample: '4x',
        read: (written) => suffixed(written, 'x', 2),
        write: (percent) => `${formatDecimal(percent as number, 2)}x`,
      };
    case '%':
      return {
        field,
        sample: '0.05',
        read: (written) => parseDecimal(written, 6),
        write: (ppm) => formatDecimal(ppm as number, 6),
      };
    case 'ppm':
      return {
        field,
        sample: '200ppm',
        read: (written) => suffixed(written, 'ppm', 0),
        write: (ppm) => `${ppm as number}ppm`,
      };
    default:
      return { field, sample: '10000', read: parseInteger, write: String };
  }
}

const suffixed = (written: string, suffix: string, places: number): number | null =>
  written.endsWith(suffix) ? parseDecimal(written.slice(0, -suffix.length), places) : null;

function argumentsOf(kind: ActionKind): Argument[] {
  const { subject, parameters } = ACTION_CATALOGUE[kind];
  const subjects = {
    node: [target('node')],
    link: [target('a'), target('b')],
    groups: [groups],
    world: [],
    message: [message],
    pod: [text('pod')],
    setting: [],
  };
  const own = kind === 'mode' ? [text('mode')] : kind === 'command' ? [text('command'), args] : [];
  return [...subjects[subject], ...own, ...parameters.map(numberArgument)];
}

const KERNEL_VERBS: readonly Verb[] = ACTION_KINDS.flatMap((kind) =>
  (WORDS[kind] ?? [[kind, {}] as const]).map(([verb, fixed]) => ({ verb, kind, fixed, arguments: argumentsOf(kind) })),
);

/** The verbs of a pattern: all the kernel's, and words of its own. */
export interface VerbTable {
  readonly byWord: ReadonlyMap<string, Verb>;
  /** The verb that writes an action with these fields. */
  find(fields: Readonly<Record<string, unknown>>): Verb;
}

const tables = new WeakMap<Vocabulary, VerbTable>();

export function verbTable(vocabulary: Vocabulary): VerbTable {
  let table = tables.get(vocabulary);
  if (table === undefined) {
    table = buildTable(vocabulary);
    tables.set(vocabulary, table);
  }
  return table;
}

/**
 * The pattern's modes and commands are words of their own where the kernel, or a mode of the same
 * name, has not taken the word: `hang(gateway)`. The normal mode is also `recover(gateway)`.
 * What is taken stays sayable: `mode(gateway,slow)`, `command(shoppers,cut)`.
 */
function buildTable(vocabulary: Vocabulary): VerbTable {
  const byWord = new Map<string, Verb>(KERNEL_VERBS.map((verb) => [verb.verb, verb]));
  const own: Verb[] = [];
  const offer = (verb: Verb): void => {
    if (byWord.has(verb.verb) || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(verb.verb)) return;
    byWord.set(verb.verb, verb);
    own.push(verb);
  };
  const [normal] = vocabulary.modes;
  const wordTaken = vocabulary.modes.includes('recover') || vocabulary.commands.includes('recover');
  if (normal !== undefined && !wordTaken)
    offer({ verb: 'recover', kind: 'mode', fixed: { mode: normal }, arguments: [target('node')] });
  for (const mode of vocabulary.modes)
    offer({ verb: mode, kind: 'mode', fixed: { mode }, arguments: [target('node')] });
  for (const command of vocabulary.commands)
    offer({ verb: command, kind: 'command', fixed: { command }, arguments: [target('node'), args] });
  const verbs = [...own, ...KERNEL_VERBS];
  return { byWord, find: (fields) => findVerb(verbs, fields) };
}

function findVerb(verbs: readonly Verb[], fields: Readonly<Record<string, unknown>>): Verb {
  const fits = ({ kind, fixed }: Verb): boolean =>
    kind === fields['kind'] && Object.entries(fixed).every(([field, value]) => fields[field] === value);
  const verb = verbs.find(fits);
  if (verb === undefined) throw new Error(`No verb for an action of kind ${String(fields['kind'])}`);
  return verb;
}
