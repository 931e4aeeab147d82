import type { SettingValue } from '../kernel/program.ts';
import { nearest } from './nearest.ts';
import type { Vocabulary } from './scenario.ts';
import { documentSchema, judge } from './schema.ts';
import { escapeText, parseNumber, unescapeText } from './words.ts';

/** `breaker.waitMs:5000`, `breaker.enabled:on`, `fallback:pay-later`. */
export function formatSetting(key: string, value: SettingValue): string {
  const text =
    typeof value === 'boolean' ? (value ? 'on' : 'off') : typeof value === 'number' ? String(value) : escapeText(value);
  return `${escapeText(key)}:${text}`;
}

/** One setting with its value, in range; otherwise what was expected. */
export function parseSetting(
  text: string,
  vocabulary: Vocabulary,
): { readonly key: string; readonly value: SettingValue } | { readonly expected: string } {
  const colon = text.indexOf(':');
  if (colon < 0) return { expected: 'a setting and its value, as in name:5000' };
  const key = unescapeText(text.slice(0, colon)) ?? '';
  const schema = documentSchema(vocabulary).setting(key);
  if (schema === null) {
    const hint = nearest(key, Object.keys(vocabulary.settings));
    return { expected: `a setting of this pattern${hint === null ? '' : `; did you mean ${hint}?`}` };
  }
  const judged = judge(schema, readValue(text.slice(colon + 1), vocabulary.settings[key]?.type));
  return 'expected' in judged ? judged : { key, value: judged.value };
}

function readValue(text: string, type: 'number' | 'choice' | 'switch' | undefined): unknown {
  if (type === 'number') return parseNumber(text);
  if (type === 'switch')
    return ['on', 'true', '1'].includes(text) ? true : ['off', 'false', '0'].includes(text) ? false : text;
  return unescapeText(text);
}
