import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { FAULT_EFFECTS, followFaults, isCalm, operationsEnd, type Faults } from '../../pattern-kit/properties.ts';
import { dial, isAmbassador } from './follow.ts';

/** What users and their cards feel. */

type Effect = { readonly request: number; readonly idemKey: string };

/** By number of request: 1 where it is so. Numbers of requests are small. */
type Marks = (0 | 1)[];

function mark(marks: Marks, request: number): void {
  while (marks.length <= request) marks.push(0);
  marks[request] = 1;
}

export const oneEffect: Property<{ paid: Marks }> = {
  id: 'one-effect',
  kind: 'always',
  title: 'One payment per key',
  explain: 'However often it is tried or doubled, a card is charged once: one key, reserved before anything is done.',
  appliesOff: false,
  watches: { nodes: ['payments'], effects: ['note'] },
  init: () => ({ paid: [] }),
  step({ paid }, event) {
    if (event.node !== 'payments') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'effect') continue;
      const { request, idemKey } = effect.data as Effect;
      if (idemKey === '') continue;
      if (paid[request] === 1) return `request ${request} is paid a second time`;
      mark(paid, request);
    }
    return undefined;
  },
};

interface Told {
  /** The network makes copies: one of them may be refused and the other carried out. */
  hazy: boolean;
  refused: Marks;
  paid: Marks;
}

export const refusedNotPaid: Property<Told> = {
  id: 'refused-not-paid',
  kind: 'always',
  title: 'Refused means not paid',
  explain: 'A payment that was said to have failed is never made, before or after. Silence is no refusal.',
  watches: { nodes: ['', 'payments', 'travellers'], events: ['action'], effects: ['note', 'end'] },
  init: () => ({ hazy: false, refused: [], paid: [] }),
  step(state, event) {
    if (event.kind === 'action' && makesCopies(event)) state.hazy = true;
    if (event.node !== 'payments' && event.node !== 'travellers') return undefined;
    for (const effect of event.effects) {
      if (effect.kind === 'note' && effect.rule === 'effect') {
        const { request } = effect.data as Effect;
        mark(state.paid, request);
        if (state.refused[request] === 1 && !state.hazy)
          return `request ${request} was refused and is paid all the same`;
      } else if (effect.kind === 'end' && effect.outcome === 'fail') {
        if ((effect.output as { readonly api: string }).api !== 'payments') continue;
        // The number of the operation is that of the request.
        const request = Number(effect.op.slice(effect.op.indexOf(':') + 1));
        mark(state.refused, request);
        if (state.paid[request] === 1 && !state.hazy) return `request ${request} is refused, and was paid`;
      }
    }
    return undefined;
  },
};

/** From now on the network makes copies somewhere, or somebody has made one by hand. */
const makesCopies = ({ action, effects }: TraceEvent): boolean =>
  action?.kind === 'duplicateMessage' ||
  effects.some((effect) => effect.kind === 'link' && effect.state.duplicatePpm > 0);

export const everyoneAnswered = operationsEnd(
  {
    id: 'answered',
    title: 'Nobody waits for ever',
    explain: 'Every request ends, if only with the knowledge that its fate is not known.',
  },
  {
    client: 'travellers',
    op: 'request',
    // Each time the phone asks it waits as long as its user's patience, and at most two seconds in between.
    withinUs: (world) =>
      (dial(world, 'travellers.retries') + 1) * (ms(dial(world, 'travellers.patienceMs')) + seconds(2)) + seconds(1),
  },
);

interface Recovery {
  faults: Faults;
  calmUs: Us;
  /** Ambassadors whose breaker is open, and since when. */
  shut: Record<string, Us>;
  dueUs: Us;
}

const recoveryUs = (world: World): Us => seconds(5) + 2 * ms(dial(world, 'breaker.openMs'));

export const recovers: Property<Recovery> = {
  id: 'recovers',
  kind: 'eventually',
  title: 'It recovers',
  explain:
    'Five seconds after all is well outside, and twice the time that a breaker stays open, none is open any more.',
  appliesOff: false,
  watches: { effects: ['become', ...FAULT_EFFECTS] },
  init: () => ({ faults: {}, calmUs: 0, shut: {}, dueUs: -1 }),
  step(state, event, world) {
    if (followFaults(state.faults, event, ['ok'])) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
    if (state.dueUs < 0 && event.kind !== 'action' && !isAmbassador(event.node)) return undefined;
    for (const effect of event.effects) {
      if (effect.kind === 'status' && effect.status === 'down') delete state.shut[effect.node];
      if (effect.kind !== 'become' || effect.lane !== 'main' || !isAmbassador(event.node)) continue;
      if (effect.to === 'SHORT_CIRCUIT') state.shut[event.node] = event.timeUs;
      else delete state.shut[event.node];
    }
    let sinceUs = -1;
    for (const node in state.shut) if (sinceUs < 0 || state.shut[node]! < sinceUs) sinceUs = state.shut[node]!;
    const dueUs = sinceUs < 0 || state.calmUs < 0 ? -1 : Math.max(sinceUs, state.calmUs) + recoveryUs(world);
    if (dueUs === state.dueUs) return undefined;
    state.dueUs = dueUs;
    return dueUs < 0 ? null : { dueUs, detail: 'all is well outside, and a breaker is still open' };
  },
};
