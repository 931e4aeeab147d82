import { called, loosened, returned, watchKey, type KeyWatch } from '../../pattern-kit/linearizability/live.ts';
import type { Model } from '../../pattern-kit/linearizability/model.ts';

export type Call = { readonly f: 'read' } | { readonly f: 'write'; readonly value: string };

/** After a failover nobody knows what the last write was that survived: the next read says. */
export const ANYTHING = '*';

/** A wall: what was posted last. Every post is different. */
export const wall: Model<string, Call, string> = {
  initial: '',
  step(state, call, answer) {
    if (call.f === 'write') return call.value;
    if (answer === undefined || answer === state) return state;
    return state === ANYTHING ? answer : undefined;
  },
  reads: (call) => call.f === 'read',
  describe: (call, answer) => (call.f === 'read' ? `read → ${JSON.stringify(answer ?? '?')}` : `post ${call.value}`),
};

/** A value that stands at the wall: from when it was asked for, and from when it is certain. */
interface Stood {
  value: string;
  readonly id: string;
  readonly client: string;
  readonly calledAt: number;
  readonly at: number;
}

/** An operation under way; `writes` is null for a read. */
interface Open {
  readonly id: string;
  readonly client: string;
  readonly writes: string | null;
  readonly at: number;
}

/**
 * A wall whose posts come one after the other. Then there is one order of them, and a read is right
 * when it shows the newest of those that were confirmed before it began, or a newer one. That takes a
 * comparison; what does not fit in here is judged in full by a `KeyWatch`, from the same moment on.
 */
export interface Row {
  readonly row: true;
  /** Counts calls and returns. */
  now: number;
  /** The newest last; those that no read under way can see any more are forgotten. */
  stood: Stood[];
  open: Open[];
}

export const rowFrom = (value: string): Row => ({
  row: true,
  now: 0,
  stood: [{ value, id: '', client: '', calledAt: 0, at: 0 }],
  open: [],
});

export function begins(row: Row, id: string, client: string, writes: string | null): void {
  row.open.push({ id, client, writes, at: ++row.now });
}

/** It was answered. False: not by what a row can say; then it is not taken in. */
export function endsWell(row: Row, id: string, answer: string): boolean {
  const place = placeOf(row, id);
  const { client, writes, at } = row.open[place]!;
  if (writes === null ? !fits(row, at, answer) : isWriting(row, place)) return false;
  row.open.splice(place, 1);
  if (writes !== null) row.stood.push({ value: writes, id, client, calledAt: at, at: ++row.now });
  forgetOld(row);
  return true;
}

/** It had no effect, and it says nothing about anything. */
export function endsWithout(row: Row, id: string): void {
  row.open.splice(placeOf(row, id), 1);
  forgetOld(row);
}

function placeOf({ open }: Row, id: string): number {
  for (let place = 0; place < open.length; place++) if (open[place]!.id === id) return place;
  return -1;
}

/** Whether somebody else is writing as well: then nobody knows yet who was first. */
function isWriting({ open }: Row, but: number): boolean {
  for (let place = 0; place < open.length; place++) if (place !== but && open[place]!.writes !== null) return true;
  return false;
}

function fits(row: Row, calledAt: number, answer: string): boolean {
  const { stood, open } = row;
  for (let i = stood.length - 1; i >= 0; i--) {
    if (stood[i]!.value === answer) return true;
    // Whoever began after a value was certain sees no older one.
    if (stood[i]!.at < calledAt && i > 0) return false;
  }
  for (const { writes } of open) if (writes === answer) return false;
  if (stood[0]!.value !== ANYTHING) return false;
  stood[0]!.value = answer;
  return true;
}

function forgetOld({ stood, open }: Row): void {
  while (stood.length > 1) {
    const { at } = stood[1]!;
    for (const each of open) if (each.writes === null && each.at < at) return;
    stood.shift();
  }
}

/** The same history for the checker of all orders. */
export function watchOf(row: Row): KeyWatch {
  const { stood, open } = row;
  const watch = watchFrom(stood[0]!.value);
  const ends: { readonly at: number; do(): void }[] = [];
  for (const { id, client, value, calledAt, at } of stood.slice(1)) {
    ends.push({ at: calledAt, do: () => called(watch, id, client, { f: 'write', value }) });
    ends.push({ at, do: () => void returned(watch, wall, id, value) });
  }
  for (const { id, client, writes, at } of open) ends.push({ at, do: () => called(watch, id, client, callOf(writes)) });
  ends.sort((a, b) => a.at - b.at);
  for (const end of ends) end.do();
  return watch;
}

const callOf = (writes: string | null): Call => (writes === null ? { f: 'read' } : { f: 'write', value: writes });

const watchFrom = (value: string): KeyWatch => ({ ...watchKey(wall), configurations: [{ state: value, placed: [] }] });

/** A new primary: only what is under way, and the writes that may still come to light, are left of what was. */
export function watchAnew({ operations }: KeyWatch): KeyWatch {
  const fresh = watchFrom(ANYTHING);
  for (const { id, client, call, fate } of operations) {
    const write = (call as Call).f === 'write';
    if (fate === 'returned' || (!write && fate === 'loose')) continue;
    called(fresh, id, client, call);
    if (fate === 'loose') loosened(fresh, wall, id);
  }
  return fresh;
}

export function rowAnew(row: Row): void {
  row.stood = rowFrom(ANYTHING).stood;
}
