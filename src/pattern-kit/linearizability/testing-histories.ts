import fc from 'fast-check';
import type { Json } from '../../kernel/json.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { HistorySpec } from './history.ts';
import type { Operation } from './model.ts';
import type { RegisterCall } from './register.ts';

/** Histories of a register to test with, and a judge of them that shares no code with the one under test. */

export type RegisterOperation = Operation<RegisterCall>;

/** What a single copy does: the state after a call, and its answer. */
export function perform(state: Json, call: RegisterCall): { readonly state: Json; readonly answer: Json | undefined } {
  if (call.f === 'read') return { state, answer: state };
  if (call.f === 'write') return { state: call.value, answer: undefined };
  return state === call.from ? { state: call.to, answer: true } : { state, answer: false };
}

/**
 * Tries all orders of all choices of operations that hold everything which returned. Answers null
 * where there is none. Only for a handful of operations.
 */
export function anyOrder(
  history: readonly RegisterOperation[],
  initial: Json = null,
): readonly RegisterOperation[] | null {
  const goOn = (order: readonly RegisterOperation[], state: Json): readonly RegisterOperation[] | null => {
    const rest = history.filter((operation) => !order.includes(operation));
    if (rest.every(({ returnedAt }) => returnedAt === Infinity)) return order;
    for (const operation of rest) {
      if (order.some((earlier) => operation.returnedAt < earlier.calledAt)) continue;
      const after = perform(state, operation.call);
      const isPossible =
        operation.answer === undefined || after.answer === undefined || operation.answer === after.answer;
      const whole = isPossible ? goOn([...order, operation], after.state) : null;
      if (whole !== null) return whole;
    }
    return null;
  };
  return goOn([], initial);
}

const value = fc.constantFrom<Json>(null, 1, 2);

export const registerCall: fc.Arbitrary<RegisterCall> = fc.oneof(
  fc.record({ f: fc.constant('read' as const) }),
  fc.record({ f: fc.constant('write' as const), value }),
  fc.record({ f: fc.constant('cas' as const), from: value, to: value }),
);

const truth = fc.record({
  call: registerCall,
  /** When it has its effect, and how long before and after that it is under way. */
  at: fc.nat(9),
  before: fc.nat(3),
  after: fc.nat(3),
  end: fc.constantFrom('known', 'known', 'known', 'answer unknown', 'never'),
  /** What it answers instead of the truth. */
  lie: fc.option(fc.oneof(value, fc.boolean()), { freq: 5 }),
});

/**
 * Histories that some single copy may have left behind, about half of them with an answer that is
 * made up. Many calls and returns fall together.
 */
export const registerHistory = (maxLength: number, keys: readonly string[] = ['']): fc.Arbitrary<RegisterOperation[]> =>
  fc.array(fc.tuple(truth, fc.constantFrom(...keys)), { maxLength }).map((drafts) => {
    const states = new Map<string, Json>();
    const inOrder = drafts.map((draft, index) => ({ draft, index })).sort((a, b) => a.draft[0].at - b.draft[0].at);
    const operations: RegisterOperation[] = [];
    for (const {
      draft: [{ call, at, before, after, end, lie }, key],
      index,
    } of inOrder) {
      const done = perform(states.get(key) ?? null, call);
      states.set(key, done.state);
      const isFit = lie !== null && (call.f === 'cas') === (typeof lie === 'boolean');
      const answer = call.f === 'write' || end !== 'known' ? undefined : isFit ? lie : done.answer;
      operations[index] = {
        id: `${index}`,
        key,
        client: `c${index}`,
        call,
        answer,
        calledAt: at - before,
        returnedAt: end === 'never' ? Infinity : at + after,
      };
    }
    return operations;
  });

/** What a client does when it is its turn: begin an operation, or end the one it has. */
const turn = fc.record({
  client: fc.nat(3),
  key: fc.constantFrom('x', 'x', 'y'),
  call: registerCall,
  /** When a single copy would do it: on the way in, on the way out, or never. */
  effect: fc.constantFrom('begin', 'begin', 'end', 'end', 'never'),
  end: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'unknown', 'crash'),
  lie: fc.option(fc.oneof(value, fc.boolean()), { freq: 8 }),
});

type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

/** How the operations in these traces are named. */
export const traceSpec: HistorySpec<RegisterCall> = {
  operations: {
    Read: () => ({ f: 'read' }),
    Write: (input: { readonly value: Json }) => ({ f: 'write', value: input.value }),
    Swap: (input: { readonly from: Json; readonly to: Json }) => ({ f: 'cas', from: input.from, to: input.to }),
  },
  keyOf: (input: { readonly key: string }) => input.key,
};
const NAMES = { read: 'Read', write: 'Write', cas: 'Swap' } as const;

/** Traces of four clients that work on two registers, crash, and are told lies now and then. */
export const clientTrace = (maxLength: number): fc.Arbitrary<TraceEvent[]> =>
  fc.array(turn, { minLength: maxLength / 4, maxLength }).map(play);

function play(turns: readonly Turn[]): TraceEvent[] {
  const states = new Map<string, Json>();
  const running = new Map<
    number,
    { readonly op: string; readonly turn: Turn; readonly answer: Json | undefined; readonly done: boolean }
  >();
  const effectOn = ({ key, call }: Turn): Json | undefined => {
    const done = perform(states.get(key) ?? null, call);
    states.set(key, done.state);
    return done.answer;
  };
  return turns.map((now, seq): TraceEvent => {
    const node = `c${now.client}`;
    const event = (effect: Effect): TraceEvent => ({
      seq,
      timeUs: seq,
      kind: 'timer',
      node,
      cause: -1,
      effects: [{ kind: 'metric', name: 'noise', value: seq }, effect],
    });
    const mine = running.get(now.client);
    if (mine === undefined) {
      const done = now.effect === 'begin';
      running.set(now.client, { op: `${node}:${seq}`, turn: now, done, answer: done ? effectOn(now) : undefined });
      const { f, ...args } = now.call;
      return event({ kind: 'begin', op: `${node}:${seq}`, name: NAMES[f], input: { key: now.key, ...args } });
    }
    running.delete(now.client);
    if (now.end === 'crash') return event({ kind: 'status', node, status: 'down' });
    const { call } = mine.turn;
    const happensNow = !mine.done && mine.turn.effect === 'end' && now.end !== 'fail';
    const answer = happensNow ? effectOn(mine.turn) : mine.answer;
    const isFit = now.lie !== null && (call.f === 'cas') === (typeof now.lie === 'boolean');
    return event({
      kind: 'end',
      op: mine.op,
      name: NAMES[call.f],
      outcome: now.end,
      output: call.f === 'write' || now.end !== 'ok' ? undefined : isFit ? now.lie : answer,
      beganUs: 0,
    });
  });
}
