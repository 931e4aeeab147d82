import type { Json } from '../kernel/json.ts';
import { CAPS } from './caps.ts';
import { escapeText, parseNumber, splitOutside, unescapeText } from './words.ts';

/**
 * Arguments of commands in links: plain data in link characters.
 *
 *   {"sku":"a1","qty":2}   (sku:a1,qty:2)
 *   [1,[],{}]              !(1,!(),())
 *   true false null        !t !f !n
 *   "17" ""                !s17 !s        (text that would read as something else)
 */
export function formatArgs(value: Json): string {
  if (value === null) return '!n';
  switch (typeof value) {
    case 'boolean':
      return value ? '!t' : '!f';
    case 'number':
      return String(value);
    case 'string':
      return /^[A-Za-z]/.test(value) ? escapeText(value) : `!s${escapeText(value)}`;
    default:
      break;
  }
  if (Array.isArray(value)) return `!(${(value as readonly Json[]).map(formatArgs).join(',')})`;
  const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined);
  return `(${fields.map(([key, item]) => `${escapeText(key)}:${formatArgs(item)}`).join(',')})`;
}

/** The data again; undefined where the text is not of this form. */
export function parseArgs(text: string): Json | undefined {
  return text.length > CAPS.argsChars ? undefined : parseValue(text, 0);
}

function parseValue(text: string, depth: number): Json | undefined {
  if (depth > CAPS.argsDepth) return undefined;
  if (text === '!t') return true;
  if (text === '!f') return false;
  if (text === '!n') return null;
  if (text.startsWith('!s')) return parseText(text.slice(2));
  if (text.startsWith('!(') && text.endsWith(')')) return parseList(text.slice(2, -1), depth);
  if (text.startsWith('(') && text.endsWith(')')) return parseFields(text.slice(1, -1), depth);
  if (/^[A-Za-z]/.test(text)) return parseText(text);
  return parseNumber(text) ?? undefined;
}

function parseText(text: string): string | undefined {
  return /^[A-Za-z0-9._~-]*$/.test(text) ? (unescapeText(text) ?? undefined) : undefined;
}

function parseList(text: string, depth: number): Json | undefined {
  const items: Json[] = [];
  if (text === '') return items;
  for (const part of splitOutside(text, ',')) {
    const item = parseValue(part, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function parseFields(text: string, depth: number): Json | undefined {
  const fields: [string, Json][] = [];
  if (text === '') return {};
  for (const part of splitOutside(text, ',')) {
    const colon = part.indexOf(':');
    const key = colon < 0 ? undefined : parseText(part.slice(0, colon));
    const item = parseValue(part.slice(colon + 1), depth + 1);
    if (key === undefined || item === undefined) return undefined;
    fields.push([key, item]);
  }
  // Defines own properties, whatever their names; the schema refuses the dangerous ones.
  return Object.fromEntries(fields);
}

const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a value is plain data that a link can carry and any object may hold. */
export function isPlainArgs(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || depth > CAPS.argsDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isPlainArgs(item, depth + 1));
  return Object.entries(value).every(
    ([key, item]) => !RESERVED.has(key) && !/\p{Surrogate}/u.test(key) && isPlainArgs(item, depth + 1),
  );
}
