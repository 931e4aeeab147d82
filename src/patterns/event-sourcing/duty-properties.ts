import type { Property } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import { historyOf, storedIn } from './oracle.ts';
import type { Entry } from './programs/entries.ts';
import type { EventType } from './programs/events.ts';
import { WINDOW_US } from './programs/fraud.ts';

/** What is owed to customers: no false suspicion, an end that is one, and to be forgotten. */

const LEAVES: readonly EventType[] = ['Withdrawn', 'TransferSent', 'PaymentPending'];

export const trueAlerts: Property<{ next: number; out: Record<string, { position: number; atUs: Us }[]> }> = {
  id: 'true-alerts',
  kind: 'always',
  title: 'A suspicion is in the books',
  explain:
    'Money really left the account so often within a second, by the times that were recorded. A rule that looks at its own clock suspects everybody as soon as it reads the past.',
  appliesOff: false,
  watches: { nodes: ['store', 'fraud'], effects: ['note'] },
  init: () => ({ next: 0, out: {} }),
  step(state, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, stream, position, recordedUs } = stored[i]!;
      if (position < state.next) continue;
      state.next = position + 1;
      if (LEAVES.includes(type)) (state.out[stream] ??= []).push({ position, atUs: recordedUs });
    }
    if (event.node !== 'fraud') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'suspicious') continue;
      const { account, position, count } = effect.data as { account: string; position: number; count: number };
      const out = state.out[account] ?? [];
      const last = out.findIndex((one) => one.position === position);
      const first = out[last - count + 1];
      if (last < 0 || first === undefined || first.atUs <= out[last]!.atUs - WINDOW_US)
        return `${account} is suspected at position ${position}, and money did not leave it ${count} times in a second`;
    }
    return undefined;
  },
};

/** What a customer can no longer do once the account is closed. */
const LIFE: readonly EventType[] = ['Deposited', 'Withdrawn', 'TransferSent', 'PaymentPending', 'DepositReversed'];

export const closedStaysClosed: Property<Record<string, number>> = {
  id: 'closed-stays-closed',
  kind: 'always',
  title: 'Closed stays closed',
  explain:
    'After an account is closed, nothing is paid in or out of it but what was on its way, unless it is opened again.',
  appliesOff: false,
  watches: { nodes: ['store'], effects: ['note'] },
  init: () => ({}),
  step(closed, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, stream, version } = stored[i]!;
      const since = closed[stream];
      if (type === 'AccountClosed') closed[stream] ??= version;
      else if (type === 'AccountOpened') delete closed[stream];
      else if (since !== undefined && version > since && LIFE.includes(type))
        return `${stream} is closed since version ${since}, and ${type} is version ${version}`;
    }
    return undefined;
  },
};

export const tombstoneIsLast: Property<{ next: number; ended: Record<string, number> }> = {
  id: 'tombstone-is-last',
  kind: 'always',
  title: 'Nothing after a tombstone',
  explain: 'A stream with a tombstone takes no event ever again, whatever version a writer expects.',
  appliesOff: false,
  watches: { nodes: ['store'], effects: ['note'] },
  init: () => ({ next: 0, ended: {} }),
  step(state, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, stream, version, position } = stored[i]!;
      if (position < state.next) continue;
      state.next = position + 1;
      const last = state.ended[stream];
      if (last !== undefined) return `${stream} ended with version ${last}, and ${type} is version ${version}`;
      if (type === 'StreamTombstoned') state.ended[stream] = version;
    }
    return undefined;
  },
};

export const replayIsSilent: Property<null> = {
  id: 'replay-is-silent',
  kind: 'always',
  title: 'A replay does not act',
  explain:
    'While clearing reads what has happened, it asks nobody for anything: it cannot know yet what was done long ago.',
  appliesOff: false,
  watches: { nodes: ['clearing'], effects: ['send'] },
  init: () => null,
  step(_state, event, world) {
    if (event.node !== 'clearing' || world.lane('clearing') === 'LIVE') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'send') continue;
      const { message } = effect.transit;
      if (message.type === 'PayOut' || message.type === 'Command')
        return `clearing sends ${message.type} while it still reads`;
    }
    return undefined;
  },
};

/** Ways in which a transfer ends. */
const ENDS: readonly EventType[] = ['TransferReceived', 'TransferReturned'];

export const transferEndsOnce: Property<{ next: number; ended: Record<string, EventType> }> = {
  id: 'transfer-ends-once',
  kind: 'always',
  title: 'A transfer ends once',
  explain: 'It arrives or it goes back, and never both: the money on its way is there once.',
  appliesOff: false,
  watches: { nodes: ['store'], effects: ['note'] },
  init: () => ({ next: 0, ended: {} }),
  step(state, event, world) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, ref, position } = stored[i]!;
      if (position < state.next) continue;
      state.next = position + 1;
      if (!ENDS.includes(type)) continue;
      const before = state.ended[ref];
      if (before !== undefined && world.settings['desk.commandIds'] === true)
        return `${ref} ended with ${before}, and again with ${type} at position ${position}`;
      state.ended[ref] = type;
    }
    return undefined;
  },
};

export const hearsOfAll: Property<{ next: number }> = {
  id: 'hears-of-all',
  kind: 'always',
  title: 'A subscriber hears of all, once',
  explain:
    'From pages to live and through every lost connection: what the auditor has noted are all events from the first on, none left out and none twice.',
  appliesOff: false,
  watches: { nodes: ['auditor'], events: ['work'] },
  init: () => ({ next: 0 }),
  step(state, event, world) {
    if (event.node !== 'auditor') return undefined;
    const entries = (world.state('auditor') as { readonly entries: readonly Entry[] } | undefined)?.entries ?? [];
    // It keeps nothing: after a crash it begins again.
    if (entries.length < state.next) state.next = 0;
    const first = historyOf(world);
    for (; state.next < entries.length; state.next += 1) {
      const { position } = entries[state.next]!;
      if (position !== first + state.next)
        return `after position ${first + state.next - 1} the auditor notes ${position}`;
    }
    return undefined;
  },
};

export const forgotten: Property<Record<string, true>> = {
  id: 'forgotten',
  kind: 'always',
  title: 'Forgotten in the views, too',
  explain: 'A view that says to have erased a name holds it no longer, and does not get it back by folding again.',
  appliesOff: false,
  watches: { nodes: ['balances'], effects: ['note', 'metric'] },
  init: () => ({}),
  step(erased, event, world) {
    for (const effect of event.effects)
      if (effect.kind === 'note' && effect.rule === 'name erased')
        erased[(effect.data as { readonly account: string }).account] = true;
    const state = world.state('balances') as { readonly names: Readonly<Record<string, string>> } | undefined;
    if (state === undefined) return undefined;
    for (const account in erased)
      if (state.names[account] !== undefined) return `the name of ${account} is erased, and the view still has it`;
    return undefined;
  },
};
