import { US_PER_MS, US_PER_S, type Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';

/** Figures that lessons and tests read from a trace. Times in words are seconds with one decimal. */

export interface Move {
  readonly atUs: Us;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Every change of a breaker's state, in order. */
export function moves(events: readonly TraceEvent[], node = 'payment-breaker'): Move[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'become' && effect.lane === 'main'
      ? { atUs, from: effect.from, to: effect.to, why: effect.why }
      : null,
  );
}

export const firstMove = (events: readonly TraceEvent[], to: string, afterUs: Us = 0): Move | undefined =>
  moves(events).find((move) => move.to === to && move.atUs >= afterUs);

/** When an action of this kind first took effect; −1: not yet. */
export function actedAt(events: readonly TraceEvent[], kind: string): Us {
  return events.find((event) => event.kind === 'action' && event.action?.kind === kind)?.timeUs ?? -1;
}

export function notes(events: readonly TraceEvent[], node: string, rule: string, fromUs: Us = 0): Us[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'note' && effect.rule.startsWith(rule) && atUs >= fromUs ? atUs : null,
  );
}

export interface Ended {
  readonly atUs: Us;
  readonly outcome: Outcome;
  readonly tookUs: Us;
  readonly status: string;
}

/** Operations that ended between two times, the second not included. */
export function ended(events: readonly TraceEvent[], op: string, fromUs: Us, toUs: Us): Ended[] {
  return collect(events, 'shoppers', (effect, atUs) =>
    effect.kind === 'end' && effect.name === op && atUs >= fromUs && atUs < toUs
      ? {
          atUs,
          outcome: effect.outcome,
          tookUs: atUs - effect.beganUs,
          status: (effect.output as { readonly status?: string } | undefined)?.status ?? '',
        }
      : null,
  );
}

/** Share that ended well, in whole percent; −1 where none ended. */
export function okPct(operations: readonly Ended[]): number {
  return operations.length === 0
    ? -1
    : Math.round((operations.filter((each) => each.outcome === 'ok').length * 100) / operations.length);
}

/** Largest value that a metric of a node has had. */
export function peak(events: readonly TraceEvent[], node: string, metric: string): number {
  return collect(events, node, (effect) =>
    effect.kind === 'metric' && effect.name === metric ? effect.value : null,
  ).reduce((most, value) => Math.max(most, value), 0);
}

export const inSeconds = (us: Us): string => `${(Math.round(us / (100 * US_PER_MS)) / 10).toFixed(1)} s`;
export const perSecond = (count: number, spanUs: Us): string => ((count * US_PER_S) / spanUs).toFixed(1);

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
