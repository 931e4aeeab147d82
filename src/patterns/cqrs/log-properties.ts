import type { Property, Watched } from '../../kernel/property.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { LOGS } from './topology.ts';
import { orderStream } from './programs/store-event.ts';
import { aggregate, eventName } from './programs/told.ts';
import { FAULT_EFFECTS, followFaults, type Faults } from '../../pattern-kit/properties.ts';
import {
  appendedBy,
  committedBy,
  isLog,
  isStore,
  namedIn,
  newlyCommittedBy,
  noteOf,
  STORES,
  tablesOf,
  type Named,
} from './reading.ts';

/** What is committed, and what of it came into the log. */

const NOTES: Watched = { effects: ['note'] };
const NOTES_AND_FAULTS: Watched = { effects: ['note', ...FAULT_EFFECTS] };

export const stockNeverNegative: Property<null> = {
  id: 'stock-never-negative',
  kind: 'always',
  title: 'Stock is never negative',
  explain: 'Nothing is sold that is not there. Checked on the write model, whatever any page says.',
  init: () => null,
  watches: { nodes: STORES, ...NOTES },
  step(_state, event, world) {
    if (!isStore(event.node)) return undefined;
    const rows = tablesOf(world)?.rows;
    if (rows === undefined) return undefined;
    for (const { stream } of committedBy(event)) {
      const available = rows[stream]?.available ?? 0;
      if (available < 0) return `${aggregate(stream)} is at ${available}`;
    }
    return undefined;
  },
};

export const commandOnce: Property<Record<string, true>> = {
  id: 'command-once',
  kind: 'always',
  title: 'A command takes effect once',
  explain: 'However often it is sent, and whatever answer was lost, a command is committed at most once.',
  watches: { nodes: STORES, ...NOTES },
  init: () => ({}),
  step(seen, event) {
    let problem: string | undefined;
    for (const { id } of newlyCommittedBy(event)) {
      if (seen[id]) problem = `${eventName(id)} is committed twice`;
      seen[id] = true;
    }
    for (const { id } of committedBy(event)) seen[id] = true;
    return problem;
  },
};

/** Newest version of each stream. */
type Versions = Record<string, number>;

/** Where a stream goes on in another way than by one; what comes again is allowed where `repeats` is. */
function hole(versions: Versions, { stream, version }: Named, repeats: boolean): string | undefined {
  const last = versions[stream] ?? -1;
  versions[stream] = Math.max(last, version);
  return version === last + 1 || (repeats && version <= last)
    ? undefined
    : `${aggregate(stream)} goes from version ${last} to ${version}`;
}

export const streamsGapless: Property<Versions> = {
  id: 'streams-gapless',
  kind: 'always',
  title: 'Each stream is gapless',
  explain: 'Versions of an aggregate go up by one: no commit is decided on anything but the newest version.',
  watches: { nodes: STORES, ...NOTES },
  init: () => ({}),
  step(versions, event) {
    if (!isStore(event.node)) return undefined;
    let problem: string | undefined;
    for (const named of committedBy(event)) problem ??= hole(versions, named, noteOf(event, 'recovered') !== undefined);
    return problem;
  },
};

export const logInOrder: Property<Versions> = {
  id: 'log-in-order',
  kind: 'always',
  title: 'The log has every version, in order',
  explain:
    'In the log each stream goes on by one, or repeats what was there. A version that is passed over never comes: its views are wrong for ever.',
  appliesOff: false,
  watches: { nodes: LOGS, ...NOTES },
  init: () => ({}),
  step(versions, event) {
    let problem: string | undefined;
    for (const named of appendedBy(event)) problem ??= hole(versions, named, true);
    return problem;
  },
};

export const noPhantom: Property<Record<string, true>> = {
  id: 'no-phantom',
  kind: 'always',
  title: 'Only what is committed is published',
  explain: 'An event in the log that was never committed is a phantom: the views show what did not happen.',
  appliesOff: false,
  watches: { nodes: [...LOGS, ...STORES], ...NOTES },
  init: () => ({}),
  step(committed, event) {
    for (const { id } of committedBy(event)) committed[id] = true;
    for (const { id, stream } of appendedBy(event))
      if (!committed[id])
        return `${eventName(id)} is in the log and was never committed: ${aggregate(stream)} shows what did not happen`;
    return undefined;
  },
};

/** How many events each partition has confirmed. */
export const logKeeps: Property<Record<string, number>> = {
  id: 'log-keeps',
  kind: 'always',
  title: 'The log keeps what it confirmed',
  explain: 'Offsets are given once and without gaps, and nothing that was confirmed is gone after a crash.',
  appliesOff: false,
  watches: { nodes: LOGS, ...NOTES },
  init: () => ({}),
  step(state, event) {
    const { node } = event;
    if (!isLog(node)) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'appended') {
        const { offset } = effect.data as { readonly offset: number };
        const acked = state[node] ?? 0;
        if (offset !== acked) return `offset ${offset} follows ${acked - 1}`;
        state[node] = acked + namedIn(effect).length;
      } else if (effect.rule === 'recovered') {
        const { entries } = effect.data as { readonly entries: number };
        const acked = state[node] ?? 0;
        if (entries < acked) return `${acked} events were confirmed, ${entries} are left`;
        state[node] = entries;
      }
    }
    return undefined;
  },
};

/** Something that is owed for each of a growing list of things, and counts only while nothing is broken. */
export interface Owed {
  readonly faults: Faults;
  /** What is owed, and since when: the oldest debt first. */
  due: string[];
  since: Us[];
  /** The debt that is watched; empty where none is. */
  watched: string;
}
export const nothingOwed = (): Owed => ({ faults: {}, due: [], since: [], watched: '' });

export function owe({ due, since }: Owed, id: string, timeUs: Us): void {
  if (due.includes(id)) return;
  due.push(id);
  since.push(timeUs);
}

export function pay({ due, since }: Owed, id: string): void {
  const at = due.indexOf(id);
  if (at < 0) return;
  due.splice(at, 1);
  since.splice(at, 1);
}

function isCalm(faults: Faults): boolean {
  for (const _ in faults) return false;
  return true;
}

/**
 * The oldest debt is the one that is due. A fault that comes or goes gives everybody new time.
 * Answers what `step` of an `eventually` answers.
 */
export function settle(
  state: Owed,
  event: TraceEvent,
  within: Us,
  say: (id: string) => string,
): { readonly dueUs: Us; readonly detail: string } | null | undefined {
  if (followFaults(state.faults, event, ['ok'])) {
    state.since.fill(event.timeUs);
    state.watched = '';
    if (!isCalm(state.faults)) return null;
  }
  const first = state.due[0] ?? '';
  if (first === state.watched || !isCalm(state.faults)) return undefined;
  state.watched = first;
  return first === '' ? null : { dueUs: state.since[0]! + within, detail: say(first) };
}

export const everythingPublished: Property<Owed & { published: Record<string, true> }> = {
  id: 'everything-published',
  kind: 'eventually',
  title: 'All that is committed is published',
  explain: 'When nothing is broken, each committed event stands in the log within four seconds.',
  appliesOff: false,
  watches: NOTES_AND_FAULTS,
  init: () => ({ ...nothingOwed(), published: {} }),
  step(state, event) {
    for (const { id } of committedBy(event)) if (!state.published[id]) owe(state, id, event.timeUs);
    for (const { id } of appendedBy(event)) {
      state.published[id] = true;
      pay(state, id);
    }
    return settle(state, event, seconds(4), (id) => `${eventName(id)} is committed and not in the log`);
  },
};

export const everyOrderMailed: Property<Owed & { mailed: Record<string, true> }> = {
  id: 'every-order-mailed',
  kind: 'eventually',
  title: 'Each order is confirmed by mail',
  explain: 'When nothing is broken, a mail follows each committed order within four seconds.',
  watches: NOTES_AND_FAULTS,
  init: () => ({ ...nothingOwed(), mailed: {} }),
  step(state, event) {
    for (const { stream } of committedBy(event))
      if (stream.startsWith('order-') && !state.mailed[stream]) owe(state, stream, event.timeUs);
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'mail sent') continue;
      const stream = orderStream((effect.data as { readonly order: number }).order);
      state.mailed[stream] = true;
      pay(state, stream);
    }
    return settle(state, event, seconds(4), (id) => `${aggregate(id)} is committed, and nobody got a mail`);
  },
};

/** Orders with a mail; true where the mailer has it on disk that it was sent. */
export const oneMail: Property<Record<string, boolean>> = {
  id: 'one-mail',
  kind: 'always',
  title: 'One mail an order',
  explain:
    'No order is confirmed twice. Reading history again is no reason; only a crash in the middle of a mail is, before it is written down that it was sent: a mail cannot be unsent.',
  watches: { effects: ['note', 'status'] },
  init: () => ({}),
  step(sent, event) {
    for (const effect of event.effects) {
      if (effect.kind === 'status' && effect.node === 'mailer' && effect.status === 'down') {
        for (const order in sent) if (!sent[order]) delete sent[order];
      }
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'mail kept')
        for (const order of (effect.data as { readonly orders: readonly number[] }).orders) sent[order] = true;
      if (effect.rule !== 'mail sent') continue;
      const { order } = effect.data as { readonly order: number };
      if (sent[order] !== undefined) return `order ${order} has got two mails`;
      sent[order] = false;
    }
    return undefined;
  },
};
