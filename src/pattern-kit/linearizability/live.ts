import type { Json } from '../../kernel/json.ts';
import { place, type Configuration, type LiveOperation, type Meter } from './configurations.ts';
import type { AnyModel } from './model.ts';

/**
 * Judges one key while its operations come and go. All of it is plain data, so a monitor that holds
 * it can be checkpointed. What lies behind is folded into `configurations`: when nothing is under
 * way, these are the states that the object may be in, and the past is forgotten.
 */
export interface KeyWatch {
  count: number;
  /** Those that a later judgement may need. */
  operations: LiveOperation[];
  /** Calls (n) and returns (~n), in their order, that are not folded in: an open operation comes before them. */
  tail: number[];
  /** Operations whose call is folded in and whose return is not. */
  underWay: number[];
  /** Empty: no order explains what happened. */
  configurations: Configuration[];
  /** How far the tail has been judged with answers missing; null where nothing is missing. */
  ahead: Ahead | null;
  /** States that were possible when the operation ended that fits nowhere; empty while all is well. */
  couldHold: Json[];
  /** It became too much to follow. Nothing is said of this key any more. */
  undecided: boolean;
}

/** A judgement as if those that are open never ended. Holds until one of them does; others only add to it. */
interface Ahead {
  /** So many ends of the tail are taken in. */
  readonly taken: number;
  readonly underWay: readonly number[];
  readonly configurations: Configuration[];
}

/** Questions to the model that one judgement may take; some twenty milliseconds. */
const STEPS = 20_000;

export const watchKey = (model: AnyModel): KeyWatch => ({
  count: 0,
  operations: [],
  tail: [],
  underWay: [],
  configurations: [{ state: model.initial as Json, placed: [] }],
  ahead: null,
  couldHold: [],
  undecided: false,
});

export function called(watch: KeyWatch, id: string, client: string, call: Json): void {
  if (watch.undecided) return;
  const n = watch.count++;
  watch.operations.push({ n, id, client, call, fate: 'open' });
  watch.tail.push(n);
}

/** The operation answered. Answers the one that fits nowhere; null where all is well. */
export function returned(
  watch: KeyWatch,
  model: AnyModel,
  id: string,
  answer: Json | undefined,
  steps = STEPS,
): LiveOperation | null {
  const operation = find(watch, id);
  if (operation === undefined) return null;
  operation.fate = 'returned';
  if (answer !== undefined) operation.answer = answer;
  if (watch.ahead?.underWay.includes(operation.n) === true) watch.ahead = null;
  if (isAlone(watch)) return judgeAlone(watch, model, operation);
  watch.tail.push(~operation.n);
  return judge(watch, model, steps);
}

/** It did not and will not happen: whatever else relied on it fits nowhere now. */
export function failed(watch: KeyWatch, model: AnyModel, id: string, steps = STEPS): LiveOperation | null {
  const operation = find(watch, id);
  if (operation === undefined) return null;
  forget(watch, operation);
  return judge(watch, model, steps);
}

/** Nobody will learn any more whether it happens. */
export function loosened(watch: KeyWatch, model: AnyModel, id: string): void {
  const operation = find(watch, id);
  if (operation === undefined) return;
  if (model.reads(operation.call, undefined)) forget(watch, operation);
  else {
    operation.fate = 'loose';
    watch.ahead = null;
  }
}

/** Nothing else was under way while it was, and there is one way in which all before may have gone: the commonest case. */
const isAlone = ({ operations, tail, configurations }: KeyWatch): boolean =>
  operations.length === 1 && tail.length === 1 && configurations.length === 1;

/** There is one order, so there is nothing to search. */
function judgeAlone(watch: KeyWatch, model: AnyModel, operation: LiveOperation): LiveOperation | null {
  const [{ state }] = watch.configurations as [Configuration];
  const after = model.step(state, operation.call, operation.answer) as Json | undefined;
  if (after === undefined) {
    watch.couldHold = [state];
    return operation;
  }
  if (after !== state) watch.configurations = [{ state: after, placed: [] }];
  watch.operations = [];
  watch.tail = [];
  return null;
}

const find = (watch: KeyWatch, id: string): LiveOperation | undefined =>
  watch.operations.find((operation) => operation.id === id);

/** Takes an operation without effect out of the record. While it is open, nothing that is kept relies on it. */
function forget(watch: KeyWatch, operation: LiveOperation): void {
  watch.operations = watch.operations.filter((other) => other !== operation);
  watch.underWay = watch.underWay.filter((n) => n !== operation.n);
  watch.tail = watch.tail.filter((n) => n !== operation.n);
  watch.ahead = null;
}

function judge(watch: KeyWatch, model: AnyModel, steps: number): LiveOperation | null {
  const meter: Meter = { left: steps, reached: [] };
  const numbered = (n: number): LiveOperation => watch.operations.find((operation) => operation.n === n)!;
  const { tail, ahead } = watch;
  let { configurations } = ahead ?? watch;
  const underWay = (ahead ?? watch).underWay.map(numbered);
  let settled = ahead === null;
  for (let index = ahead?.taken ?? 0; index < tail.length; index++) {
    const end = tail[index]!;
    if (end >= 0) {
      underWay.push(numbered(end));
      continue;
    }
    // From here on answers are missing. What comes is judged as if they never came, and kept apart.
    if (settled && underWay.some(isOpen)) {
      settled = false;
      keep(watch, configurations, underWay, index);
    }
    const wanted = numbered(~end);
    const next = place(model, configurations, wanted, underWay, meter);
    if (next === null) {
      giveUp(watch);
      return null;
    }
    if (next.length === 0) {
      watch.couldHold = meter.reached.map(({ state }) => state);
      return wanted;
    }
    configurations = next;
    underWay.splice(underWay.indexOf(wanted), 1);
  }
  watch.ahead = null;
  if (settled) keep(watch, configurations, underWay, tail.length);
  else watch.ahead = { taken: watch.tail.length, underWay: underWay.map(({ n }) => n), configurations };
  tidy(watch);
  return null;
}

const isOpen = ({ fate }: LiveOperation): boolean => fate === 'open';

/** Folds the first `count` ends of the tail in. */
function keep(
  watch: KeyWatch,
  configurations: Configuration[],
  underWay: readonly LiveOperation[],
  count: number,
): void {
  watch.configurations = configurations;
  watch.underWay = underWay.map(({ n }) => n);
  watch.tail = watch.tail.slice(count);
}

/** Forgets what no later judgement asks for. */
function tidy(watch: KeyWatch): void {
  const { configurations, tail } = watch;
  // A loose operation that had its effect whatever happened is over.
  const over: number[] = [];
  for (const { n, fate } of watch.operations)
    if (fate === 'loose' && configurations.every(({ placed }) => placed.includes(n))) over.push(n);
  if (over.length > 0) {
    watch.configurations = configurations.map(({ state, placed }) => ({
      state,
      placed: placed.filter((n) => !over.includes(n)),
    }));
    watch.underWay = watch.underWay.filter((n) => !over.includes(n));
    watch.ahead = null;
  }
  const { underWay } = watch;
  watch.operations = watch.operations.filter(({ n }) => underWay.includes(n) || tail.includes(n));
}

function giveUp(watch: KeyWatch): void {
  watch.undecided = true;
  watch.operations = [];
  watch.tail = [];
  watch.underWay = [];
  watch.configurations = [];
  watch.ahead = null;
}
