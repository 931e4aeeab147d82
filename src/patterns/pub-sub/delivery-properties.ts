import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { followFaults, isCalm, operationsEnd, type Faults } from '../../pattern-kit/properties.ts';
import { isBroker } from './log-properties.ts';
import { BROKERS, GROUPS } from './programs/cluster.ts';

/** Judges what one note says. */
type Judge<S> = (state: S, rule: string, data: unknown) => string | undefined;

function eachNote<S>(state: S, { effects }: TraceEvent, judge: Judge<S>): string | undefined {
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.kind !== 'note') continue;
    const problem = judge(state, effect.rule, effect.data);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Faults come from the world, elections from the metadata. */
const WORLD = '';
const FORGETTING = [WORLD, 'metadata'];

const isKept = (event: TraceEvent): boolean => event.node === 'store' && event.kind === 'disk';

/** Generations live in the offsets partition: they are not judged once it may have forgotten some. */
function forgets(event: TraceEvent, world: World): boolean {
  if (event.kind === 'action' && event.action?.kind === 'crash' && event.action.loseUnsynced === true) return true;
  if (event.kind === 'action' && event.action?.kind === 'diskFull') return true;
  if (event.node !== 'metadata' || world.settings['log.uncleanElection'] !== true) return false;
  return event.effects.some((effect) => effect.kind === 'note' && effect.rule === 'unclean leader elected');
}

interface Assignment {
  readonly group: string;
  readonly generation: number;
  readonly owners: Readonly<Record<string, readonly string[]>>;
}

interface Given {
  forgot: boolean;
  given: Record<string, string>;
}

export const oneOwner: Property<Given> = {
  id: 'one-owner',
  kind: 'always',
  title: 'One owner per partition',
  explain:
    'In one generation of a group each partition belongs to at most one member, and a generation is handed out once.',
  appliesOff: false,
  watches: { nodes: [...FORGETTING, ...BROKERS], events: ['action'], effects: ['note'] },
  init: () => ({ forgot: false, given: {} }),
  step(state, event, world) {
    if (forgets(event, world)) state.forgot = true;
    return isBroker(event.node) && !state.forgot ? eachNote(state, event, handedOut) : undefined;
  },
};

const handedOut: Judge<Given> = (state, rule, data) => {
  if (rule !== 'assignment') return undefined;
  const { group, generation, owners } = data as Assignment;
  const all = Object.values(owners).flat();
  if (new Set(all).size < all.length) return `${group}, generation ${generation}: a partition has two owners`;
  const key = `${group} ${generation}`;
  const given = JSON.stringify(owners);
  if ((state.given[key] ?? given) !== given)
    return `${group}, generation ${generation}, is handed out twice, and differently`;
  state.given[key] = given;
  return undefined;
};

export const commitsInGeneration: Property<null> = {
  id: 'commits-in-generation',
  kind: 'always',
  title: 'Old generations cannot commit',
  explain:
    'The commit of a member that was put out of its group is refused: it would move the position of the new owner.',
  appliesOff: false,
  watches: { nodes: BROKERS, effects: ['note'] },
  init: () => null,
  step: (_state, event) => (isBroker(event.node) ? eachNote(null, event, committed) : undefined),
};

const committed: Judge<null> = (_state, rule, data) => {
  if (rule !== 'offsets committed') return undefined;
  const { group, generation, current } = data as {
    readonly group: string;
    readonly generation: number;
    readonly current: number;
  };
  return generation === current
    ? undefined
    : `a commit of generation ${generation} counts, and ${group} is in ${current}`;
};

interface Result {
  readonly group: string;
  readonly reading: number;
  readonly partition: string;
  readonly offset: number;
  readonly together?: true;
}

const RESULTS: readonly string[] = GROUPS.map((group) => `${group} result`);
const DUPLICATES: readonly string[] = GROUPS.map((group) => `${group} duplicate`);
const isResult = (rule: string): boolean => RESULTS.includes(rule);
const isEffect = (rule: string): boolean => isResult(rule) || DUPLICATES.includes(rule);

/** What has been seen, by group and partition: 1 at each offset that was. */
type Offsets = Record<string, Record<string, number[]>>;

/** Answers whether it was seen before. */
function seenBefore(seen: Offsets, { group, partition, offset }: Result): boolean {
  const partitions = (seen[group] ??= {});
  const offsets = (partitions[partition] ??= []);
  while (offsets.length <= offset) offsets.push(0);
  const before = offsets[offset] === 1;
  offsets[offset] = 1;
  return before;
}

export const effectivelyOnce: Property<Offsets> = {
  id: 'effectively-once',
  kind: 'always',
  title: 'Effectively once',
  explain:
    'With result and offset in one transaction each record has exactly one result, whatever crashes, pauses or comes twice.',
  appliesOff: false,
  applies: ({ settings }) => settings['consumer.commit'] === 'together' || 'The commit is not part of the result.',
  watches: { nodes: ['store'], effects: ['note'] },
  init: () => ({}),
  step: (seen, event) => (isKept(event) ? eachNote(seen, event, withOffset) : undefined),
};

const withOffset: Judge<Offsets> = (seen, rule, data) => {
  if (!isEffect(rule)) return undefined;
  const result = data as Result;
  return result.together && seenBefore(seen, result)
    ? `${result.group} has a second result of ${result.partition} ${result.offset}`
    : undefined;
};

interface Processed {
  forgot: boolean;
  seen: Offsets;
}

export const atMostOnce: Property<Processed> = {
  id: 'at-most-once',
  kind: 'always',
  title: 'Before processing: at most once',
  explain:
    'With the commit before the processing no record is processed twice. What a crash catches in between is lost.',
  appliesOff: false,
  applies: ({ settings }) => settings['consumer.commit'] === 'before' || 'The commit does not come first.',
  watches: { nodes: [...FORGETTING, 'store'], events: ['action'], effects: ['note'] },
  init: () => ({ forgot: false, seen: {} }),
  step(state, event, world) {
    if (forgets(event, world)) state.forgot = true;
    if (!isKept(event) || state.forgot || world.settings['consumer.commit'] !== 'before') return undefined;
    return eachNote(state, event, onceAtMost);
  },
};

const onceAtMost: Judge<Processed> = (state, rule, data) => {
  if (!isEffect(rule)) return undefined;
  const result = data as Result;
  return seenBefore(state.seen, result)
    ? `${result.group} has processed ${result.partition} ${result.offset} twice`
    : undefined;
};

export const dedupedOnce: Property<Record<string, true>> = {
  id: 'deduped-once',
  kind: 'always',
  title: 'One result per reading, deduplicated',
  explain:
    'With deduplication by reading no reading has a second result, not even one that the radio or the gateway doubled.',
  applies: ({ settings }) => settings['store.dedupe'] === true || 'The store does not deduplicate.',
  watches: { nodes: ['store'], effects: ['note'] },
  init: () => ({}),
  step: (seen, event, world) =>
    isKept(event) && world.settings['store.dedupe'] === true ? eachNote(seen, event, ofReading) : undefined,
};

const ofReading: Judge<Record<string, true>> = (seen, rule, data) => {
  if (!isEffect(rule)) return undefined;
  const { group, reading } = data as Result;
  const key = `${group} ${reading}`;
  if (seen[key]) return `${group} has a second result of reading ${reading}`;
  seen[key] = true;
  return undefined;
};

interface Owed {
  faults: Faults;
  calmUs: Us;
  deaths: number;
  /** Readings in the order in which they were acknowledged, and how many of them are done. */
  acknowledged: number[];
  done: number;
  /** Groups that are done with a reading. */
  results: number[];
  dueUs: Us;
}

const WITHIN_US = seconds(10);

export const ackedIsProcessed: Property<Owed> = {
  id: 'acked-is-processed',
  kind: 'eventually',
  title: 'Acknowledged means processed',
  explain:
    'With acks=all, two in-sync replicas and at most one crash, every acknowledged reading has a result, or lies with the dead letters, in every group ten seconds after all is well.',
  appliesOff: false,
  watches: { events: ['action', 'repair', 'restart', 'mode'], effects: ['note'] },
  init: () => ({ faults: {}, calmUs: 0, deaths: 0, acknowledged: [], done: 0, results: [], dueUs: -1 }),
  step(state, event, world) {
    if (event.kind === 'action' || event.kind === 'repair' || event.kind === 'restart' || event.kind === 'mode') {
      if (event.action?.kind === 'crash' && event.kind === 'action') state.deaths++;
      if (followFaults(state.faults, event, ['ok', ''])) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
    } else if (!follow(state, event)) return undefined;
    return due(state, event.timeUs, isPromised(state, world));
  },
};

/** Nothing grows too old in this run. */
const keepsAll = (retentionSeconds: number, untilUs: Us): boolean =>
  retentionSeconds === 0 || seconds(retentionSeconds) >= untilUs;

function isPromised({ deaths, calmUs }: Owed, { settings, untilUs }: World): boolean {
  return (
    deaths <= 1 &&
    calmUs >= 0 &&
    settings['producer.acks'] === 'all' &&
    Number(settings['log.minInsync']) >= 2 &&
    settings['consumer.commit'] !== 'before' &&
    settings['consumer.offsetReset'] === 'earliest' &&
    Number(settings['log.retentionRecords']) === 0 &&
    keepsAll(Number(settings['log.retentionSeconds']), untilUs) &&
    settings['consumer.whenFull'] === 'pause' &&
    // How long a queue takes a broken message back depends on its limit, and that is judged by itself.
    (settings['log.kind'] !== 'queue' || settings['sensors.poisonEvery'] === 0)
  );
}

/** Counts what was acknowledged and what is done: by a result, or an end among the dead letters. */
function follow(state: Owed, event: TraceEvent): boolean {
  let changed = false;
  const { effects } = event;
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.kind !== 'note') continue;
    const { rule } = effect;
    if (rule === 'acknowledged') state.acknowledged.push(...(effect.data as { readonly readings: number[] }).readings);
    else if (isResult(rule) || rule === 'dead letter' || rule === 'poison skipped') {
      const { reading } = effect.data as { readonly reading: number };
      while (state.results.length <= reading) state.results.push(0);
      state.results[reading]!++;
    } else continue;
    changed = true;
  }
  return changed;
}

/** Watches one reading at a time: the first that is acknowledged and not done. */
function due(state: Owed, nowUs: Us, promised: boolean): { dueUs: Us; detail: string } | null | undefined {
  const before = state.done;
  const { acknowledged, results } = state;
  while (state.done < acknowledged.length && (results[acknowledged[state.done]!] ?? 0) >= GROUPS.length) state.done++;
  if (!promised || state.done === state.acknowledged.length) {
    const had = state.dueUs >= 0;
    state.dueUs = -1;
    return had ? null : undefined;
  }
  if (state.dueUs >= state.calmUs + WITHIN_US && before === state.done) return undefined;
  state.dueUs = Math.max(nowUs, state.calmUs) + WITHIN_US;
  return {
    dueUs: state.dueUs,
    detail: `reading ${state.acknowledged[state.done]} is acknowledged, and not processed by every group`,
  };
}

export const readingsEnd = operationsEnd(
  {
    id: 'readings-end',
    title: 'Every reading comes to an end',
    explain: 'A sensor learns that its reading was taken in, or gives up on it: nothing waits for ever.',
  },
  {
    client: 'sensors',
    op: 'reading',
    withinUs: (world) =>
      (Number(world.settings['sensors.retries']) + 2) * ms(Number(world.settings['sensors.retryMs'])) + seconds(1),
  },
);
