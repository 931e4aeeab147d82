import type { Property, World } from '../../kernel/property.ts';
import { ms, US_PER_MS, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { dial, factsOf, followHazes, HAZES, noHazes, RETRYABLE, WIRE, type Facts, type Hazes } from './follow.ts';
import type { AppRequest, Attempt } from './messages.ts';

/** What must hold for each request: the local call, its attempts, and their ends. */

/** gRFC A6: more than five attempts are taken as five. */
const CAP = 5;

/** For each call, how often it may be sent and how often it was: limit · SCALE + count. */
type Counts = Record<string, number>;
const SCALE = 1_000;

export const attemptsBounded: Property<Counts> = {
  id: 'attempts-bounded',
  kind: 'always',
  title: 'No more attempts than allowed',
  explain:
    'As often as the policy says, the first time included, and once where the caller has opted out. One transparent retry is free.',
  appliesOff: false,
  watches: WIRE,
  init: () => ({}),
  step(counts, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const { call } = facts;
    if (call) counts[facts.span] = mostFor(call, world) * SCALE;
    for (const deed of facts.deeds) {
      if (deed.did === 'answer') delete counts[deed.span];
      if (deed.did !== 'send') continue;
      const { n, request, span } = deed.attempt;
      const count = counts[span];
      if (count === undefined) continue;
      counts[span] = count + 1;
      const most = Math.floor(count / SCALE);
      const sent = (count % SCALE) + 1;
      if (n > most || sent > most + 1)
        return `request ${request} is sent for the ${sent}th time, as attempt ${n} of ${most}`;
    }
    return undefined;
  },
};

function mostFor({ method, optOut, maxRetries }: AppRequest, world: World): number {
  if (optOut === true) return 1;
  const { settings } = world;
  const hedging =
    method === 'GET'
      ? settings['hedge.reads'] === true
      : settings['hedge.writes'] === true && settings['keys.on'] === true;
  const allowed = Math.min(CAP, dial(world, hedging ? 'hedge.maxAttempts' : 'try.maxAttempts'));
  return maxRetries === undefined ? allowed : Math.min(allowed, maxRetries + 1);
}

export const deadlineKept: Property<{ dueUs: Record<string, Us>; hazes: Hazes }> = {
  id: 'deadline-kept',
  kind: 'always',
  title: 'The deadline holds for all attempts together',
  explain:
    'No attempt begins after it, and each is told what is left of it. Otherwise hosts work for callers who have left.',
  appliesOff: false,
  watches: HAZES,
  init: () => ({ dueUs: {}, hazes: noHazes() }),
  step({ dueUs, hazes }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null || hazes.drifts[event.node]) return undefined;
    const { call } = facts;
    if (call) {
      const wholeMs = dial(world, 'deadline.ms');
      dueUs[facts.span] = event.timeUs + ms(Math.min(wholeMs, call.deadlineMs ?? wholeMs));
    }
    for (const deed of facts.deeds) {
      if (deed.did === 'answer') delete dueUs[deed.span];
      const due = deed.did === 'send' ? dueUs[deed.attempt.span] : undefined;
      if (deed.did !== 'send' || due === undefined) continue;
      const { n, request, deadlineLeftMs = 0 } = deed.attempt;
      const leftUs = due - event.timeUs;
      if (leftUs < 0) return `request ${request} is sent ${Math.ceil(-leftUs / US_PER_MS)} ms after its deadline`;
      if (ms(deadlineLeftMs) > leftUs)
        return `attempt ${n} of request ${request} is told ${deadlineLeftMs} ms, and only ${Math.floor(leftUs / US_PER_MS)} ms are left`;
    }
    return undefined;
  },
};

/** Attempts under way, and the request of each. An ambassador that lost its memory never speaks of them again. */
type Attempts = Record<string, string>;

/** The request whose attempt ends with this event; empty where none does. */
function endedIn(attempts: Attempts, { ended }: Facts): string {
  const span = ended === '' ? undefined : attempts[ended];
  if (span === undefined) return '';
  delete attempts[ended];
  return span;
}

export const onlyRetryable: Property<{ attempts: Attempts; finals: Record<string, number> }> = {
  id: 'only-retryable',
  kind: 'always',
  title: 'Only what may pass is retried',
  explain: 'A 4xx such as a declined card is an answer, and "do not retry" is obeyed.',
  appliesOff: false,
  watches: WIRE,
  init: () => ({ attempts: {}, finals: {} }),
  step({ attempts, finals }, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const span = endedIn(attempts, facts);
    if (span !== '' && isFinal(facts, world)) finals[span] = facts.status;
    for (const deed of facts.deeds) {
      if (deed.did === 'answer') delete finals[deed.span];
      else if (deed.did === 'cancel') delete attempts[deed.attempt];
      else if (deed.did === 'send') {
        const { span: of, request } = deed.attempt;
        if (finals[of] !== undefined) return `request ${request} was answered ${finals[of]}, and is sent again`;
        attempts[deed.id] = of;
      }
    }
    return undefined;
  },
};

const isFinal = ({ status, pushbackMs }: Facts, world: World): boolean =>
  !RETRYABLE.includes(status) || (pushbackMs !== null && pushbackMs < 0 && world.settings['pushback.honour'] === true);

interface Writes {
  /** Of writes only. */
  attempts: Attempts;
  /** Key of the first attempt; empty: none. */
  keys: Record<string, string>;
  /** An attempt has no definite answer. */
  doubtful: Record<string, true>;
}

export const safeToRepeat: Property<Writes> = {
  id: 'safe-to-repeat',
  kind: 'always',
  title: 'Writes repeat under one key, or not at all',
  explain: 'What has no answer, yet or for good, may have been done: it is sent again only under its first key.',
  appliesOff: false,
  watches: WIRE,
  init: () => ({ attempts: {}, keys: {}, doubtful: {} }),
  step(writes, event) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    const { attempts, keys, doubtful } = writes;
    const span = endedIn(attempts, facts);
    if (span !== '' && facts.indefinite) doubtful[span] = true;
    for (const deed of facts.deeds) {
      if (deed.did === 'cancel') delete attempts[deed.attempt];
      else if (deed.did === 'answer') {
        if (keys[deed.span] === undefined) continue;
        delete keys[deed.span];
        delete doubtful[deed.span];
      } else if (deed.did === 'send' && deed.attempt.method === 'POST') {
        const problem = unsafe(writes, deed.attempt);
        if (problem !== undefined) return problem;
        attempts[deed.id] = deed.attempt.span;
      }
    }
    return undefined;
  },
};

function unsafe({ attempts, keys, doubtful }: Writes, { span, request, idemKey = '' }: Attempt): string | undefined {
  const first = keys[span];
  if (first !== undefined && first !== idemKey)
    return `request ${request} comes with the key ${idemKey || 'none'}, and had ${first || 'none'} before`;
  keys[span] = idemKey;
  if (idemKey === '' && first !== undefined && Object.values(attempts).includes(span))
    return `request ${request} is sent twice at once, without a key`;
  return idemKey === '' && doubtful[span] === true
    ? `request ${request} may have been carried out, and is sent again without a key`
    : undefined;
}

interface Open {
  attempts: Attempts;
  /** Requests that were sent more than once. */
  several: Record<string, true>;
}

export const losersCancelled: Property<Open> = {
  id: 'losers-cancelled',
  kind: 'always',
  title: 'Lost attempts are called off',
  explain: 'When a request is answered, its other attempts are cancelled: nobody wants their work.',
  appliesOff: false,
  watches: WIRE,
  init: () => ({ attempts: {}, several: {} }),
  step({ attempts, several }, event, world) {
    const facts = factsOf(event);
    if (facts === null || world.settings['cancel.on'] !== true) return undefined;
    const ended = endedIn(attempts, facts);
    for (const deed of facts.deeds) {
      if (deed.did === 'send') {
        attempts[deed.id] = deed.attempt.span;
        if (deed.attempt.n > 1) several[deed.attempt.span] = true;
      } else if (deed.did === 'cancel') delete attempts[deed.attempt];
      else if (deed.did === 'answer') {
        // The one attempt has just ended: nothing can be left.
        if (several[deed.span] === undefined && ended === deed.span) continue;
        delete several[deed.span];
        const left = leftOf(attempts, deed.span);
        if (left > 0) return `a request is answered, and ${left} of its attempts go on`;
      }
    }
    return undefined;
  },
};

/** Forgets the attempts of a request that are under way, and answers how many there were. */
function leftOf(attempts: Attempts, span: string): number {
  let left = 0;
  for (const id in attempts) {
    if (attempts[id] !== span) continue;
    delete attempts[id];
    left += 1;
  }
  return left;
}

interface Waits {
  hazes: Hazes;
  /** By request: the wait that is running. */
  waits: Record<string, Wait>;
  /** By request: which wait this is, counted from the start or the last pushback. */
  counts: Record<string, number>;
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
  watches: HAZES,
  init: () => ({ hazes: noHazes(), waits: {}, counts: {} }),
  step({ hazes, waits, counts }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null) return undefined;
    if (hazes.drifts[event.node]) return undefined;
    for (const deed of facts.deeds) {
      if (deed.did === 'plan' && deed.rule === 'backoff')
        waits[deed.span] = {
          fromUs: event.timeUs,
          ...intervalFor(counts, deed.span, facts, event, world),
        };
      else if (deed.did === 'answer' && deed.span in counts) {
        delete waits[deed.span];
        delete counts[deed.span];
      } else if (deed.did === 'send') {
        const wait = waits[deed.attempt.span];
        if (!wait) continue;
        delete waits[deed.attempt.span];
        const tookUs = event.timeUs - wait.fromUs;
        const stood = (hazes.pausedUs[event.node] ?? -1) >= wait.fromUs;
        if (tookUs < wait.lowUs || (tookUs > wait.highUs && !stood))
          return `request ${deed.attempt.request} waits ${tookUs} µs, not ${wait.lowUs} to ${wait.highUs}`;
      }
    }
    return undefined;
  },
};

/** The interval for a wait that begins with this event, from the answer that caused it. */
function intervalFor(
  counts: Record<string, number>,
  span: string,
  facts: Facts,
  event: TraceEvent,
  world: World,
): { readonly lowUs: Us; readonly highUs: Us } {
  const kind = String(world.settings['backoff.kind']);
  const asked = event.kind === 'reply' && world.settings['pushback.honour'] === true ? facts.pushbackMs : null;
  if (asked !== null) {
    counts[span] = 0;
    return { lowUs: ms(asked), highUs: kind === 'envoy' ? Math.ceil(ms(asked) * 1.5) : ms(asked) };
  }
  const nth = (counts[span] = (counts[span] ?? 0) + 1);
  const maxUs = ms(dial(world, 'backoff.maxMs'));
  const growth = kind === 'grpc' ? dial(world, 'backoff.multiplierPct') / 100 : 2;
  let midUs = ms(dial(world, 'backoff.baseMs'));
  if (kind === 'polly-linear') midUs *= nth;
  else if (kind !== 'polly-constant') for (let i = 1; i < nth; i += 1) midUs *= growth;
  midUs = Math.min(midUs, maxUs);
  if (kind === 'envoy') return { lowUs: 0, highUs: midUs };
  // Decorrelated: each wait depends on the one before; it never reaches three times the doubled base.
  if (kind === 'decorrelated') return { lowUs: 0, highUs: Math.min(maxUs, midUs * 3) };
  const part = kind === 'grpc' ? 0.2 : 0.25;
  // One microsecond of rounding at either end.
  return { lowUs: Math.floor(midUs * (1 - part)) - 1, highUs: Math.ceil(midUs * (1 + part)) + 1 };
}
