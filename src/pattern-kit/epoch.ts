import type { NodeContext } from '../kernel/program.ts';
import type { Effect, TraceEvent } from '../kernel/trace.ts';

/**
 * Something out of date that was recognised by its epoch: a term, a fencing token, a generation, an
 * expected version, a position. `got` is what it carried, `have` what it was held against.
 */
export interface StaleEpoch {
  /** What the field calls it, as it stands before a number: `term`, `generation`, `slot epoch`. */
  readonly name: string;
  readonly got: number;
  readonly have: number;
}

/**
 * Notes that something is refused because its epoch is older. `what` says what is refused, as a clause:
 * "the vote is refused"; `rule` names the rule where the field has a name for it. Graph, log and inspector show it with both numbers.
 */
export function refuseStale(
  node: Pick<NodeContext, 'note'>,
  epoch: StaleEpoch,
  what: string,
  rule = `stale ${epoch.name}`,
): void {
  const { name, got, have } = epoch;
  node.note(rule, `${what}: ${name} ${got} is older than ${have}`, { stale: { name, got, have } });
}

function staleOf(effect: Effect): StaleEpoch | null {
  if (effect.kind !== 'note' || effect.data === null || typeof effect.data !== 'object') return null;
  const stale = (effect.data as { readonly stale?: StaleEpoch }).stale;
  return stale === undefined ? null : stale;
}

/** What an event refused as out of date; null where nothing was. */
export function staleIn(event: TraceEvent): StaleEpoch | null {
  for (const effect of event.effects) {
    const stale = staleOf(effect);
    if (stale !== null) return stale;
  }
  return null;
}
