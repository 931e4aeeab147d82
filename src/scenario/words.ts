import { decimal, spanParts } from '../kernel/narrate-action.ts';
import type { Us } from '../kernel/time.ts';

/**
 * How single values stand in a link. Links hold only characters that no browser, chat or mail
 * program escapes inside a fragment; everything else is written as `~` and two hex digits a UTF-8
 * byte. `%` never occurs, so a link that something escaped on its way is unescaped without doubt.
 */
const PLAIN = /^[A-Za-z0-9._-]$/;

/** Any text as link characters; those of `keep` stay as they are as well. */
export function escapeText(text: string, keep = ''): string {
  let escaped = '';
  // Walks code points: a surrogate pair is one character of UTF-8.
  for (const character of text.replace(/\p{Surrogate}/gu, '\uFFFD')) {
    if (PLAIN.test(character) || keep.includes(character)) escaped += character;
    else if (character.length === 1 && character.charCodeAt(0) < 0x80)
      escaped += `~${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    else escaped += encodeURIComponent(character).replaceAll('%', '~').toLowerCase();
  }
  return escaped;
}

/** The text again; null where an escape is broken or not UTF-8. */
export function unescapeText(text: string): string | null {
  if (!text.includes('~')) return text;
  if (/~(?![0-9A-Fa-f]{2})/.test(text)) return null;
  try {
    return decodeURIComponent(text.replaceAll('%', '%25').replaceAll('~', '%'));
  } catch {
    return null;
  }
}

/** Shortest exact form: `2s`, `3.2s`, `350ms`, `1.234567s`, `20us`. */
export function formatSpan(us: Us): string {
  const { count, unit } = spanParts(us);
  return `${count}${unit}`;
}

const PLACES = { s: 6, ms: 3, us: 0 } as const;

/** Exact to 1 µs; null for anything else. */
export function parseSpan(text: string): Us | null {
  const match = /^(-?[0-9.]{1,20})(s|ms|us|µs|μs)$/.exec(text);
  if (match === null) return null;
  const [, count = '', unit = ''] = match;
  return parseDecimal(count, unit === 's' || unit === 'ms' ? PLACES[unit] : PLACES.us);
}

/** A decimal number as an integer count of its last allowed place; null where it is finer or too big. */
export function parseDecimal(text: string, places: number): number | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > places) return null;
  const value = Number(whole + significant.padEnd(places, '0'));
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}

/** A whole number; null for anything else. */
export const parseInteger = (text: string): number | null => parseDecimal(text, 0);

/** Any finite number as JSON writes it. */
export function parseNumber(text: string): number | null {
  if (text.length > 40 || !/^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

export { decimal as formatDecimal };

/** Splits at `separator` where no parenthesis is open. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
