import type { Property, World } from '../../kernel/property.ts';
import { ms, US_PER_MS, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import {
  askedMs,
  dial,
  factsOf,
  followHazes,
  HAZES,
  noHazes,
  RETRYABLE,
  SENDS,
  SENDS_AND_ENDS,
  type Facts,
  type Hazes,
} from './follow.ts';
import type { AppRequest, Attempt } from './messages.ts';
import { noRows, put, removeAt, rowOf, take, type Rows } from './open-rows.ts';

/** What must hold for each request: the local call, its attempts, and their ends. */

/** gRFC A6: more than five attempts are taken as five. */
const CAP = 5;

/** For each call, how often it may be sent and how often it was: limit · SCALE + count. */
type Counts = Rows<number>;
const SCALE = 1_000;

export const attemptsBounded: Property<Counts> = {
  id: 'attempts-bounded',
  kind: 'always',
  title: 'No more attempts than allowed',
  explain:
    'As often as the policy says, the first time included; as often as the caller says where that is less, and once where it has opted out. One transparent retry is free.',
  appliesOff: false,
  watches: SENDS,
  init: noRows,
  step(counts, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const { call, deeds } = facts;
    if (call) put(counts, facts.span, mostFor(call, world) * SCALE);
    for (let i = 0; i < facts.count; i += 1) {
      const { did, span, attempt } = deeds[i]!;
      if (did === 'answer') take(counts, span);
      if (did !== 'send') continue;
      const row = rowOf(counts, span);
      if (row < 0) continue;
      const count = (counts.values[row]! += 1);
      const most = Math.floor(count / SCALE);
      const sent = count % SCALE;
      const { n, request } = attempt!;
      if (n > most || sent > most + 1)
        return `request ${request} is sent for the ${sent}th time, as attempt ${n} of ${most}`;
    }
    return undefined;
  },
};

function mostFor({ method, optOut, maxRetries, idempotent }: AppRequest, world: World): number {
  if (optOut === true) return 1;
  const { settings } = world;
  const hedging =
    method === 'GET'
      ? settings['hedge.reads'] === true
      : settings['hedge.writes'] === true && (settings['keys.on'] === true || idempotent === true);
  const allowed = Math.min(CAP, dial(world, hedging ? 'hedge.maxAttempts' : 'try.maxAttempts'));
  return maxRetries === undefined ? allowed : Math.min(allowed, maxRetries + 1);
}

export const deadlineKept: Property<{ dueUs: Rows<Us>; hazes: Hazes }> = {
  id: 'deadline-kept',
  kind: 'always',
  title: 'The deadline holds for all attempts together',
  explain:
    'No attempt begins after it, and each is told what is left of it. Otherwise hosts work for callers who have left.',
  appliesOff: false,
  watches: { nodes: HAZES.nodes!, effects: ['send', 'condition', 'status'] },
  init: () => ({ dueUs: noRows(), hazes: noHazes() }),
  step({ dueUs, hazes }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null || hazes.drifts[event.node]) return undefined;
    const { call, deeds } = facts;
    if (call) {
      const wholeMs = dial(world, 'deadline.ms');
      put(dueUs, facts.span, event.timeUs + ms(Math.min(wholeMs, call.deadlineMs ?? wholeMs)));
    }
    for (let i = 0; i < facts.count; i += 1) {
      const { did, span, attempt } = deeds[i]!;
      if (did === 'answer') take(dueUs, span);
      const row = did === 'send' ? rowOf(dueUs, span) : -1;
      if (row < 0) continue;
      const { n, request, deadlineLeftMs } = attempt!;
      const leftUs = dueUs.values[row]! - event.timeUs;
      if (leftUs < 0) return `request ${request} is sent ${Math.ceil(-leftUs / US_PER_MS)} ms after its deadline`;
      if (ms(deadlineLeftMs) > leftUs)
        return `attempt ${n} of request ${request} is told ${deadlineLeftMs} ms, and only ${Math.floor(leftUs / US_PER_MS)} ms are left`;
    }
    return undefined;
  },
};

/** Attempts under way, and the span of each. An ambassador that lost its memory never speaks of them again. */
type Attempts = Rows<string>;

/** The span whose attempt ends with this event; empty where none does. */
const endedIn = (attempts: Attempts, { ended }: Facts): string => (ended === '' ? '' : (take(attempts, ended) ?? ''));

export const onlyRetryable: Property<{ attempts: Attempts; finals: Rows<number> }> = {
  id: 'only-retryable',
  kind: 'always',
  title: 'Only what may pass is retried',
  explain:
    'A 4xx such as a declined card is an answer, and "do not retry" is obeyed; so is a wait that nobody can read.',
  appliesOff: false,
  watches: SENDS_AND_ENDS,
  init: () => ({ attempts: noRows(), finals: noRows() }),
  step({ attempts, finals }, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const ended = endedIn(attempts, facts);
    if (ended !== '' && isFinal(facts, world)) put(finals, ended, facts.status);
    for (let i = 0; i < facts.count; i += 1) {
      const { did, id, span, attempt } = facts.deeds[i]!;
      if (did === 'answer') take(finals, span);
      else if (did === 'cancel') take(attempts, id);
      else if (did === 'send') {
        const final = rowOf(finals, span);
        if (final >= 0) return `request ${attempt!.request} was answered ${finals.values[final]}, and is sent again`;
        put(attempts, id, span);
      }
    }
    return undefined;
  },
};

function isFinal(facts: Facts, world: World): boolean {
  if (!RETRYABLE.includes(facts.status)) return true;
  return world.settings['pushback.honour'] === true && (askedMs(facts, world) ?? 0) < 0;
}

interface Writes {
  /** Of writes without a key only. */
  attempts: Attempts;
  /** By span, the key of its first attempt; empty: none. */
  keys: Rows<string>;
  /** An attempt without a key has no definite answer. */
  doubtful: Rows<true>;
  /** Spans whose caller has promised that twice is as once. */
  vouched: Rows<true>;
}

export const safeToRepeat: Property<Writes> = {
  id: 'safe-to-repeat',
  kind: 'always',
  title: 'Writes repeat under one key, or not at all',
  explain:
    'What has no answer, yet or for good, may have been done: it is sent again only under its first key, or where the caller has marked this very call as idempotent.',
  appliesOff: false,
  watches: SENDS_AND_ENDS,
  init: () => ({ attempts: noRows(), keys: noRows(), doubtful: noRows(), vouched: noRows() }),
  step(writes, event) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const { attempts, keys, doubtful, vouched } = writes;
    if (facts.call?.idempotent === true) put(vouched, facts.span, true);
    const ended = endedIn(attempts, facts);
    if (ended !== '' && facts.indefinite) put(doubtful, ended, true);
    for (let i = 0; i < facts.count; i += 1) {
      const { did, id, span, attempt } = facts.deeds[i]!;
      if (did === 'cancel') take(attempts, id);
      else if (did === 'answer') {
        if (take(keys, span) === '') while (take(doubtful, span) === true);
        take(vouched, span);
      } else if (did === 'send' && attempt!.method === 'POST') {
        const problem = unsafe(writes, attempt!);
        if (problem !== undefined) return problem;
        if (attempt!.idemKey === '') put(attempts, id, span);
      }
    }
    return undefined;
  },
};

function unsafe(
  { attempts, keys, doubtful, vouched }: Writes,
  { span, request, idemKey }: Attempt,
): string | undefined {
  const row = rowOf(keys, span);
  if (row < 0) {
    put(keys, span, idemKey);
    return undefined;
  }
  const first = keys.values[row]!;
  if (first !== idemKey)
    return `request ${request} comes with the key ${idemKey || 'none'}, and had ${first || 'none'} before`;
  if (idemKey !== '' || rowOf(vouched, span) >= 0) return undefined;
  if (attempts.values.includes(span)) return `request ${request} is sent twice at once, without a key`;
  return rowOf(doubtful, span) >= 0
    ? `request ${request} may have been carried out, and is sent again without a key`
    : undefined;
}

export const losersCancelled: Property<Attempts> = {
  id: 'losers-cancelled',
  kind: 'always',
  title: 'Lost attempts are called off',
  explain: 'When a request is answered, its other attempts are cancelled: nobody wants their work.',
  appliesOff: false,
  applies: ({ settings }) => settings['cancel.on'] === true || 'Lost attempts are not called off here.',
  watches: SENDS_AND_ENDS,
  init: noRows,
  step(attempts, event, world) {
    const facts = factsOf(event);
    if (facts === null || world.settings['cancel.on'] !== true) return undefined;
    if (facts.ended !== '') take(attempts, facts.ended);
    let problem: string | undefined;
    for (let i = 0; i < facts.count; i += 1) {
      const { did, id, span } = facts.deeds[i]!;
      if (did === 'send') put(attempts, id, span);
      else if (did === 'cancel') take(attempts, id);
      else if (did === 'answer') {
        const left = leftOf(attempts, span);
        if (left > 0) problem ??= `a request is answered, and ${left} of its attempts go on`;
      }
    }
    return problem;
  },
};

/** Forgets the attempts of a request that are under way, and answers how many there were. */
function leftOf(attempts: Attempts, span: string): number {
  let left = 0;
  for (let at = attempts.values.indexOf(span); at >= 0; at = attempts.values.indexOf(span)) {
    removeAt(attempts, at);
    left += 1;
  }
  return left;
}

interface Waits {
  hazes: Hazes;
  /** By span: the wait that is running. */
  waits: Rows<Wait>;
  /** By span: which wait this is, counted from the start or the last pushback. */
  counts: Rows<number>;
}
interface Wait {
  readonly fromUs: Us;
  readonly lowUs: Us;
  readonly highUs: Us;
}

export const waitsWithin: Property<Waits> = {
  id: 'waits-within',
  kind: 'always',
  title: 'Waits stay inside their interval',
  explain:
    'gRPC ± 20 % of a growing wait, Envoy anywhere below it, Polly ± 25 %; and what the server asked for, where it did.',
  appliesOff: false,
  watches: { nodes: HAZES.nodes!, effects: HAZES.effects! },
  init: () => ({ hazes: noHazes(), waits: noRows(), counts: noRows() }),
  step({ hazes, waits, counts }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null || hazes.drifts[event.node]) return undefined;
    for (let i = 0; i < facts.count; i += 1) {
      const { did, span, rule, attempt } = facts.deeds[i]!;
      if (did === 'plan' && rule === 'backoff') put(waits, span, intervalFor(counts, span, facts, event, world));
      else if (did === 'answer' && take(counts, span) !== undefined) take(waits, span);
      else if (did === 'send') {
        const wait = take(waits, span);
        if (wait === undefined) continue;
        const tookUs = event.timeUs - wait.fromUs;
        const stood = (hazes.pausedUs[event.node] ?? -1) >= wait.fromUs;
        if (tookUs < wait.lowUs || (tookUs > wait.highUs && !stood))
          return `request ${attempt!.request} waits ${tookUs} µs, not ${wait.lowUs} to ${wait.highUs}`;
      }
    }
    return undefined;
  },
};

/** The interval for a wait that begins with this event, from the answer that caused it. */
function intervalFor(counts: Rows<number>, span: string, facts: Facts, event: TraceEvent, world: World): Wait {
  const fromUs = event.timeUs;
  const kind = String(world.settings['backoff.kind']);
  const asked = event.kind === 'reply' && world.settings['pushback.honour'] === true ? askedMs(facts, world) : null;
  const before = take(counts, span) ?? 0;
  if (asked !== null) {
    put(counts, span, 0);
    return { fromUs, lowUs: ms(asked), highUs: kind === 'envoy' ? Math.ceil(ms(asked) * 1.5) : ms(asked) };
  }
  const nth = before + 1;
  put(counts, span, nth);
  const maxUs = ms(dial(world, 'backoff.maxMs'));
  const growth = kind === 'grpc' ? dial(world, 'backoff.multiplierPct') / 100 : 2;
  let midUs = ms(dial(world, 'backoff.baseMs'));
  if (kind === 'polly-linear') midUs *= nth;
  else if (kind !== 'polly-constant') for (let i = 1; i < nth; i += 1) midUs *= growth;
  // Polly adds its jitter first, and then nothing is longer than the longest wait.
  if (kind === 'polly-linear' || kind === 'polly-constant')
    return {
      fromUs,
      lowUs: Math.min(Math.floor(midUs * 0.75) - 1, maxUs),
      highUs: Math.min(Math.ceil(midUs * 1.25) + 1, maxUs),
    };
  midUs = Math.min(midUs, maxUs);
  if (kind === 'envoy') return { fromUs, lowUs: 0, highUs: midUs };
  if (kind === 'fixed') return { fromUs, lowUs: Math.floor(midUs), highUs: Math.ceil(midUs) };
  // Decorrelated: each wait depends on the one before; it never reaches three times the doubled base.
  if (kind === 'decorrelated' || kind === 'polly-exponential')
    return { fromUs, lowUs: 0, highUs: Math.min(maxUs, midUs * 3) };
  // gRPC. One microsecond of rounding at either end.
  return { fromUs, lowUs: Math.floor(midUs * 0.8) - 1, highUs: Math.ceil(midUs * 1.2) + 1 };
}
