import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeAppend, matches, type Expected } from './append-rules.ts';

/** Other people's tests of expected versions and idempotent appends, as data: not part of this project. */
function load(name: string): unknown {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/eventstore/${name}.json`, 'utf8'));
}

const WORDS: Readonly<Record<string, Expected>> = {
  NO_CONCURRENCY_CHECK: 'any',
  STREAM_EXISTS: 'streamExists',
  STREAM_DOES_NOT_EXIST: 'noStream',
  no_stream: 'noStream',
  any: 'any',
  stream_exists: 'streamExists',
};
const expectedOf = (word: string | number): Expected => {
  const expected = typeof word === 'number' ? word : WORDS[word];
  if (expected === undefined) throw new Error(`The vectors expect "${word}", which has no meaning here.`);
  return expected;
};

describe('expected versions, as Emmett has them', () => {
  const { rows } = load('expected_version_matrix') as {
    readonly rows: readonly (readonly [current: number | null, expected: string | number, matches: boolean])[];
  };

  it('has all 28 of them', () => expect(rows).toHaveLength(28));

  it.each(rows)('current %s, expected %s: %s', (current, expected, verdict) =>
    expect(matches(current, expectedOf(expected))).toBe(verdict),
  );
});

type Append = readonly [expected: string | number, ids: readonly number[], result: string];

describe('idempotent appends, as EventStoreDB has them', () => {
  const { vectors } = load('eventstoredb_append_idempotency') as {
    readonly vectors: readonly (readonly [name: string, created: number, appends: readonly Append[], length: number])[];
  };
  const RESULTS: Readonly<Record<string, string>> = {
    ok: 'append',
    ok_idempotent: 'idempotent',
    wrong_expected_version: 'wrong',
  };

  it('has all 14 scripts', () => expect(vectors).toHaveLength(14));

  it.each(vectors)('%s', (_name, _created, appends, length) => {
    const stream: string[] = [];
    for (const [expected, ids, result] of appends) {
      const { kind } = judgeAppend({ base: 0, ids: stream, fate: 'there' }, expectedOf(expected), ids.map(String));
      expect(kind, JSON.stringify([expected, ids])).toBe(RESULTS[result]);
      if (kind === 'append') stream.push(...ids.map(String));
    }
    expect(stream).toHaveLength(length);
  });
});
