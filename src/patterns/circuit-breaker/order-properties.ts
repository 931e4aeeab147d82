import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { FAULT_EFFECTS, followFaults, isCalm, operationsEnd, type Faults } from '../../pattern-kit/properties.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);

/** The number of the order that a note or an outcome speaks of. */
const orderOf = (data: unknown): number => (data as { readonly order?: number } | undefined)?.order ?? 0;

export const oneCharge: Property<{ charged: Record<number, true> }> = {
  id: 'one-charge',
  kind: 'always',
  title: 'One charge per order',
  explain:
    'However often an order is tried, delayed or settled later, its card is charged at most once: every attempt carries the same key.',
  watches: { nodes: ['gateway'], effects: ['note'] },
  init: () => ({ charged: {} }),
  step({ charged }, event) {
    if (event.node !== 'gateway') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'charge executed') continue;
      const order = orderOf(effect.data);
      if (charged[order]) return `order ${order} is charged a second time`;
      charged[order] = true;
    }
    return undefined;
  },
};

export const refusedNotCharged: Property<{ refused: Record<number, true>; charged: Record<number, true> }> = {
  id: 'refused-not-charged',
  kind: 'always',
  title: 'Refused means not charged',
  explain:
    'An order that a shopper was told is refused is never charged, before or after. A timeout is no refusal: such an order has an unknown fate until somebody asks.',
  watches: { nodes: ['gateway', 'shoppers'], effects: ['note', 'end'] },
  init: () => ({ refused: {}, charged: {} }),
  step({ refused, charged }, event) {
    if (event.node !== 'gateway' && event.node !== 'shoppers') return undefined;
    for (const effect of event.effects) {
      if (effect.kind === 'note' && effect.rule === 'charge executed') {
        const order = orderOf(effect.data);
        charged[order] = true;
        if (refused[order]) return `order ${order} was refused and is charged all the same`;
      } else if (effect.kind === 'end' && effect.name === 'placeOrder' && effect.outcome === 'fail') {
        const order = orderOf(effect.output);
        refused[order] = true;
        if (charged[order]) return `order ${order} is refused, but it has been charged`;
      }
    }
    return undefined;
  },
};

export const answered = operationsEnd(
  {
    id: 'answered',
    title: 'Every order is answered',
    explain:
      'Every shopper learns what became of the order: yes, no, or, after a timeout, that it is not known. Nobody waits for ever.',
  },
  {
    client: 'shoppers',
    op: 'placeOrder',
    // Each attempt has the patience of a shopper, and at most five seconds of backoff after it.
    withinUs: (world) => (dial(world, 'shoppers.retries') + 1) * (ms(dial(world, 'shoppers.patienceMs')) + seconds(5)),
  },
);

interface Recovery {
  faults: Faults;
  /** Since when the breaker is not closed; −1: it is. */
  brokenUs: Us;
  calmUs: Us;
  dueUs: Us;
}

/** Ten seconds for a wait of up to three; as much longer as the wait is. */
const recoveryUs = (world: World): Us => seconds(10) + 2 * Math.max(0, ms(dial(world, 'breaker.waitMs')) - seconds(3));
const TESTING: readonly string[] = ['OPEN', 'HALF_OPEN'];

export const recovers: Property<Recovery> = {
  id: 'recovers',
  kind: 'eventually',
  title: 'Recovers within 10 s',
  explain:
    'Ten seconds after the gateway and everything else is well again, the payment breaker is closed. A wait of more than three seconds is allowed for on top.',
  appliesOff: false,
  watches: { effects: ['become', ...FAULT_EFFECTS] },
  init: () => ({ faults: {}, brokenUs: -1, calmUs: 0, dueUs: -1 }),
  step(state, event, world) {
    if (followFaults(state.faults, event, ['ok'])) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
    followPhase(state, event);
    const dueUs =
      state.brokenUs < 0 || state.calmUs < 0 ? -1 : Math.max(state.brokenUs, state.calmUs) + recoveryUs(world);
    if (dueUs === state.dueUs) return undefined;
    state.dueUs = dueUs;
    return dueUs < 0 ? null : { dueUs, detail: 'all is well, and the payment breaker is still not closed' };
  },
};

function followPhase(state: Recovery, event: TraceEvent): void {
  if (event.node !== 'payment-breaker') return;
  for (const effect of event.effects) {
    if (effect.kind !== 'become') continue;
    const testing = TESTING.includes(effect.to);
    if (!testing) state.brokenUs = -1;
    else if (state.brokenUs < 0) state.brokenUs = event.timeUs;
  }
}
