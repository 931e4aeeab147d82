import { describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../derive/trace-index.ts';
import { traceOf } from '../../derive/testing.ts';
import type { Action } from '../../kernel/action.ts';
import type { Effect, EventKind, TraceEvent } from '../../kernel/trace.ts';
import { nextMoment, wordFor } from './next-word.ts';

const event = (kind: EventKind, effects: Effect[] = [], action?: Action): TraceEvent => ({
  seq: 0,
  timeUs: 0,
  kind,
  node: 'n',
  cause: -1,
  effects,
  ...(action && { action }),
});
const become: Effect = { kind: 'become', lane: 'main', from: 'a', to: 'b', why: '' };
const down: Effect = { kind: 'status', node: 'n', status: 'down' };
const verdict = (status: 'violated' | 'reached'): Effect => ({ kind: 'verdict', property: 'p', status, detail: '' });

describe('the word for the next interesting event', () => {
  it.each<[string, TraceEvent]>([
    ['state change', event('deliver', [become])],
    ['violation', event('deliver', [become, verdict('violated')])],
    ['verdict', event('deliver', [verdict('reached')])],
    ['crash', event('action', [down], { kind: 'crash', node: 'n', atUs: 0 })],
    ['restart', event('restart', [become])],
    ['repair', event('repair')],
    ['command', event('action', [], { kind: 'command', node: 'n', command: 'order', atUs: 0 })],
    ['setting', event('action', [], { kind: 'set', setting: 's', value: 1, atUs: 0 })],
    ['fault', event('action', [], { kind: 'cut', a: 'a', b: 'b', atUs: 0 })],
    ['repair', event('action', [], { kind: 'slow', node: 'n', percent: 100, atUs: 0 })],
    ['change of behaviour', event('mode', [{ kind: 'mode', node: 'n', mode: 'hang' }])],
    ['pause or resume', event('work', [{ kind: 'status', node: 'n', status: 'paused' }])],
  ])('is %s', (word, one) => expect(wordFor(one)).toBe(word));

  const index = createTraceIndex();
  index.append(
    traceOf(`
    0 start a
    5 timer a :tick | become main idle>busy first
    9 timer a :tick
  `),
  );
  const crash: Action = { kind: 'crash', node: 'a', atUs: 20_000 };

  it('is that of the trace, as far as it goes', () =>
    expect(nextMoment(index, 0, [crash], 9_000)).toEqual({ word: 'state change', us: 5_000 }));
  it('is that of the next planned action beyond it', () =>
    expect(nextMoment(index, 1, [{ ...crash, atUs: 3_000 }, crash], 9_000)).toEqual({ word: 'fault', us: 20_000 }));
  it('is the end of a fault that is planned to end', () => {
    expect(nextMoment(index, 1, [{ ...crash, atUs: 3_000, forUs: 9_000 }, crash], 9_000)).toEqual({
      word: 'repair',
      us: 12_000,
    });
  });
  it('is not known where neither says', () => expect(nextMoment(index, 1, [], 9_000)).toBe(null));
});
