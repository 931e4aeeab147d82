import type { StoredEvent } from './events.ts';

/**
 * Each event carries a hash of itself and of the hash before it, so that an edit anywhere breaks
 * every link from there on. 64 bits of integer mixing: it finds accidents and clumsy edits. It is no
 * cryptographic hash: who wants to can make two events with one hash, and who may write to the store
 * can compute the whole chain anew. Against that helps only a copy of a hash where he cannot write.
 */
export const GENESIS = '0000000000000000';

/** Multiply and rotate, two lanes of 32 bits. */
export function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b = (b << 13) | (b >>> 19);
  }
  return hex(a ^ (a >>> 15)) + hex(b ^ (b >>> 16));
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** The link of an event: everything that it says, after the link before it. */
export function link(before: string, event: Omit<StoredEvent, 'hash'>): string {
  const { id, type, schema, data, meta, stream, version, position, recordedUs } = event;
  return digest(before + JSON.stringify([id, type, schema, data, meta, stream, version, position, recordedUs]));
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
