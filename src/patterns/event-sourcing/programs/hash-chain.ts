import type { StoredEvent } from './events.ts';

/**
 * Each event carries a hash of itself and of the hash before it, so that an edit anywhere breaks
 * every link from there on. 64 bits of integer mixing: it finds accidents and clumsy edits. It is no
 * cryptographic hash: who wants to can make two events with one hash, and who may write to the store
 * can compute the whole chain anew. Against that helps only a copy of a hash where he cannot write.
 */
export const GENESIS = '0000000000000000';

type Lanes = [a: number, b: number];

/** Multiply and rotate, two lanes of 32 bits. */
function word(lanes: Lanes, value: number): void {
  lanes[0] = Math.imul(lanes[0] ^ value, 0x01000193);
  const b = Math.imul(lanes[1] ^ value, 0x85ebca6b);
  lanes[1] = (b << 13) | (b >>> 19);
}

function text(lanes: Lanes, value: string): void {
  word(lanes, value.length);
  for (let i = 0; i < value.length; i += 1) word(lanes, value.charCodeAt(i));
}

/** Any plain data, keys in their order; a number as its low and its high half. */
function mix(lanes: Lanes, value: unknown): void {
  if (typeof value === 'string') text(lanes, value);
  else if (typeof value === 'number') {
    word(lanes, value | 0);
    word(lanes, Math.floor(value / 0x100000000));
  } else if (Array.isArray(value)) {
    word(lanes, value.length);
    for (const item of value) mix(lanes, item);
  } else {
    for (const key in value as object) {
      text(lanes, key);
      mix(lanes, (value as Record<string, unknown>)[key]);
    }
  }
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

export function digest(...parts: readonly unknown[]): string {
  const lanes: Lanes = [0x811c9dc5, 0x9e3779b1];
  for (const part of parts) mix(lanes, part);
  return hex(lanes[0] ^ (lanes[0] >>> 15)) + hex(lanes[1] ^ (lanes[1] >>> 16));
}

/** The link of an event: everything that it says, after the link before it. */
export function link(before: string, event: Omit<StoredEvent, 'hash'>): string {
  const { id, type, schema, data, meta, stream, version, position, recordedUs } = event;
  return digest(before, id, type, schema, stream, version, position, recordedUs, data, meta);
}

/** First event whose link does not fit; −1 where all do. */
export function firstBroken(before: string, events: readonly StoredEvent[]): number {
  let hash = before;
  for (const event of events) {
    if (link(hash, event) !== event.hash) return event.position;
    hash = event.hash;
  }
  return -1;
}
