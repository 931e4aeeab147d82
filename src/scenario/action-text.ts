import type { Action } from '../kernel/action.ts';
import { withHint } from './nearest.ts';
import type { Vocabulary } from './scenario.ts';
import { documentSchema, judge } from './schema.ts';
import { formatSetting, parseSetting } from './settings-text.ts';
import { signature, verbTable, type Verb } from './verbs.ts';
import { formatSpan, parseSpan, splitOutside } from './words.ts';

/** An action as it stands in a link: `2s:hang(gateway)`, `2s+6s:cut(order,gateway)`. */
export function formatAction(action: Action, vocabulary: Vocabulary): string {
  const fields: Readonly<Record<string, unknown>> = { ...action };
  const time = formatSpan(action.atUs) + (action.forUs === undefined ? '' : `+${formatSpan(action.forUs)}`);
  if (action.kind === 'set') return `${time}:set(${formatSetting(action.setting, action.value)})`;
  const verb = verbTable(vocabulary).find(fields);
  const written = verb.arguments
    .filter(({ field }) => fields[field] !== undefined)
    .map(({ field, write }) => write(fields[field]));
  return `${time}:${verb.verb}${written.length === 0 ? '' : `(${written.join(',')})`}`;
}

/** The action, checked by the schema; otherwise what was expected. */
export function parseAction(
  text: string,
  vocabulary: Vocabulary,
): { readonly value: Action } | { readonly expected: string } {
  const colon = text.indexOf(':');
  const [at = '', lasts, more] = text.slice(0, Math.max(colon, 0)).split('+');
  const atUs = parseSpan(at);
  const forUs = lasts === undefined ? undefined : parseSpan(lasts);
  if (colon < 0 || atUs === null || forUs === null || more !== undefined)
    return { expected: 'a time and an action, such as 2s:crash(node) or 350ms+2s:pause(node), exact to 1 µs' };
  const fields = parseCall(text.slice(colon + 1), vocabulary);
  if ('expected' in fields) return { expected: String(fields['expected']) };
  return judge(documentSchema(vocabulary).action, { ...fields, atUs, ...(forUs === undefined ? {} : { forUs }) });
}

type Fields = Readonly<Record<string, unknown>>;

function parseCall(text: string, vocabulary: Vocabulary): Fields {
  const open = text.indexOf('(');
  const word = open < 0 ? text : text.slice(0, open);
  const verbs = verbTable(vocabulary).byWord;
  const verb = verbs.get(word);
  if (verb === undefined)
    return { expected: withHint(`a verb such as ${examples(vocabulary).join(', ')} or cut`, word, verbs.keys()) };
  const inside = open < 0 ? '' : withoutClosing(text.slice(open + 1));
  if (inside === null) return { expected: signature(verb) };
  if (verb.kind === 'set') {
    const setting = parseSetting(inside, vocabulary);
    return 'expected' in setting ? setting : { kind: 'set', setting: setting.key, value: setting.value };
  }
  return readArguments(verb, inside === '' ? [] : splitOutside(inside, ','));
}

/** What stands inside the parentheses. Closing ones that a chat cut off at the end are forgiven. */
function withoutClosing(text: string): string | null {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i === text.length - 1 ? text.slice(0, i) : null;
  }
  return text + ')'.repeat(depth - 1);
}

function readArguments(verb: Verb, written: readonly string[]): Fields {
  const fields: [string, unknown][] = [['kind', verb.kind], ...Object.entries(verb.fixed)];
  for (const [index, argument] of verb.arguments.entries()) {
    const text = written[index];
    if (text === undefined && argument.optional === true) continue;
    const value = text === undefined ? undefined : argument.read(text);
    if (value === undefined || (value === null && argument.field !== 'args')) return { expected: signature(verb) };
    fields.push([argument.field, value]);
  }
  return written.length > verb.arguments.length ? { expected: signature(verb) } : Object.fromEntries(fields);
}

const examples = ({ modes, commands }: Vocabulary): string[] => [
  ...modes.slice(1, 2),
  ...commands.slice(0, 1),
  'crash',
];
