import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg, Page } from '../messages.ts';
import { balanceAsOf, type Entry } from './entries.ts';
import { sum } from './events.ts';
import { firstBroken } from './hash-chain.ts';
import { hashOf } from './line.ts';
import { subscribe, subscriber, type Feed } from './subscription.ts';
import { money, who } from './told.ts';
import { upcast } from './upcasters.ts';

type Node = NodeContext<Msg>;

interface State {
  feed: Feed;
  entries: Entry[];
  /** An audit under way: what it has read so far. */
  audit: { next: number; hash: string; brokenAt: number; rewrittenAt: number; unbalancedAt: number } | null;
  /** Position of the first finding; −1: none. */
  foundAt: number;
}

const history = (node: Node): number => Number(node.settings['store.history']);

/** Where an audit begins: at the first event, each time. */
type Begin = (first: number, state: State) => number;

function startAudit(from: Begin, node: Node, state: State): void {
  node.setTimer('nextAudit', ms(Number(node.settings['auditor.everyMs'])));
  if (state.audit !== null || state.foundAt >= 0) return;
  const next = from(history(node), state);
  state.audit = { next, hash: '', brokenAt: -1, rewrittenAt: -1, unbalancedAt: -1 };
  read(node, state.audit.next);
}

const read = (node: Node, from: number): void =>
  void node.request('store', { type: 'ReadAll', from }, { timeoutUs: seconds(1), tag: 'read', data: from });

/** Three checks on everything that is stored: links, own notes, sums. */
function check(node: Node, state: State, { events, next, head, before }: Page): void {
  const { audit } = state;
  if (audit === null) return;
  const first = (known: number, found: number): number => (known >= 0 ? known : found);
  audit.brokenAt = first(audit.brokenAt, firstBroken(audit.hash || before, events));
  for (let i = 0; i < events.length; i += 1) {
    const { position, hash, debits, credits } = upcast(events[i]!);
    const noted = state.entries[position - history(node)];
    if (noted && noted.hash !== hash) audit.rewrittenAt = first(audit.rewrittenAt, position);
    if (sum(debits) !== sum(credits)) audit.unbalancedAt = first(audit.unbalancedAt, position);
  }
  if (events.length > 0) audit.hash = hashOf(events.at(-1)!);
  audit.next = next;
  if (next < head && events.length > 0) return read(node, next);
  report(node, state, audit);
}

function report(node: Node, state: State, audit: NonNullable<State['audit']>): void {
  state.audit = null;
  const { brokenAt, rewrittenAt, unbalancedAt } = audit;
  const found = (at: number, rule: string, text: string): void => {
    if (at < 0) return;
    if (state.foundAt < 0 || at < state.foundAt) state.foundAt = at;
    node.note(rule, text, { position: at });
  };
  found(brokenAt, 'chain broken', `the hash at position ${brokenAt} does not fit its event`);
  found(rewrittenAt, 'history rewritten', `position ${rewrittenAt} has another hash than when it was first seen`);
  found(unbalancedAt, 'trial balance off', `debits and credits differ at position ${unbalancedAt}`);
  node.metric('findings', [brokenAt, rewrittenAt, unbalancedAt].filter((at) => at >= 0).length);
  if (state.foundAt < 0) node.become('SOUND', 'links, notes and sums agree', 'audit');
  else node.become('TAMPERED', 'an audit failed', 'audit');
}

const feed = subscriber<State>((_node, state, { events }) => {
  for (const line of events) {
    const { position, hash, recordedUs, validUs, debits, credits } = upcast(line);
    state.entries.push({ position, hash, recordedUs, validUs, debits, credits });
  }
});

function begin(node: Node): State {
  node.become('SOUND', 'nothing found yet', 'audit');
  node.setTimer('nextAudit', ms(Number(node.settings['auditor.everyMs'])));
  return { feed: subscribe(node, history(node)), entries: [], audit: null, foundAt: -1 };
}

/** Trusts nothing that it has not noted itself. */
export const auditorWith = (from: Begin): Program<State, Msg> =>
  program<State, Msg>({
    start: begin,
    on: feed.on,
    work: feed.work,
    timers: { ...feed.timers, nextAudit: (node, state) => startAudit(from, node, state) },
    replies: {
      read(node, state, reply: Msg | TimedOut, at: number) {
        if (state.audit === null || state.audit.next !== at) return;
        if (reply.type === 'Page') check(node, state, reply);
        else state.audit = null;
      },
    },
    commands: { audit: (node, state) => startAudit(from, node, state) },
    settingsChanged(node, state) {
      const asOfUs = seconds(Number(node.settings['auditor.asOfS']));
      if (asOfUs === 0) return;
      const balances = ['ada', 'ben'].map(
        (account) => `${who(account)} ${money(balanceAsOf(state.entries, account, asOfUs))}`,
      );
      node.note('balance as of', `as of ${asOfUs / 1_000_000} s: ${balances.join(', ')}`);
    },
  });

export const auditor = auditorWith((first) => first);
