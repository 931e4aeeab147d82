import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import {
  FAULT_EFFECTS,
  followFaults,
  isCalm,
  operationsEnd,
  sometimesBecomes,
  sometimesNotes,
  type Faults,
} from '../../pattern-kit/properties.ts';
import { oneCopy } from './history.ts';
import { likesCount } from './likes.ts';
import type { State as Directory } from './programs/directory-state.ts';
import { DIRECTORIES } from './programs/seat.ts';
import {
  askChangesNothing,
  askingOnce,
  epochsGrow,
  mapTotal,
  movesLittle,
  nothingLost,
  oneOwner,
  onePlace,
  STORES,
  writesByOwner,
} from './owner-properties.ts';

const on = { appliesOff: false };
const dial = (world: World, key: string): number => Number(world.settings[key]);

const answered = operationsEnd(
  {
    id: 'answered',
    title: 'Nobody waits for ever',
    explain: 'Every read ends: with an answer, a refusal, or the knowledge that none came.',
  },
  { client: 'users-us', op: 'read', withinUs: (world) => ms(dial(world, 'users.patienceMs')) + ms(100) },
);

interface Moving {
  faults: Faults;
  openUs: Us;
  calmUs: Us;
  dueUs: Us;
}

/** A move of a few dozen keys takes a few seconds; an interrupted one starts over. */
const MOVE_US = seconds(30);

const movesEnd: Property<Moving> = {
  id: 'moves-end',
  kind: 'eventually',
  title: 'A move comes to its end',
  explain:
    'Thirty seconds after the last fault is repaired, a move that was begun is committed. Whoever crashed in the middle goes on where it stopped.',
  ...on,
  watches: { effects: ['note', ...FAULT_EFFECTS] },
  init: () => ({ faults: {}, openUs: -1, calmUs: 0, dueUs: -1 }),
  step(state, event) {
    if (followFaults(state.faults, event, ['', 'ok'])) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'move opened') state.openUs = event.timeUs;
      else if (effect.rule === 'move committed') state.openUs = -1;
      else if (effect.rule === 'move cut short')
        state.openUs = (effect.data as unknown as { readonly half: boolean }).half ? event.timeUs : -1;
      // What the last one to have the seat could not make durable has not been.
      else if (effect.rule === 'takes the seat')
        state.openUs = (effect.data as unknown as { readonly open: boolean }).open ? event.timeUs : -1;
    }
    const dueUs = state.openUs < 0 || state.calmUs < 0 ? -1 : Math.max(state.openUs, state.calmUs) + MOVE_US;
    if (dueUs === state.dueUs) return undefined;
    state.dueUs = dueUs;
    return dueUs < 0 ? null : { dueUs, detail: 'a move is open and does not end' };
  },
};

const oneVote: Property<Record<string, number>> = {
  id: 'one-vote',
  kind: 'always',
  title: 'One vote an election',
  explain:
    'A primary gives one vote in an election, whatever it has been through since: two majorities of one election would be two primaries of one shard.',
  ...on,
  watches: { nodes: STORES, effects: ['note'] },
  init: () => ({}),
  step(state, event) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'vote') continue;
      const { election } = effect.data as unknown as { readonly election: number };
      const last = state[event.node] ?? 0;
      if (election <= last) return `${event.node} votes in election ${election}, and has voted in ${last} before`;
      state[event.node] = election;
    }
    return undefined;
  },
};

/** By epoch: the directory that has made it. */
const oneSeat: Property<Record<number, string>> = {
  id: 'one-seat',
  kind: 'always',
  title: 'One directory makes an epoch',
  explain:
    'However long a directory has slept, it makes no epoch that another has made meanwhile: a map counts only when most directories keep it, and they follow the newest reign.',
  ...on,
  watches: { nodes: DIRECTORIES, effects: ['metric'] },
  init: () => ({}),
  step(made, event, world) {
    if (!DIRECTORIES.includes(event.node)) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'metric' || effect.name !== 'epoch') continue;
      if ((world.state(event.node) as Directory | null | undefined)?.rank !== 'seated') continue;
      const by = (made[effect.value] ??= event.node);
      if (by !== event.node) return `${event.node} makes epoch ${effect.value}, and ${by} has made it already`;
    }
    return undefined;
  },
};

export const properties: readonly Property[] = [
  oneCopy,
  oneOwner,
  writesByOwner,
  nothingLost,
  onePlace,
  likesCount,
  askChangesNothing,
  askingOnce,
  epochsGrow,
  oneSeat,
  mapTotal,
  movesLittle,
  oneVote,
  answered,
  movesEnd,
  sometimesNotes(
    {
      id: 'redirected',
      title: 'A stale map is refused',
      explain: 'A router is told that its map is old, and where to go.',
      ...on,
    },
    { node: 'router', rule: 'redirected' },
  ),
  sometimesNotes(
    { id: 'asked', title: 'ASK, for one request', explain: 'A key has moved already, its slot has not.', ...on },
    { node: 'router', rule: 'asking' },
  ),
  sometimesNotes(
    {
      id: 'missed',
      title: 'A miss at the new owner',
      explain: 'A computed placement has changed, and the key is still at its old shard.',
      ...on,
    },
    { node: 'shard-d', rule: 'miss' },
  ),
  sometimesNotes(
    {
      id: 'promoted',
      title: 'A replica takes over',
      explain: 'A majority has given up on the primary, and its replica has won the vote.',
      ...on,
    },
    { node: 'replica-b', rule: 'promoted' },
  ),
  sometimesNotes(
    {
      id: 'seat-taken',
      title: 'Another directory takes the seat',
      explain: 'The one that had it is not heard any more, and most directories follow a new reign.',
      ...on,
    },
    { node: 'directory2', rule: 'takes the seat' },
  ),
  sometimesNotes(
    {
      id: 'rank',
      title: 'The better replica goes first',
      explain: 'One replica hears that another has more of the writes, and lets it stand before itself.',
      ...on,
    },
    { node: 'replica-b', rule: 'rank' },
  ),
  sometimesNotes(
    {
      id: 'writes-lost',
      title: 'Writes are lost',
      explain:
        'Writes that were taken, and that the replica did not have when it took over. This is what asynchronous replication means.',
      ...on,
    },
    { node: 'shard-b', rule: 'writes lost' },
  ),
  sometimesNotes(
    {
      id: 'reconciled',
      title: 'A crash in the middle of a move',
      explain: 'The source comes back and finds out which keys have gone.',
      ...on,
    },
    { node: 'shard-a', rule: 'reconciled' },
  ),
  sometimesNotes(
    {
      id: 'hot',
      title: 'A hot key is found',
      explain: 'One key is asked for so often that its shard cannot keep up.',
      ...on,
    },
    { node: 'directory', rule: 'hot key' },
  ),
  sometimesBecomes(
    {
      id: 'critical',
      title: 'A critical section',
      explain: 'For a moment nobody may touch what is about to change hands.',
      ...on,
    },
    { node: 'shard-a', state: 'CRITICAL', lane: 'slots' },
  ),
];
