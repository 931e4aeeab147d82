/**
 * The rules of appending, as EventStoreDB has them. A writer says at which version it believes the
 * stream to be; versions count from 0, and an empty stream is at −1.
 */
export type Expected = number | 'any' | 'noStream' | 'streamExists';

export type Verdict =
  | { readonly kind: 'append' }
  /** All of it was written before: success, and nothing is written. */
  | { readonly kind: 'idempotent'; readonly version: number }
  | { readonly kind: 'wrong'; readonly current: number }
  /** There is a tombstone: nothing will ever be written here again. */
  | { readonly kind: 'gone' };

/**
 * What became of a stream: it is there, was deleted and may begin again, or has a tombstone. Versions
 * go on counting when it begins again, so a writer of its first life is never right by chance.
 */
export type Fate = 'there' | 'deleted' | 'tombstoned';

/** The stream as the rules need it: `base` events that nobody asks for by id, then these ids. */
export type StreamIds = { readonly base: number; readonly ids: readonly string[]; readonly fate: Fate };

export const tailOf = ({ base, ids }: Pick<StreamIds, 'base' | 'ids'>): number => base + ids.length - 1;

/** Whether the stream is where the writer expects it to be. `null`: there is no stream. */
export function matches(current: number | null, expected: Expected): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'noStream':
      return current === null;
    case 'streamExists':
      return current !== null;
    default:
      return current === expected;
  }
}

/** Whether the ids sit in the stream, one after the other, from `version` on. */
export const sitAt = (stream: StreamIds, version: number, ids: readonly string[]): boolean =>
  ids.every((id, i) => stream.ids[version + i - stream.base] === id);

/**
 * Expected = tail: append, even if an id is there already. Expected < tail: success without writing if
 * all ids sit contiguously after it. `any`: success without writing if they sit contiguously from the
 * first one's place. Everything else is a wrong expected version. A deleted stream is no stream, and
 * still takes who expects its last version; a tombstone takes nobody, whatever is expected.
 */
export function judgeAppend(stream: StreamIds, expected: Expected, ids: readonly string[]): Verdict {
  if (stream.fate === 'tombstoned') return { kind: 'gone' };
  const tail = tailOf(stream);
  const current = tail < 0 || stream.fate === 'deleted' ? null : tail;
  if (expected === 'any' || expected === 'streamExists') {
    if (!matches(current, expected)) return { kind: 'wrong', current: tail };
    const at = stream.ids.indexOf(ids[0]!);
    if (at < 0) return { kind: 'append' };
    return writtenBefore(stream, stream.base + at, ids);
  }
  if (matches(current, expected) || expected === tail) return { kind: 'append' };
  const version = expected === 'noStream' ? -1 : expected;
  return version < tail ? writtenBefore(stream, version + 1, ids) : { kind: 'wrong', current: tail };
}

const writtenBefore = (stream: StreamIds, version: number, ids: readonly string[]): Verdict =>
  sitAt(stream, version, ids)
    ? { kind: 'idempotent', version: version + ids.length - 1 }
    : { kind: 'wrong', current: tailOf(stream) };
