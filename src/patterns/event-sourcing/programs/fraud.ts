import { program, type NodeContext, type Program } from '../../../kernel/program.ts';
import { seconds, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import type { EventType, LedgerEvent } from './events.ts';
import { subscribe, subscriber, type Feed } from './subscription.ts';
import { who } from './told.ts';
import { upcast } from './upcasters.ts';

type Node = NodeContext<Msg>;

/** So many times money left an account within the window, the last time with this event. */
export type Alert = {
  readonly account: string;
  readonly position: number;
  readonly recordedUs: Us;
  readonly count: number;
};

interface State {
  feed: Feed;
  /** The rule that these were found by. */
  count: number;
  /** When money left each account, newest last. */
  out: Record<string, Us[]>;
  alerts: Alert[];
}

const LEAVES: readonly EventType[] = ['Withdrawn', 'TransferSent', 'PaymentPending'];
export const WINDOW_US: Us = seconds(1);
const ruleOf = (node: Node): number => Number(node.settings['fraud.count']);

/** What time it is for the rule: the one that was recorded, or a second replay finds something else. */
export type Clock = (event: LedgerEvent, nowUs: Us) => Us;

function look(clock: Clock, node: Node, state: State, event: LedgerEvent): void {
  if (!LEAVES.includes(event.type)) return;
  const { stream: account, position, recordedUs } = event;
  const atUs = clock(event, node.now());
  const out = (state.out[account] ??= []);
  out.push(atUs);
  while (out[0]! <= atUs - WINDOW_US) out.shift();
  if (out.length < state.count) return;
  const count = out.length;
  state.out[account] = [];
  state.alerts.push({ account, position, recordedUs, count });
  node.note('suspicious', `money left ${who(account)} ${count} times within a second, up to position ${position}`, {
    account,
    position,
    count,
  });
  node.metric('alerts', state.alerts.length);
}

/** A rule is a fold: whoever has a new one begins at position 0, and asks it of all that ever happened. */
function begin(node: Node): State {
  const feed = subscribe(node, Number(node.settings['store.history']));
  return { feed, count: ruleOf(node), out: {}, alerts: [] };
}

export const fraudWith = (clock: Clock): Program<State, Msg> => {
  const { on, work, timers } = subscriber<State>((node, state, { events }) => {
    if (state.count > 0) for (const line of events) look(clock, node, state, upcast(line));
  });
  return program<State, Msg>({
    start: begin,
    on,
    work,
    timers,
    settingsChanged(node, state) {
      if (ruleOf(node) === state.count) return;
      node.note('a new rule', `${ruleOf(node)} times within a second: asked of everything since position 0`);
      Object.assign(state, begin(node));
      node.metric('alerts', 0);
    },
  });
};

export const fraud = fraudWith(({ recordedUs }) => recordedUs);
