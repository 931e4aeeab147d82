import type { Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import type { Api, Attempt } from './messages.ts';

/** Figures that lessons and tests read from a trace. */

export interface Ended {
  readonly atUs: Us;
  readonly outcome: Outcome;
  readonly tookUs: Us;
  readonly api: Api;
}

/** Requests of travellers that ended between two times, the second not included. */
export function ended(events: readonly TraceEvent[], fromUs: Us = 0, toUs: Us = Infinity): Ended[] {
  return collect(events, 'travellers', (effect, atUs) =>
    effect.kind === 'end' && atUs >= fromUs && atUs < toUs
      ? {
          atUs,
          outcome: effect.outcome,
          tookUs: atUs - effect.beganUs,
          api: (effect.output as { readonly api: Api }).api,
        }
      : null,
  );
}

/** Share with this outcome, in percent; −1 where none ended. */
export const sharePct = (requests: readonly Ended[], outcome: Outcome = 'ok'): number =>
  requests.length === 0 ? -1 : (requests.filter((each) => each.outcome === outcome).length * 100) / requests.length;

/** Times at which a rule fired; at one node, or anywhere. */
export function notes(events: readonly TraceEvent[], rule: string, node = ''): Us[] {
  return collect(events, node, (effect, atUs) => (effect.kind === 'note' && effect.rule === rule ? atUs : null));
}

export interface Arrival {
  readonly atUs: Us;
  readonly host: string;
  readonly attempt: Attempt;
}

/** Attempts that reached a host, refused ones included. */
export function arrivals(events: readonly TraceEvent[], host: (node: string) => boolean): Arrival[] {
  return events.flatMap((event) =>
    (event.kind === 'deliver' || event.kind === 'wait' || event.kind === 'overflow') &&
    event.transit?.message.type === 'Attempt' &&
    host(event.node)
      ? [{ atUs: event.timeUs, host: event.node, attempt: event.transit.message as unknown as Attempt }]
      : [],
  );
}

/** The most retries that came to a host within one span of time. */
export function retriesAtOnce(events: readonly TraceEvent[], host: string, spanUs: Us): number {
  const times = arrivals(events, (node) => node === host).flatMap(({ atUs, attempt }) => (attempt.n > 1 ? [atUs] : []));
  let from = 0;
  return times.reduce((most, atUs, i) => {
    while (times[from]! <= atUs - spanUs) from += 1;
    return Math.max(most, i - from + 1);
  }, 0);
}

/** The most attempts that one request brought to a host. */
export function mostForOne(events: readonly TraceEvent[], host: string): number {
  const counts = new Map<number, number>();
  for (const { attempt } of arrivals(events, (node) => node === host))
    counts.set(attempt.request, (counts.get(attempt.request) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** Attempts as they were sent; by one node, or by anybody. */
export const sent = (events: readonly TraceEvent[]): Attempt[] => sentBy(events, '');

export const sentBy = (events: readonly TraceEvent[], node: string): Attempt[] =>
  collect(events, node, (effect) =>
    effect.kind === 'send' && effect.transit.message.type === 'Attempt'
      ? (effect.transit.message as unknown as Attempt)
      : null,
  );

/** The p-th percentile of how long requests took, in ms; nearest rank. */
export function percentileMs(requests: readonly Ended[], percentile: number): number {
  const ascending = requests.map((each) => each.tookUs).sort((a, b) => a - b);
  const rank = Math.min(ascending.length, Math.max(1, Math.ceil((percentile * ascending.length) / 100)));
  return Math.round((ascending[rank - 1] ?? 0) / 1_000);
}

function collect<T>(events: readonly TraceEvent[], node: string, pick: (effect: Effect, atUs: Us) => T | null): T[] {
  const found: T[] = [];
  for (const event of events) {
    if (node !== '' && event.node !== node) continue;
    for (const effect of event.effects) {
      const picked = pick(effect, event.timeUs);
      if (picked !== null) found.push(picked);
    }
  }
  return found;
}
