import { describe, expect, it } from 'vitest';
import type { World } from '../../kernel/property.ts';
import { Stream, streamKey } from '../../kernel/random.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { called, failed, loosened, returned, watchKey } from '../../pattern-kit/linearizability/live.ts';
import { oneCopy } from './history.ts';
import { wall } from './row.ts';

const KEY = '{u000}:wall';
const world = { topology: { nodes: [] }, state: () => null, status: () => 'up', lane: () => '' } as unknown as World;

type Step =
  | { readonly do: 'begin'; readonly op: string; readonly post: boolean }
  | { readonly do: 'ok' | 'fail' | 'unknown'; readonly op: string; readonly post: boolean; readonly value: string };

/** Reads and posts of one wall that overlap, some of them answered as no single wall could. */
function historyFrom(seed: number): Step[] {
  const random = new Stream(streamKey(seed, 'history'));
  const steps: Step[] = [];
  const open: { op: string; post: boolean; sawAt: string }[] = [];
  const written = [''];
  const most = 1 + random.int(4);
  for (let n = 0; n < 24; n++) {
    if (open.length < most && random.int(2) === 0) {
      const post = random.int(3) === 0;
      const op = `op${n}`;
      open.push({ op, post, sawAt: written.at(-1)! });
      steps.push({ do: 'begin', op, post });
      // It takes effect at once, later, or never.
      if (post && random.int(2) === 0) written.push(op);
      continue;
    }
    if (open.length === 0) continue;
    const [{ op, post, sawAt }] = open.splice(random.int(open.length), 1) as [(typeof open)[number]];
    const fate = random.int(10);
    const end = fate === 0 ? 'unknown' : fate === 1 && !written.includes(op) ? 'fail' : 'ok';
    if (post && end === 'ok' && !written.includes(op)) written.push(op);
    const answers = [
      written.at(-1)!,
      written.at(-1)!,
      sawAt,
      random.int(5) === 0 ? written[random.int(written.length)]! : written.at(-1)!,
    ];
    steps.push({ do: end, op, post, value: post ? op : answers[random.int(answers.length)]! });
  }
  return steps;
}

/** The step at which the checker of all orders finds that none explains it; −1: one does. */
function byAllOrders(steps: readonly Step[]): number {
  const watch = watchKey(wall);
  return steps.findIndex((step) => {
    const { op, post } = step;
    if (step.do === 'begin') {
      called(watch, op, 'client', post ? { f: 'write', value: op } : { f: 'read' });
      return false;
    }
    if (step.do === 'ok') return returned(watch, wall, op, step.value) !== null;
    if (step.do === 'fail' && post) return failed(watch, wall, op) !== null;
    loosened(watch, wall, op);
    return false;
  });
}

function byProperty(steps: readonly Step[]): number {
  const state = oneCopy.init(world);
  return steps.findIndex((step, seq) => {
    const { op, post } = step;
    const name = post ? 'post' : 'read';
    const effect =
      step.do === 'begin'
        ? { kind: 'begin', name, op, input: { key: KEY } }
        : {
            kind: 'end',
            name,
            op,
            outcome: step.do,
            beganUs: 0,
            output: { value: step.value, by: 's', relaxed: false },
          };
    const event = { node: 'client', kind: 'timer', timeUs: seq, seq, effects: [effect as unknown as Effect] };
    return typeof oneCopy.step(state, event as unknown as TraceEvent, world) === 'string';
  });
}

describe('“Each wall reads as one copy”, by comparing where posts follow one another', () => {
  it('says the same as the checker of all orders, at the same step', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 1_500; seed++) {
      const steps = historyFrom(seed);
      const expected = byAllOrders(steps);
      expect([seed, byProperty(steps)]).toEqual([seed, expected]);
      if (expected >= 0) wrong++;
    }
    // Enough of both kinds.
    expect(wrong).toBeGreaterThan(70);
    expect(wrong).toBeLessThan(1_500);
  });
});
