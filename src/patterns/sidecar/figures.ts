import { US_PER_MS, type Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import { follow, newLedger, type Ledger } from './ledger.ts';

/** Figures that lessons, tests and the board read from a trace. */

export interface Move {
  readonly atUs: Us;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Every change of a node's lane, in order. */
export function moves(events: readonly TraceEvent[], node: string, lane = 'main'): Move[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'become' && effect.lane === lane
      ? { atUs, from: effect.from, to: effect.to, why: effect.why }
      : null,
  );
}

export const firstMove = (events: readonly TraceEvent[], node: string, to: string, afterUs: Us = 0): Move | undefined =>
  moves(events, node).find((move) => move.to === to && move.atUs >= afterUs);

/** The auditor's book at the end of these events. */
export function ledgerOf(events: readonly TraceEvent[]): Ledger {
  const ledger = newLedger();
  for (const event of events) follow(ledger, event);
  return ledger;
}

export const droppedFor = (events: readonly TraceEvent[], reason: string): number =>
  ledgerOf(events).dropped[reason] ?? 0;

export function notes(events: readonly TraceEvent[], node: string, rule: string, fromUs: Us = 0): Us[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'note' && effect.rule === rule && atUs >= fromUs ? atUs : null,
  );
}

export interface Ended {
  readonly outcome: Outcome;
  readonly tookUs: Us;
  readonly reason: string;
}

/** Orders that ended between two times, the second not included. */
export function ended(events: readonly TraceEvent[], fromUs: Us, toUs: Us): Ended[] {
  return collect(events, 'customers', (effect, atUs) =>
    effect.kind === 'end' && effect.name === 'checkout' && atUs >= fromUs && atUs < toUs
      ? {
          outcome: effect.outcome,
          tookUs: atUs - effect.beganUs,
          reason: (effect.output as { readonly reason?: string } | undefined)?.reason ?? '',
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

/** Longest time that an order took, ms. */
export const slowestMs = (operations: readonly Ended[]): number =>
  operations.reduce((most, each) => Math.max(most, Math.round(each.tookUs / US_PER_MS)), 0);

export const inSeconds = (us: Us): string => `${(Math.round(us / (100 * US_PER_MS)) / 10).toFixed(1)} s`;

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
