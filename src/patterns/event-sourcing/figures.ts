import type { Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { enter, openBooks, storedIn, type Stored } from './oracle.ts';

/** Figures that lessons and tests read from a trace. */

/** Everything stored, each event once, with the time at which it was. */
export function stored(events: readonly TraceEvent[]): (Stored & { readonly atUs: Us })[] {
  const found: (Stored & { readonly atUs: Us })[] = [];
  const seen: Record<string, true> = {};
  for (const event of events)
    for (const one of storedIn(event)) {
      if (seen[one.position]) continue;
      seen[one.position] = true;
      found.push({ ...one, atUs: event.timeUs });
    }
  return found;
}

/** Balances in cents that the stored events add up to. */
export function balances(events: readonly TraceEvent[], history = 0): Readonly<Record<string, number>> {
  const books = openBooks({ settings: { 'store.history': history } });
  for (const event of events) for (const one of storedIn(event)) enter(books, one);
  return books.cents;
}

/** The lowest that an account has ever stood at. */
export function lowest(events: readonly TraceEvent[], account: string): number {
  const books = openBooks({ settings: {} });
  let cents = Infinity;
  for (const event of events)
    for (const one of storedIn(event)) if (enter(books, one)) cents = Math.min(cents, books.cents[account] ?? 0);
  return cents;
}

export interface Noted {
  readonly atUs: Us;
  readonly rule: string;
  readonly text: string;
  readonly data: any;
}

export function notes(events: readonly TraceEvent[], node: string, rule: string): Noted[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'note' && effect.rule.startsWith(rule)
      ? { atUs, rule: effect.rule, text: effect.text, data: effect.data }
      : null,
  );
}

/** When a lane of a node came to a state, first at or after a time; −1: it did not. */
export function becameUs(events: readonly TraceEvent[], node: string, state: string, fromUs = 0): Us {
  const found = collect(events, node, (effect, atUs) =>
    effect.kind === 'become' && effect.to === state && atUs >= fromUs ? atUs : null,
  );
  return found[0] ?? -1;
}

export interface Ended {
  readonly atUs: Us;
  readonly tookUs: Us;
  readonly outcome: string;
  readonly command: string;
  readonly reason: string;
}

/** Commands that ended between two times, the second not included. */
export function ended(events: readonly TraceEvent[], fromUs: Us, toUs: Us): Ended[] {
  return collect(events, 'tellers', (effect, atUs) => {
    if (effect.kind !== 'end' || effect.name !== 'command' || atUs < fromUs || atUs >= toUs) return null;
    const { command, reason } = effect.output as { readonly command: string; readonly reason: string };
    return { atUs, tookUs: atUs - effect.beganUs, outcome: effect.outcome, command, reason };
  });
}

/** Without the pattern: what was added to a row, by the command that did it. */
export function rowChanges(events: readonly TraceEvent[], account: string): { command: string; change: number }[] {
  return notes(events, 'store', 'row overwritten').flatMap(({ data }) =>
    data.account === account ? [{ command: String(data.command), change: Number(data.change) }] : [],
  );
}

export function peak(events: readonly TraceEvent[], node: string, metric: string): number {
  return collect(events, node, (effect) =>
    effect.kind === 'metric' && effect.name === metric ? effect.value : null,
  ).reduce((most, value) => Math.max(most, value), 0);
}

export function last(events: readonly TraceEvent[], node: string, metric: string): number {
  const values = collect(events, node, (effect) =>
    effect.kind === 'metric' && effect.name === metric ? effect.value : null,
  );
  return values.at(-1) ?? 0;
}

export const inSeconds = (us: Us): string => `${(Math.round(us / 100_000) / 10).toFixed(1)} s`;
export const euros = (cents: number): string => (cents / 100).toFixed(2);

function collect<T>(events: readonly TraceEvent[], node: string, pick: (effect: Effect, atUs: Us) => T | null): T[] {
  const found: T[] = [];
  for (const event of events) {
    if (event.node !== node) continue;
    for (const effect of event.effects) {
      const picked = pick(effect, event.timeUs);
      if (picked !== null) found.push(picked);
    }
  }
  return found;
}
