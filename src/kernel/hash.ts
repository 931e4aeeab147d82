/**
 * 32-bit structural hash of plain data, equal in every engine: integers and multiplications
 * modulo 2³² only. Keys of an object are combined by addition, so insertion order does not count.
 */

const floatView = new Float64Array(1);
const wordView = new Int32Array(floatView.buffer);

export function mix(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x9e3779b1);
  return h ^ (h >>> 13);
}

/** Of names: streams of random numbers are keyed by it, so that it can never change. */
export function hashString(text: string): number {
  let h = 0x811c9dc5 ^ text.length;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h ^ (h >>> 15);
}

/** Texts from this length on are hashed two letters at a time, and remembered for a while: what is told to many comes once for each. */
const LONG = 24;
const REMEMBERED = 4;
const longTexts = Array.from({ length: REMEMBERED }, () => '');
const longHashes = new Int32Array(REMEMBERED);
let oldest = 0;

function hashText(text: string): number {
  if (text.length < LONG) return hashString(text);
  for (let i = 0; i < REMEMBERED; i++) if (longTexts[i] === text) return longHashes[i]!;
  let h = 0x811c9dc5 ^ text.length;
  const end = text.length - 1;
  for (let i = 0; i < end; i += 2) {
    h = Math.imul(h ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 16), 0x85ebca6b);
    h ^= h >>> 13;
  }
  const hash = mix(h, text.charCodeAt(end));
  longTexts[oldest] = text;
  longHashes[oldest] = hash;
  oldest = (oldest + 1) % REMEMBERED;
  return hash;
}

const interned = new Map<string, number>();

/** `hashString` for names that recur: types, rules, tags. */
export function hashName(name: string): number {
  let hash = interned.get(name);
  if (hash === undefined) {
    hash = hashString(name);
    // Names made of ids come once and fill it: what recurs is soon in it again.
    if (interned.size >= 4096) interned.clear();
    interned.set(name, hash);
  }
  return hash;
}

/** In front of that, for the keys of objects: a few hundred in all, several in each message. */
const SLOTS = 512;
const slotKeys = Array.from({ length: SLOTS }, () => '');
const slotHashes = new Int32Array(SLOTS).fill(hashString(''));

function hashKey(key: string): number {
  const slot =
    (Math.imul(key.length, 31) + Math.imul(key.charCodeAt(0), 7) + key.charCodeAt(key.length - 1)) & (SLOTS - 1);
  if (slotKeys[slot] === key) return slotHashes[slot]!;
  const hash = hashName(key);
  slotKeys[slot] = key;
  slotHashes[slot] = hash;
  return hash;
}

export function hashNumber(value: number): number {
  const small = value | 0;
  if (small === value) return mix(0x3c6ef372, small);
  floatView[0] = value;
  // The two halves are combined symmetrically: byte order of the machine must not matter.
  return mix(0x1b873593, Math.imul(wordView[0]!, 0x9e3779b1) + Math.imul(wordView[1]!, 0x9e3779b1));
}

export function hashValue(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return hashText(value);
    case 'number':
      return hashNumber(value);
    case 'boolean':
      return value ? 0x27d4eb2f : 0x165667b1;
    case 'object':
      break;
    default:
      return 0x2545f491;
  }
  if (value === null) return 0x61c88647;
  if (Array.isArray(value)) {
    let h = mix(0x7feb352d, value.length);
    for (let i = 0; i < value.length; i++) h = mix(h, hashValue(value[i]));
    return h;
  }
  let sum = 0x5bd1e995;
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) sum = (sum + mix(hashKey(key), hashValue(item))) | 0;
  }
  return mix(0x68bc21eb, sum);
}

/** Eight digits. */
export function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
