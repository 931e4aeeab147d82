import type { Property, World } from '../../kernel/property.ts';
import { ms, US_PER_MS, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { dial, factsOf, followHazes, forget, noHazes, RETRYABLE, type Facts, type Hazes } from './follow.ts';
import type { Attempt } from './messages.ts';

/** What must hold for each request: the local call, its attempts, and their ends. */

/** gRFC A6: more than five attempts are taken as five. */
const CAP = 5;

interface Count {
  readonly node: string;
  readonly most: number;
  sent: number;
}

export const attemptsBounded: Property<{ spans: Record<string, Count> }> = {
  id: 'attempts-bounded',
  kind: 'always',
  title: 'No more attempts than allowed',
  explain:
    'As often as the policy says, the first time included, and once where the caller has opted out. One transparent retry is free.',
  appliesOff: false,
  init: () => ({ spans: {} }),
  step({ spans }, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    forget(spans, facts);
    const { call } = facts;
    if (call) {
      const hedging = world.settings['hedge.reads'] === true && call.method === 'GET';
      const allowed = Math.min(CAP, dial(world, hedging ? 'hedge.maxAttempts' : 'try.maxAttempts'));
      const asked = call.maxRetries === null ? allowed : Math.min(allowed, call.maxRetries + 1);
      spans[facts.span] = { node: event.node, most: call.optOut ? 1 : asked, sent: 0 };
    }
    for (const deed of facts.deeds) {
      if (deed.did === 'answer') delete spans[deed.span];
      if (deed.did !== 'send') continue;
      const { n, request, span: id } = deed.attempt;
      const span = spans[id];
      if (!span) continue;
      span.sent += 1;
      if (n > span.most || span.sent > span.most + 1)
        return `request ${request} is sent for the ${span.sent}th time, as attempt ${n} of ${span.most}`;
    }
    return undefined;
  },
};

export const deadlineKept: Property<{
  spans: Record<string, { readonly node: string; readonly dueUs: Us }>;
  hazes: Hazes;
}> = {
  id: 'deadline-kept',
  kind: 'always',
  title: 'The deadline holds for all attempts together',
  explain:
    'No attempt begins after it, and each is told what is left of it. Otherwise hosts work for callers who have left.',
  appliesOff: false,
  init: () => ({ spans: {}, hazes: noHazes() }),
  step({ spans, hazes }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null) return undefined;
    forget(spans, facts);
    if (hazes.drifts[event.node]) return undefined;
    if (facts.call) {
      const wholeMs = dial(world, 'deadline.ms');
      spans[facts.span] = {
        node: event.node,
        dueUs: event.timeUs + ms(Math.min(wholeMs, facts.call.deadlineMs ?? wholeMs)),
      };
    }
    for (const deed of facts.deeds) {
      if (deed.did === 'answer') delete spans[deed.span];
      const span = deed.did === 'send' ? spans[deed.attempt.span] : undefined;
      if (deed.did !== 'send' || !span) continue;
      const { n, request, deadlineLeftMs } = deed.attempt;
      const leftUs = span.dueUs - event.timeUs;
      if (leftUs < 0) return `request ${request} is sent ${Math.ceil(-leftUs / US_PER_MS)} ms after its deadline`;
      if (ms(deadlineLeftMs ?? 0) > leftUs)
        return `attempt ${n} of request ${request} is told ${deadlineLeftMs} ms, and only ${Math.floor(leftUs / US_PER_MS)} ms are left`;
    }
    return undefined;
  },
};

/** What has become of the attempts of one request. */
interface Story {
  readonly node: string;
  /** Status after which nothing may be sent any more; 0: none. */
  final: number;
  /** An attempt ended without a definite answer. */
  doubtful: boolean;
  /** Key of the first attempt; empty before it. */
  key: string | null;
}
interface Stories {
  stories: Record<string, Story>;
  /** Attempt → request. */
  attempts: Record<string, string>;
}

const noStories = (): Stories => ({ stories: {}, attempts: {} });

/** Follows what ended with this event. */
function followEnd({ stories, attempts }: Stories, facts: Facts, world: World): void {
  const span = attempts[facts.ended];
  if (span === undefined) return;
  delete attempts[facts.ended];
  const story = stories[span];
  if (!story) return;
  const forbids = facts.pushbackMs !== null && facts.pushbackMs < 0 && world.settings['pushback.honour'] === true;
  if (forbids || !RETRYABLE.includes(facts.status)) story.final = facts.status;
  if (facts.indefinite) story.doubtful = true;
}

/** Steps through an event; `judge` looks at each attempt before it is sent. */
function followStories(
  state: Stories,
  event: TraceEvent,
  world: World,
  judge: (story: Story, attempt: Attempt) => string | undefined,
): string | undefined {
  const facts = factsOf(event);
  if (facts === null) return undefined;
  const { stories, attempts } = state;
  forget(stories, facts);
  if (facts.call) stories[facts.span] = { node: event.node, final: 0, doubtful: false, key: '' };
  if (facts.ended !== '') followEnd(state, facts, world);
  for (const deed of facts.deeds) {
    if (deed.did === 'send') {
      const story = stories[deed.attempt.span];
      if (!story) continue;
      const problem = judge(story, deed.attempt);
      if (problem !== undefined) return problem;
      attempts[deed.id] = deed.attempt.span;
    } else if (deed.did === 'cancel') delete attempts[deed.attempt];
    else if (deed.did === 'answer') delete stories[deed.span];
  }
  return undefined;
}

export const onlyRetryable: Property<Stories> = {
  id: 'only-retryable',
  kind: 'always',
  title: 'Only what may pass is retried',
  explain: 'A 4xx such as a declined card is an answer, and "do not retry" is obeyed.',
  appliesOff: false,
  init: noStories,
  step: (state, event, world) => followStories(state, event, world, notFinal),
};

const notFinal = (story: Story, { request }: Attempt): string | undefined =>
  story.final === 0 ? undefined : `request ${request} was answered ${story.final}, and is sent again`;

export const safeToRepeat: Property<Stories> = {
  id: 'safe-to-repeat',
  kind: 'always',
  title: 'Writes repeat under one key, or not at all',
  explain: 'What got no answer may have been done: it is sent again only under its first key.',
  appliesOff: false,
  init: noStories,
  step: (state, event, world) => followStories(state, event, world, sameKey),
};

function sameKey(story: Story, { request, method, idemKey }: Attempt): string | undefined {
  if (method === 'GET') return undefined;
  if (story.key !== '' && story.key !== idemKey)
    return `request ${request} comes with the key ${idemKey}, and had ${story.key} before`;
  story.key = idemKey;
  return idemKey === null && story.doubtful
    ? `request ${request} may have been carried out, and is sent again without a key`
    : undefined;
}

interface Open {
  /** Attempts under way, by request, and the request of each. */
  counts: Record<string, number>;
  attempts: Record<string, string>;
}

export const losersCancelled: Property<Open> = {
  id: 'losers-cancelled',
  kind: 'always',
  title: 'Lost attempts are called off',
  explain: 'When a request is answered, its other attempts are cancelled: nobody wants their work.',
  appliesOff: false,
  init: () => ({ counts: {}, attempts: {} }),
  step({ counts, attempts }, event, world) {
    const facts = factsOf(event);
    if (facts === null || world.settings['cancel.on'] !== true) return undefined;
    const end = (id: string): void => {
      const span = attempts[id];
      if (span === undefined) return;
      delete attempts[id];
      if (counts[span] !== undefined) counts[span] -= 1;
    };
    if (facts.ended !== '') end(facts.ended);
    for (const deed of facts.deeds) {
      if (deed.did === 'send') {
        attempts[deed.id] = deed.attempt.span;
        counts[deed.attempt.span] = (counts[deed.attempt.span] ?? 0) + 1;
      } else if (deed.did === 'cancel') end(deed.attempt);
      else if (deed.did === 'answer') {
        const left = counts[deed.span] ?? 0;
        delete counts[deed.span];
        if (left > 0) return `a request is answered, and ${left} of its attempts go on`;
      }
    }
    return undefined;
  },
};

interface Waits {
  hazes: Hazes;
  /** By request: the wait that is running. */
  waits: Record<string, Wait>;
  /** By request: which wait this is, counted from the start or the last pushback. */
  counts: Record<string, number>;
}
interface Wait {
  readonly node: string;
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
  init: () => ({ hazes: noHazes(), waits: {}, counts: {} }),
  step({ hazes, waits, counts }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null) return undefined;
    forget(waits, facts);
    if (hazes.drifts[event.node]) return undefined;
    for (const deed of facts.deeds) {
      if (deed.did === 'plan' && deed.rule === 'backoff')
        waits[deed.span] = {
          node: event.node,
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
