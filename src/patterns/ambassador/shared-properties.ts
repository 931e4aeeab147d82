import type { Property, World } from '../../kernel/property.ts';
import { ms, US_PER_S, type Us } from '../../kernel/time.ts';
import {
  askedMs,
  dial,
  factsOf,
  followHazes,
  HAZES,
  isAmbassador,
  noHazes,
  RETRYABLE,
  SENDS,
  WIRE,
  type Facts,
  type Hazes,
} from './follow.ts';
import type { Api, Attempt } from './messages.ts';
import { noRows, put, rowOf, take, type Rows } from './open-rows.ts';

/** What must hold for all requests to one API together: budget, tokens, breaker. */

/** What is under way at one API, as one ambassador sees it. */
interface Group {
  active: number;
  retries: number;
  /** Linkerd's budget: what requests deposit and retries take out, in hundredths of a retry, and when. */
  sums: number[];
  timesUs: Us[];
}
interface Open {
  readonly span: string;
  readonly api: string;
  readonly retry: boolean;
}
/** What one ambassador has to do with. */
interface Books {
  /** Attempts under way. */
  open: Rows<Open>;
  /** Requests with a retry or a hedge: how many of them are decided on and not yet sent. */
  planned: Rows<{ readonly api: string; count: number }>;
  groups: Record<string, Group>;
}

export const budgetKept: Property<{ ledger: Record<string, Books>; hazes: Hazes }> = {
  id: 'budget-kept',
  kind: 'always',
  title: 'Retries stay within their budget',
  explain:
    'No retry is begun beyond a fifth of what is under way for the same API, or three; or of what came in lately, where that is the rule. Counted again from the messages.',
  appliesOff: false,
  applies: ({ settings }) =>
    ['share', 'both', 'window'].includes(String(settings['budget.kind'])) || 'No share is kept for retries here.',
  watches: HAZES,
  init: () => ({ ledger: {}, hazes: noHazes() }),
  step({ ledger, hazes }, event, world) {
    const facts = factsOf(event);
    followHazes(hazes, event);
    if (facts === null) return undefined;
    for (const node of facts.down) delete ledger[node];
    if (facts.count === 0 && facts.ended === '') return undefined;
    const books = (ledger[event.node] ??= { open: noRows(), planned: noRows(), groups: {} });
    const wasRetry = facts.ended !== '' && close(books, facts.ended);
    let problem: string | undefined;
    for (let i = 0; i < facts.count; i += 1) {
      const { did, id, span, api, attempt } = facts.deeds[i]!;
      if (did === 'plan') {
        const over = plan(books, span, api, world);
        const late = hazes.drifts[event.node] ? undefined : withdraw(books, api, event.timeUs, world);
        problem ??= over ?? late;
      } else if (did === 'shut') unplan(books, span);
      else if (did === 'send') {
        open(books, id, attempt!, wasRetry);
        if (facts.call && world.settings['budget.kind'] === 'window')
          enter(groupOf(books, api), event.timeUs, dial(world, 'window.ratioPct'));
      } else if (did === 'cancel') close(books, id);
      else finish(books, span);
    }
    return problem;
  },
};

const groupOf = ({ groups }: Books, api: string): Group =>
  (groups[api] ??= { active: 0, retries: 0, sums: [], timesUs: [] });

function plan(books: Books, span: string, api: string, world: World): string | undefined {
  const group = groupOf(books, api);
  const allowed = Math.max(
    Math.floor((group.active * dial(world, 'budget.pct')) / 100),
    dial(world, 'budget.minRetries'),
  );
  const kind = world.settings['budget.kind'];
  const row = rowOf(books.planned, span);
  if (row < 0) put(books.planned, span, { api, count: 1 });
  else books.planned.values[row]!.count += 1;
  group.retries += 1;
  return (kind === 'share' || kind === 'both') && group.retries > allowed
    ? `${group.retries} retries are under way to ${api}, and ${allowed} are allowed with ${group.active} attempts`
    : undefined;
}

function enter(group: Group, timeUs: Us, sum: number): void {
  group.timesUs.push(timeUs);
  group.sums.push(sum);
}

/**
 * Linkerd's budget, counted to the microsecond. The ambassador counts in tenths of the window, so what
 * it has in view is at most the whole window, and at least nine tenths of it.
 */
function withdraw(books: Books, api: string, nowUs: Us, world: World): string | undefined {
  if (world.settings['budget.kind'] !== 'window') return undefined;
  const ttlUs = ms(dial(world, 'window.ttlMs'));
  const group = groupOf(books, api);
  enter(group, nowUs, -100);
  const old = group.timesUs.findIndex((timeUs) => timeUs > nowUs - ttlUs);
  group.timesUs.splice(0, old);
  group.sums.splice(0, old);
  let deposits = Math.floor((dial(world, 'window.minPerSecond') * 100 * ttlUs) / US_PER_S);
  let taken = 0;
  group.sums.forEach((sum, i) => {
    if (sum > 0) deposits += sum;
    else if (group.timesUs[i]! > nowUs - Math.floor((ttlUs * 9) / 10)) taken -= sum;
  });
  return taken > deposits
    ? `${taken / 100} retries to ${api} in the window, and what came in allows ${Math.floor(deposits / 100)}`
    : undefined;
}

function plannedFor({ planned }: Books, span: string): { readonly api: string; count: number } | undefined {
  const row = rowOf(planned, span);
  return row < 0 ? undefined : planned.values[row];
}

function unplan(books: Books, span: string): void {
  const planned = plannedFor(books, span);
  if (planned === undefined || planned.count === 0) return;
  planned.count -= 1;
  groupOf(books, planned.api).retries -= 1;
}

function open(books: Books, id: string, { span, api, n }: Attempt, wasRetry: boolean): void {
  const retry = n > 1 || wasRetry;
  const group = groupOf(books, api);
  const planned = plannedFor(books, span);
  if (planned !== undefined && planned.count > 0) planned.count -= 1;
  else if (retry) group.retries += 1;
  group.active += 1;
  put(books.open, id, { span, api, retry });
}

/** Answers whether it was a retry. */
function close(books: Books, id: string): boolean {
  const attempt = take(books.open, id);
  if (attempt === undefined) return false;
  const group = groupOf(books, attempt.api);
  group.active -= 1;
  if (attempt.retry) group.retries -= 1;
  return attempt.retry;
}

/** The request is answered: what it had under way or planned counts no longer. */
function finish(books: Books, span: string): void {
  const planned = plannedFor(books, span);
  if (planned === undefined) return;
  const { ids, values } = books.open;
  for (let at = ids.length - 1; at >= 0; at -= 1) if (values[at]?.span === span) close(books, ids[at]!);
  while (planned.count > 0) unplan(books, span);
  take(books.planned, span);
}

/** What one ambassador must hold. */
interface Purse {
  /** Attempts under way, and the API of each. */
  open: Rows<string>;
  /** By API, in thousandths; absent: as many as the node started with. */
  tokens: Record<string, number>;
  full: number;
}

export const tokensRight: Property<Record<string, Purse>> = {
  id: 'tokens-right',
  kind: 'always',
  title: 'Tokens stay between none and all',
  explain:
    'A failure costs one, a success earns a tenth; a retry needs more than half. Counted again from the answers.',
  appliesOff: false,
  watches: { nodes: WIRE.nodes!, events: ['start', 'restart', ...WIRE.events!], effects: ['send', 'note'] },
  init: () => ({}),
  step(purses, event, world) {
    const facts = factsOf(event);
    if (facts === null || !isAmbassador(event.node)) return undefined;
    if (event.kind === 'start' || event.kind === 'restart')
      purses[event.node] = { open: noRows(), tokens: {}, full: mostTokens(world) };
    const purse = purses[event.node];
    if (!purse) return undefined;
    const api = facts.ended === '' ? undefined : take(purse.open, facts.ended);
    let problem: string | undefined;
    if (api !== undefined) {
      const should = settle(purse, api, facts, world);
      const held = tokensAt(world, event.node, api);
      if (held !== null && held !== should)
        problem = `${event.node} holds ${held} thousandths of a token for ${api}, and should hold ${should}`;
    }
    for (let i = 0; i < facts.count; i += 1) {
      const deed = facts.deeds[i]!;
      if (deed.did === 'send') put(purse.open, deed.id, deed.api);
      else if (deed.did === 'cancel') take(purse.open, deed.id);
      else if (deed.did === 'plan') problem ??= planned(purse, deed.api, world);
    }
    return problem;
  },
};

const mostTokens = (world: World): number => dial(world, 'tokens.max') * 1_000;

const heldBy = ({ tokens, full }: Purse, api: string, most: number): number => Math.min(most, tokens[api] ?? full);

/** What there must be after the answer that this event brings. */
function settle(purse: Purse, api: string, facts: Facts, world: World): number {
  const { status } = facts;
  const most = mostTokens(world);
  const before = heldBy(purse, api, most);
  const costs = RETRYABLE.includes(status) || (askedMs(facts, world) ?? 0) < 0;
  const earned = Math.min(most, before + dial(world, 'tokens.ratioMilli'));
  return (purse.tokens[api] = status < 400 ? earned : costs ? Math.max(0, before - 1_000) : before);
}

function tokensAt(world: World, node: string, api: string): number | null {
  const state = world.state(node) as
    | { readonly clusters?: Record<string, { readonly tokensMilli: number }> }
    | undefined;
  return state?.clusters?.[api]?.tokensMilli ?? null;
}

function planned(purse: Purse, api: string, world: World): string | undefined {
  const most = mostTokens(world);
  const kind = world.settings['budget.kind'];
  const held = heldBy(purse, api, most);
  return (kind === 'tokens' || kind === 'both') && held * 2 <= most
    ? `a retry is planned with ${held} of ${most} thousandths of a token`
    : undefined;
}

const BREAKER_LANES: Readonly<Record<Api, string>> = {
  payments: 'payments breaker',
  rates: 'rates breaker',
  seats: 'seats breaker',
};

export const breakerObeyed: Property<null> = {
  id: 'breaker-obeyed',
  kind: 'always',
  title: 'Nothing is sent past an open breaker',
  explain: 'Each attempt asks the breaker, not only the first.',
  appliesOff: false,
  applies: ({ settings }) => settings['breaker.nesting'] === 'inside' || 'No breaker stands inside the retries here.',
  watches: SENDS,
  init: () => null,
  step(_state, event, world) {
    const facts = factsOf(event);
    if (facts === null || world.settings['breaker.nesting'] !== 'inside') return undefined;
    for (let i = 0; i < facts.count; i += 1) {
      const { did, api, attempt } = facts.deeds[i]!;
      if (did === 'send' && world.lane(event.node, BREAKER_LANES[attempt!.api]) === 'OPEN')
        return `request ${attempt!.request} is sent to ${api} while the breaker is open`;
    }
    return undefined;
  },
};
