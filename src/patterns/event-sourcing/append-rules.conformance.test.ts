import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { program } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { defaultSettings } from '../../pattern-kit/setup.ts';
import type { Msg } from './messages.ts';
import pattern from './index.ts';
import { judgeAppend, matches, tailOf, type Expected, type StreamIds } from '../../pattern-kit/append-rules.ts';
import { eventStore } from './programs/event-store.ts';
import { NO_FACTS, type Facts } from './programs/events.ts';
import { bodyOf, type Body } from './programs/line.ts';
import { upcast } from './programs/upcasters.ts';

/** The append scripts of EventStoreDB's clients and Emmett's rule, as data: not part of this project. */
type Step = readonly [expected: number | 'no_stream' | 'any', ids: readonly number[], result: string];
type Script = readonly [name: string, created: number, appends: readonly Step[], finalLength: number];
type Row = readonly [current: number | null, expected: number | string, matches: boolean];

const SCRIPTS = 14;
const ROWS = 28;

function load(file: string): unknown {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/eventstore/${file}`, 'utf8'));
}

const scripts = (): readonly Script[] =>
  (load('eventstoredb_append_idempotency.json') as { readonly vectors: readonly Script[] }).vectors;
const expectedOf = (expected: Step[0]): Expected => (expected === 'no_stream' ? 'noStream' : expected);
const RESULTS = {
  append: 'ok',
  idempotent: 'ok_idempotent',
  wrong: 'wrong_expected_version',
  gone: 'stream_deleted',
} as const;

describe('append scripts of EventStoreDB', () => {
  it('the rules answer each append as EventStoreDB does', () => {
    expect(scripts()).toHaveLength(SCRIPTS);
    for (const [name, , appends, finalLength] of scripts()) {
      const stream: StreamIds & { ids: string[] } = { base: 0, ids: [], fate: 'there' };
      for (const [expected, numbers, result] of appends) {
        const ids = numbers.map(String);
        const verdict = judgeAppend(stream, expectedOf(expected), ids);
        expect(RESULTS[verdict.kind], name).toBe(result);
        if (verdict.kind === 'append') stream.ids.push(...ids);
      }
      expect(tailOf(stream) + 1, name).toBe(finalLength);
    }
  });

  it('the event store itself, asked by message, does too', () => {
    for (const [name, , appends, finalLength] of scripts()) {
      const { results, length } = replay(appends);
      expect(results, name).toEqual(appends.map(([, , result]) => result.replace('ok_idempotent', 'ok')));
      expect(length, name).toBe(finalLength);
    }
  });
});

const NOTHING: Facts = { type: 'Deposited', ...NO_FACTS };

/** Sends the appends of a script one after the other to a store of its own. */
function replay(appends: readonly Step[]): { results: string[]; length: number } {
  const results: string[] = [];
  const event = (id: number): Body => bodyOf(3, NOTHING, { id: String(id), command: '', cause: '', actor: 'script' });
  const client = program<{ at: number }, Msg>({
    start(node) {
      node.setTimer('next', ms(20));
      return { at: 0 };
    },
    timers: {
      next(node, state) {
        const step = appends[state.at];
        state.at += 1;
        if (step === undefined) return;
        const [expected, ids] = step;
        node.request(
          'store',
          { type: 'Append', stream: 'script', expected: expectedOf(expected), events: ids.map(event) },
          { timeoutUs: seconds(1), tag: 'answered' },
        );
      },
    },
    replies: {
      answered(node, _state, reply) {
        results.push(reply.type === 'WrongExpectedVersion' ? 'wrong_expected_version' : 'ok');
        node.setTimer('next', ms(20));
      },
    },
  });
  const run = runInline({
    topology: {
      nodes: [
        { id: 'client', program: 'client', label: 'Client' },
        { id: 'store', program: 'eventStore', label: 'Store', disk: { syncUs: ms(4) } },
      ],
      links: [{ a: 'client', b: 'store', channel: 'stream', latency: { kind: 'fixed', us: ms(5) } }],
    },
    programs: { client, eventStore },
    settings: defaultSettings(pattern),
    seed: 1,
    actions: [],
    untilUs: seconds(3),
    on: true,
    properties: [],
  });
  const stored = run.trace.flatMap(({ effects }) =>
    effects.filter(
      (effect) =>
        effect.kind === 'note' && effect.rule === 'appended' && upcast(effect.data as string).stream === 'script',
    ),
  );
  return { results, length: stored.length };
}

describe('expected versions as Emmett matches them', () => {
  it('agrees in every row', () => {
    const { rows } = load('expected_version_matrix.json') as { readonly rows: readonly Row[] };
    expect(rows).toHaveLength(ROWS);
    const NAMES: Readonly<Record<string, Expected>> = {
      NO_CONCURRENCY_CHECK: 'any',
      STREAM_EXISTS: 'streamExists',
      STREAM_DOES_NOT_EXIST: 'noStream',
    };
    for (const [current, expected, verdict] of rows)
      expect(
        matches(current, typeof expected === 'number' ? expected : NAMES[expected]!),
        `${current} ${expected}`,
      ).toBe(verdict);
  });
});
