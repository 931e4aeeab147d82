import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { checkLinearizable } from './check.ts';
import { historyOf } from './history.ts';
import { called, failed, loosened, returned, watchKey } from './live.ts';
import { linearizable, type LinearizableState } from './property.ts';
import { register } from './register.ts';
import { clientTrace, traceSpec } from './testing-histories.ts';

const model = register();
const property = linearizable({
  id: 'one-copy',
  title: 'One copy',
  explain: 'As if there were one.',
  model,
  ...traceSpec,
});
const world = {} as World;

/** Index of the first event that breaks the property, and what it says; the state goes through JSON at every step. */
function firstBreak(events: readonly TraceEvent[]): { readonly at: number; readonly says: string } | null {
  let state = property.init(world);
  for (const [at, event] of events.entries()) {
    const says = property.step(state, event, world);
    if (typeof says === 'string') return { at, says };
    expect(Object.values(state.keys).some(({ undecided }) => undecided)).toBe(false);
    state = JSON.parse(JSON.stringify(state)) as LinearizableState;
  }
  return null;
}

describe('the monitor', () => {
  it('breaks with the first event after which no order is left', () => {
    let broken = 0;
    fc.assert(
      fc.property(clientTrace(40), (events) => {
        const expected = events.findIndex(
          (_, at) =>
            checkLinearizable(model, historyOf(events.slice(0, at + 1), traceSpec)).verdict === 'not linearizable',
        );
        if (expected >= 0) broken++;
        expect(firstBreak(events)?.at ?? -1).toBe(expected);
      }),
      { numRuns: 1_500, seed: 11 },
    );
    expect(broken).toBeGreaterThan(300);
    expect(broken).toBeLessThan(1_200);
  });

  it('says who was told what, and on which key', () => {
    const event = (effects: TraceEvent['effects'], node = 'c0'): TraceEvent => ({
      seq: 0,
      timeUs: 0,
      kind: 'timer',
      node,
      cause: -1,
      effects,
    });
    const says = firstBreak([
      event([{ kind: 'begin', op: 'c0:1', name: 'Write', input: { key: 'x', value: 1 } }]),
      event([{ kind: 'end', op: 'c0:1', name: 'Write', outcome: 'ok', beganUs: 0 }]),
      event(
        [
          { kind: 'begin', op: 'c1:1', name: 'Ping' },
          { kind: 'begin', op: 'c1:2', name: 'Read', input: { key: 'x' } },
        ],
        'c1',
      ),
      event(
        [
          { kind: 'end', op: 'c1:1', name: 'Ping', outcome: 'ok', beganUs: 0 },
          { kind: 'end', op: 'c1:2', name: 'Read', outcome: 'ok', output: null, beganUs: 0 },
        ],
        'c1',
      ),
    ]);
    expect(says).toEqual({
      at: 3,
      says: 'c1: read → null on x. No order of the operations explains it: when it ended, only 1 could be there.',
    });
  });

  it('says what could be there, with whatever was under way', () => {
    const watch = watchKey(model);
    called(watch, 'lost', 'a', { f: 'write', value: 1 });
    loosened(watch, model, 'lost');
    called(watch, 'w', 'b', { f: 'write', value: 2 });
    called(watch, 'r', 'c', { f: 'read' });
    expect(returned(watch, model, 'r', 7)?.id).toBe('r');
    expect(new Set(watch.couldHold)).toEqual(new Set([null, 1, 2]));
  });

  it('has the kind and words that it was given', () => {
    expect(property).toMatchObject({
      id: 'one-copy',
      kind: 'always',
      title: 'One copy',
      explain: 'As if there were one.',
    });
    expect('appliesOff' in property).toBe(false);
    const words = { id: 'a', title: '', explain: '', appliesOff: false, applies: () => 'no' };
    const { appliesOff, applies } = linearizable({ ...words, model, operations: {} });
    expect([appliesOff, applies]).toEqual([words.appliesOff, words.applies]);
  });
});

describe('what is kept', () => {
  it('is the state alone when nothing is under way', () => {
    const watch = watchKey(model);
    for (let n = 0; n < 500; n++) {
      called(watch, `w${n}`, 'a', { f: 'write', value: n });
      called(watch, `r${n}`, 'b', { f: 'read' });
      expect(returned(watch, model, `w${n}`, undefined)).toBeNull();
      expect(returned(watch, model, `r${n}`, n % 2 === 0 ? n : (n || null) && n - 1)).toBeNull();
    }
    expect(watch).toMatchObject({
      operations: [],
      tail: [],
      underWay: [],
      configurations: [{ state: 499, placed: [] }],
    });
  });

  it('is every state that may be', () => {
    const watch = watchKey(model);
    for (const value of [1, 2, 3]) called(watch, `w${value}`, `c${value}`, { f: 'write', value });
    for (const value of [1, 2, 3]) expect(returned(watch, model, `w${value}`, undefined)).toBeNull();
    expect(new Set(watch.configurations.map(({ state }) => state))).toEqual(new Set([1, 2, 3]));
    expect(watch.operations).toEqual([]);
  });

  it('stays small while the ends of writes stay unknown', () => {
    const watch = watchKey(model);
    for (let n = 0; n < 40; n++) {
      called(watch, `lost${n}`, 'a', { f: 'write', value: n });
      loosened(watch, model, `lost${n}`);
      called(watch, `w${n}`, 'b', { f: 'write', value: 'safe' });
      expect(returned(watch, model, `w${n}`, undefined)).toBeNull();
      expect(watch.configurations.length).toBe(1);
      called(watch, `r${n}`, 'b', { f: 'read' });
      expect(returned(watch, model, `r${n}`, 'safe')).toBeNull();
    }
    expect(watch.undecided).toBe(false);
    called(watch, 'late', 'b', { f: 'read' });
    expect(returned(watch, model, 'late', 7)).toBeNull();
    called(watch, 'again', 'b', { f: 'read' });
    expect(returned(watch, model, 'again', 'safe')?.id).toBe('again');
  });

  it('is nothing of reads that nobody waits for', () => {
    const watch = watchKey(model);
    called(watch, 'r', 'a', { f: 'read' });
    loosened(watch, model, 'r');
    expect(watch).toMatchObject({ operations: [], tail: [], underWay: [] });
  });

  it('forgets a loose write once it must have happened', () => {
    const watch = watchKey(model);
    called(watch, 'lost', 'a', { f: 'write', value: 1 });
    loosened(watch, model, 'lost');
    called(watch, 'r', 'b', { f: 'read' });
    expect(returned(watch, model, 'r', 1)).toBeNull();
    expect(watch).toMatchObject({ operations: [], underWay: [], configurations: [{ state: 1, placed: [] }] });
  });

  it('judges again when an operation turns out never to have happened', () => {
    const watch = watchKey(model);
    called(watch, 'w', 'a', { f: 'write', value: 1 });
    called(watch, 'r', 'b', { f: 'read' });
    expect(returned(watch, model, 'r', 1)).toBeNull();
    expect(failed(watch, model, 'w')?.id).toBe('r');
  });

  it('is given up, without a verdict, when it becomes too much', () => {
    const watch = watchKey(model);
    for (let n = 0; n < 9; n++) called(watch, `w${n}`, `c${n}`, { f: 'write', value: n });
    for (let n = 0; n < 9; n++) expect(returned(watch, model, `w${n}`, undefined, 100)).toBeNull();
    expect(watch).toMatchObject({ undecided: true, operations: [], tail: [], configurations: [] });
    called(watch, 'r', 'a', { f: 'read' });
    expect(returned(watch, model, 'r', 'nonsense')).toBeNull();
    expect(watch.operations).toEqual([]);
  });

  it('says unknown of keys that were given up, and nothing of the rest', () => {
    const decided = watchKey(model);
    const given = { ...watchKey(model), undecided: true };
    expect(property.doubt?.({ keys: { x: decided }, open: {} })).toBeUndefined();
    expect(property.doubt?.({ keys: { x: decided, y: given }, open: {} })).toBe(
      'Unknown: so much was under way at once on y that no order could be found or ruled out.',
    );
  });
});
