import { childPath } from '../../derive/diff.ts';
import { countText, spanText, timeText } from '../../derive/time-text.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';

/** `openedAtUs` → `opened at`, `notPermitted` → `not permitted`, `ORDER_17` stays. */
export function keyText(key: string): string {
  const { stem } = unitOf(key);
  if (!/^[a-z][A-Za-z0-9]*$/.test(stem)) return stem;
  return stem.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_all, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
  );
}

/** Number keys name their unit last, as in the programs; a key with `At`, `Since` or `Until` is a point in time. */
function unitOf(key: string): { stem: string; unit: 'us' | 'ms' | 'percent' | 'ppm' | null; point: boolean } {
  const match = /^(.+?)(Us|Ms|Percent|Ppm)$/.exec(key);
  if (match === null) return { stem: key, unit: null, point: false };
  const stem = match[1]!;
  return {
    stem,
    unit: match[2]!.toLowerCase() as 'us' | 'ms' | 'percent' | 'ppm',
    point: /(At|Since|Until|Due|now|at|since|until|due)$/.test(stem),
  };
}

/** A leaf of the state as a person reads it; `key` names its unit. */
export function leafText(key: string, value: Exclude<Json, JsonObject | readonly Json[]>): string {
  if (value === null) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  const { unit, point } = unitOf(key);
  if (unit === 'us') return point ? timeText(value) : spanText(value);
  if (unit === 'ms') return `${countText(value)} ms`;
  if (unit === 'percent') return `${value} %`;
  if (unit === 'ppm') return `${Number((value / 10_000).toFixed(4))} %`;
  return Number.isInteger(value) ? countText(value) : String(Number(value.toPrecision(6)));
}

/** One row of the state tree. */
export interface TreeRow {
  readonly path: string;
  readonly depth: number;
  readonly label: string;
  /** What stands right: a value, or the size of something folded. */
  readonly text: string;
  /** Whether it can be unfolded, and is. */
  readonly fold: 'leaf' | 'closed' | 'open';
  /** How many items of a long list are not shown; such a row has no text of its own. */
  readonly more?: number;
}

/** Lists longer than this are unfolded in part, newest part first at the end. */
export const SHOWN_ITEMS = 24;

/**
 * The state as rows: what is small is written on one line, what is larger folds. `toggled` holds the
 * paths that a person opened or closed against the default (only small objects at the top are open).
 */
export function treeRows(value: Json, toggled: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const view: View = { toggled, roomy: isObject(value) && Object.keys(value).length <= ROOMY_KEYS };
  if (isObject(value)) addChildren(value, '', 0, view, rows);
  else if (Array.isArray(value)) addItems(value, '', 0, view, rows);
  else rows.push({ path: '', depth: 0, label: 'value', text: leafText('', value as null), fold: 'leaf' });
  return rows;
}

/** What has more entries does not open by itself, nor does anything in it: the whole is to be seen first. */
const ROOMY_KEYS = 12;

interface View {
  readonly toggled: ReadonlySet<string>;
  readonly roomy: boolean;
}

function addChildren(value: JsonObject, path: string, depth: number, view: View, rows: TreeRow[]): void {
  for (const key of Object.keys(value)) {
    const child = value[key];
    if (child !== undefined) addRow(key, keyText(key), child, childPath(path, key), depth, view, rows);
  }
}

function addItems(items: readonly Json[], path: string, depth: number, view: View, rows: TreeRow[]): void {
  const all = items.length <= SHOWN_ITEMS || view.toggled.has(`${path}/*`);
  const first = all ? 0 : items.length - SHOWN_ITEMS;
  if (first > 0) rows.push({ path: `${path}/*`, depth, label: '', text: '', fold: 'closed', more: first });
  for (let i = first; i < items.length; i++)
    addRow(listKey(path), String(i), items[i]!, childPath(path, i), depth, view, rows);
}

/** Items of `windowUs` are times too. */
function listKey(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function addRow(
  key: string,
  label: string,
  value: Json,
  path: string,
  depth: number,
  view: View,
  rows: TreeRow[],
): void {
  const short = inline(key, value);
  if (short !== null) {
    rows.push({ path, depth, label, text: short, fold: 'leaf' });
    return;
  }
  const open = (view.roomy && opensByItself(value, depth)) !== view.toggled.has(path);
  rows.push({ path, depth, label, text: open ? '' : sizeText(value), fold: open ? 'open' : 'closed' });
  if (!open) return;
  if (Array.isArray(value)) addItems(value as readonly Json[], path, depth + 1, view, rows);
  else addChildren(value as JsonObject, path, depth + 1, view, rows);
}

const INLINE_CHARACTERS = 22;

/** The value on one line, where that is short enough to stand beside its name. */
function inline(key: string, value: Json): string | null {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    if (value.length > 8 || value.some((item) => typeof item === 'object' && item !== null)) return null;
    const text = value.map((item) => leafText(key, item as null)).join(', ');
    return text.length <= INLINE_CHARACTERS ? text : null;
  }
  if (isObject(value)) return Object.keys(value).length === 0 ? 'none' : null;
  return leafText(key, value as null);
}

function opensByItself(value: Json, depth: number): boolean {
  return depth === 0 && isObject(value) && Object.keys(value).length <= ROOMY_KEYS;
}

function sizeText(value: Json): string {
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${countText(value.length)} items`;
  const size = Object.keys(value as JsonObject).length;
  return size === 1 ? '1 entry' : `${countText(size)} entries`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
