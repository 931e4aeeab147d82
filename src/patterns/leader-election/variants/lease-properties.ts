import type { Property, World } from '../../../kernel/property.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import { electsBy } from '../promises.ts';
import type { Effect, TraceEvent } from '../../../kernel/trace.ts';

const LEADING = ['acquired', 'leader'];
const millis = (world: World, key: string): Us => ms(Number(world.settings[`lease.${key}Ms`]));

export type Note = Extract<Effect, { kind: 'note' }>;

/** The first note of this rule in the event; most events have none. */
export function noteOf(event: TraceEvent, rule: string): Note | undefined {
  for (const effect of event.effects) if (effect.kind === 'note' && effect.rule === rule) return effect;
  return undefined;
}

export interface Admitted {
  readonly from: string;
  /** What was written; absent where it was only read. */
  readonly value?: number | null;
  readonly token: number;
  readonly checked: boolean;
}
const ADMITTED = ['write kept', 'stale write kept', 'values handed out'];

/** Storage tokens monotone: only where it checks them, for without fencing that is what goes wrong. */
export const tokensMonotone: Property<{ highest: number }> = {
  id: 'tokens-monotone',
  kind: 'always',
  title: 'Fenced writes never go back',
  explain:
    'Storage that checks tokens admits nobody with a lower token than it has admitted before: whoever led earlier cannot write over a later leader, nor behind the back of one that has read.',
  appliesOff: false,
  applies: electsBy('lease', 'bully', 'ring', 'paxos'),
  watches: { nodes: ['storage'], effects: ['note'] },
  init: () => ({ highest: 0 }),
  step(state, event) {
    if (event.kind !== 'disk' || event.node !== 'storage') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || !ADMITTED.includes(effect.rule)) continue;
      const { from, token, checked } = effect.data as unknown as Admitted;
      if (checked && token < state.highest)
        return `storage admitted ${from} with token ${token} after token ${state.highest}`;
      state.highest = Math.max(state.highest, token);
    }
    return undefined;
  },
};

interface Leases {
  /** Which process took each number. */
  takers: Record<string, string>;
}
interface Swap {
  readonly holder: string;
  readonly token: number;
}

export const oneHolderANumber: Property<Leases> = {
  id: 'one-holder-a-number',
  kind: 'always',
  title: 'One holder a lease number',
  explain:
    'Each change of hands has a number of its own, so that the number can serve as a fencing token. Two holders with one number could not be told apart.',
  appliesOff: false,
  applies: electsBy('lease'),
  watches: { nodes: ['lock-service'], effects: ['note'] },
  init: () => ({ takers: {} }),
  step({ takers }, event) {
    if (event.kind !== 'disk' || event.node !== 'lock-service') return undefined;
    const swap = noteOf(event, 'lease written')?.data as Swap | undefined;
    if (swap === undefined || swap.holder === '') return undefined;
    const before = (takers[swap.token] ??= swap.holder);
    return before === swap.holder ? undefined : `${before} and ${swap.holder} both hold lease ${swap.token}`;
  },
};

interface Holders {
  /** When the record that each node's last renewal made was written, and when that node heard of it; −1: not yet. */
  written: Record<string, { atUs: Us; heardUs: Us }>;
  leading: Record<string, true>;
  /** Clocks that drift, nodes that stand still; and when anything of that was last seen. */
  disturbed: Record<string, true>;
  disturbedUs: Us;
}

function followDisturbances(state: Holders, event: TraceEvent): void {
  for (const effect of event.effects) {
    let key = '';
    let present = false;
    if (effect.kind === 'condition' && effect.name === 'clockDrift') {
      key = `drift ${effect.node}`;
      present = effect.value !== 0;
    } else if (effect.kind === 'status') {
      key = `pause ${effect.node}`;
      present = effect.status === 'paused';
      if (effect.status === 'down') delete state.leading[effect.node];
    } else if (effect.kind === 'setting' && effect.setting.startsWith('lease.')) {
      state.disturbedUs = event.timeUs;
    }
    if (key === '' || present === key in state.disturbed) continue;
    state.disturbedUs = event.timeUs;
    if (present) state.disturbed[key] = true;
    else delete state.disturbed[key];
  }
}

/**
 * Whether the arithmetic of the lease has to hold for this holder: true clocks and no pause since its
 * last renewal was written, and it heard of that within the slack that the settings leave. client-go
 * counts a holder's time from the answer, a candidate's from the record: a slow answer eats the slack.
 */
function isOwed(state: Holders, holder: string, world: World): boolean {
  const renewal = state.written[holder];
  if (renewal === undefined || Object.keys(state.disturbed).length > 0 || state.disturbedUs >= renewal.atUs)
    return false;
  const slackUs = millis(world, 'duration') - millis(world, 'renewDeadline') - millis(world, 'retryPeriod');
  // One that has not heard yet still counts from the renewal before, and stops all the sooner.
  return renewal.heardUs - renewal.atUs < slackUs;
}

/** Stops before the lease can be taken. */
export const stopsInTime: Property<Holders> = {
  id: 'stops-in-time',
  kind: 'always',
  title: 'A holder stops before its lease is taken',
  explain:
    'While clocks run true and nobody stands still, a holder that cannot renew has stopped before another one takes the lease. A pause or a drifting clock breaks it: that is what fencing is for.',
  appliesOff: false,
  applies: electsBy('lease'),
  watches: { effects: ['note', 'become', 'status', 'condition', 'setting'] },
  init: () => ({ written: {}, leading: {}, disturbed: {}, disturbedUs: -1 }),
  step(state, event, world) {
    const { kind, node } = event;
    if (kind === 'action' || kind === 'repair' || kind === 'start' || kind === 'restart') {
      followDisturbances(state, event);
      return undefined;
    }
    if (kind === 'disk' && node === 'lock-service') {
      const by = (noteOf(event, 'lease written')?.data as { readonly by: string } | undefined)?.by;
      if (by !== undefined) state.written[by] = { atUs: event.timeUs, heardUs: -1 };
      return undefined;
    }
    return judgeLeading(state, event, world);
  },
};

function judgeLeading(state: Holders, event: TraceEvent, world: World): string | undefined {
  const { node, timeUs } = event;
  for (const effect of event.effects) {
    if (effect.kind === 'status' && effect.status === 'down') delete state.leading[effect.node];
    if (effect.kind === 'note' && effect.rule === 'lease held') {
      const renewal = state.written[node];
      if (renewal !== undefined) renewal.heardUs = timeUs;
    }
    if (effect.kind !== 'become' || effect.lane !== 'main') continue;
    if (!LEADING.includes(effect.to)) {
      delete state.leading[node];
      continue;
    }
    state.leading[node] = true;
    if (effect.to !== 'acquired') continue;
    for (const holder in state.leading)
      if (holder !== node && isOwed(state, holder, world))
        return `${node} has taken the lease while ${holder} still leads`;
  }
  return undefined;
}
