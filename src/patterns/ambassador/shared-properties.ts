import type { Property, World } from '../../kernel/property.ts';
import { dial, factsOf, isAmbassador, RETRYABLE, type Facts } from './follow.ts';

/** What must hold for all requests to one API together: budget, tokens, breaker. */

interface Ledger {
  /** Attempts under way. */
  open: Record<
    string,
    { readonly node: string; readonly span: string; readonly group: string; readonly retry: boolean }
  >;
  /** Requests: the API they go to, and retries planned and not yet sent. */
  spans: Record<string, { readonly node: string; readonly group: string; planned: number; sent: string[] }>;
  /** By `node API`: attempts and retries under way. */
  groups: Record<string, { active: number; retries: number }>;
}

export const budgetKept: Property<Ledger> = {
  id: 'budget-kept',
  kind: 'always',
  title: 'Retries stay within their budget',
  explain:
    'No retry is begun beyond a fifth of what is under way for the same API, or three. Counted again from the messages.',
  appliesOff: false,
  init: () => ({ open: {}, spans: {}, groups: {} }),
  step(ledger, event, world) {
    const facts = factsOf(event);
    if (facts === null) return undefined;
    if (facts.down.length > 0) clear(ledger, facts);
    const { call } = facts;
    if (call) ledger.spans[facts.span] = { node: event.node, group: `${event.node} ${call.api}`, planned: 0, sent: [] };
    const wasRetry = ledger.open[facts.ended]?.retry === true;
    if (facts.ended !== '') close(ledger, facts.ended);
    let problem: string | undefined;
    for (const deed of facts.deeds) {
      if (deed.did === 'plan') problem ??= plan(ledger, deed.span, world);
      else if (deed.did === 'shut') unplan(ledger, deed.span);
      else if (deed.did === 'send') open(ledger, deed.attempt.span, deed.id, deed.attempt.n > 1 || wasRetry);
      else if (deed.did === 'cancel') close(ledger, deed.attempt);
      else finish(ledger, deed.span);
    }
    return problem;
  },
};

const groupOf = (ledger: Ledger, name: string) => (ledger.groups[name] ??= { active: 0, retries: 0 });

function plan(ledger: Ledger, span: string, world: World): string | undefined {
  const record = ledger.spans[span];
  if (!record) return undefined;
  const group = groupOf(ledger, record.group);
  const allowed = Math.max(
    Math.floor((group.active * dial(world, 'budget.pct')) / 100),
    dial(world, 'budget.minRetries'),
  );
  const kind = world.settings['budget.kind'];
  record.planned += 1;
  group.retries += 1;
  return (kind === 'share' || kind === 'both') && group.retries > allowed
    ? `${group.retries} retries are under way at ${record.group}, and ${allowed} are allowed with ${group.active} attempts`
    : undefined;
}

function unplan(ledger: Ledger, span: string): void {
  const record = ledger.spans[span];
  if (!record || record.planned === 0) return;
  record.planned -= 1;
  groupOf(ledger, record.group).retries -= 1;
}

function open(ledger: Ledger, span: string, id: string, retry: boolean): void {
  const record = ledger.spans[span];
  if (!record) return;
  const group = groupOf(ledger, record.group);
  if (record.planned > 0) record.planned -= 1;
  else if (retry) group.retries += 1;
  group.active += 1;
  record.sent.push(id);
  ledger.open[id] = { node: record.node, span, group: record.group, retry };
}

function close(ledger: Ledger, id: string): void {
  const attempt = ledger.open[id];
  if (!attempt) return;
  delete ledger.open[id];
  const group = groupOf(ledger, attempt.group);
  group.active -= 1;
  if (attempt.retry) group.retries -= 1;
}

function finish(ledger: Ledger, span: string): void {
  const record = ledger.spans[span];
  if (!record) return;
  for (const id of record.sent) close(ledger, id);
  while (record.planned > 0) unplan(ledger, span);
  delete ledger.spans[span];
}

function clear(ledger: Ledger, { down }: Facts): void {
  for (const id in ledger.open) if (down.includes(ledger.open[id]!.node)) delete ledger.open[id];
  for (const span in ledger.spans) if (down.includes(ledger.spans[span]!.node)) delete ledger.spans[span];
  for (const group in ledger.groups) if (down.includes(group.slice(0, group.indexOf(' ')))) delete ledger.groups[group];
}

interface Tokens {
  /** Attempts under way: `node API`. */
  open: Record<string, string>;
  /** By `node API`, in thousandths; absent: as many as the node started with. */
  tokens: Record<string, number>;
  full: Record<string, number>;
}

export const tokensRight: Property<Tokens> = {
  id: 'tokens-right',
  kind: 'always',
  title: 'Tokens stay between none and all',
  explain:
    'A failure costs one, a success earns a tenth; a retry needs more than half. Counted again from the answers.',
  appliesOff: false,
  init: () => ({ open: {}, tokens: {}, full: {} }),
  step(state, event, world) {
    const facts = factsOf(event);
    if (facts === null || !isAmbassador(event.node)) return undefined;
    const most = dial(world, 'tokens.max') * 1_000;
    if (event.kind === 'start' || event.kind === 'restart') startOver(state, event.node, most);
    const key = state.open[facts.ended];
    let problem: string | undefined;
    if (key !== undefined) {
      delete state.open[facts.ended];
      const should = settle(state, key, facts, world, most);
      const held = tokensAt(world, event.node, key.slice(event.node.length + 1));
      if (held !== null && held !== should)
        problem = `${key} holds ${held} thousandths of a token, and should hold ${should}`;
    }
    for (const deed of facts.deeds) {
      if (deed.did === 'send') state.open[deed.id] = `${event.node} ${deed.attempt.api}`;
      else if (deed.did === 'cancel') delete state.open[deed.attempt];
      else if (deed.did === 'plan') problem ??= planned(state, `${event.node} ${deed.api}`, world, most);
    }
    return problem;
  },
};

function startOver(state: Tokens, node: string, most: number): void {
  state.full[node] = most;
  for (const records of [state.open, state.tokens])
    for (const key in records) if (key.startsWith(`${node} `) || key.startsWith(`${node}#`)) delete records[key];
}

const heldBy = (state: Tokens, key: string, most: number): number =>
  Math.min(most, state.tokens[key] ?? state.full[key.slice(0, key.indexOf(' '))] ?? most);

/** What there must be after the answer that this event brings. */
function settle(state: Tokens, key: string, { status, pushbackMs }: Facts, world: World, most: number): number {
  const before = heldBy(state, key, most);
  const costs = RETRYABLE.includes(status) || (pushbackMs !== null && pushbackMs < 0);
  const earned = Math.min(most, before + dial(world, 'tokens.ratioMilli'));
  return (state.tokens[key] = status < 400 ? earned : costs ? Math.max(0, before - 1_000) : before);
}

function tokensAt(world: World, node: string, api: string): number | null {
  const state = world.state(node) as
    | { readonly clusters?: Record<string, { readonly tokensMilli: number }> }
    | undefined;
  return state?.clusters?.[api]?.tokensMilli ?? null;
}

function planned(state: Tokens, key: string, world: World, most: number): string | undefined {
  const kind = world.settings['budget.kind'];
  const held = heldBy(state, key, most);
  return (kind === 'tokens' || kind === 'both') && held * 2 <= most
    ? `a retry is planned with ${held} of ${most} thousandths of a token`
    : undefined;
}

export const breakerObeyed: Property<null> = {
  id: 'breaker-obeyed',
  kind: 'always',
  title: 'Nothing is sent past an open breaker',
  explain: 'Each attempt asks the breaker, not only the first.',
  appliesOff: false,
  init: () => null,
  step(_state, event, world) {
    const facts = factsOf(event);
    if (facts === null || world.settings['breaker.nesting'] !== 'inside') return undefined;
    for (const deed of facts.deeds)
      if (deed.did === 'send' && world.lane(event.node, `${deed.attempt.api} breaker`) === 'OPEN')
        return `request ${deed.attempt.request} is sent to ${deed.attempt.api} while the breaker is open`;
    return undefined;
  },
};
