import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { CUSTOMERS } from './events.ts';
import { firstKey } from './seal.ts';
import { who } from './told.ts';

type Node = NodeContext<Msg>;

interface State {
  /** One key for each person; 0: thrown away. */
  keys: Record<string, number>;
}

function forget(node: Node, state: State, account: string): void {
  if (!state.keys[account]) return node.note('nothing to forget', `the key of ${who(account)} is gone already`);
  state.keys[account] = 0;
  node.disk.set('keys', { ...state.keys });
  node.disk.sync('keyThrownAway', account);
}

/** Views keep readable copies: each is told, until it has answered. */
const tell = (node: Node, account: string): void =>
  void node.request('balances', { type: 'KeyGone', account }, { timeoutUs: ms(500), tag: 'told', data: account });

/** A short list that may forget, beside a long one that may not. */
export const keyStore: Program<State, Msg> = program<State, Msg>({
  start(node) {
    const keys = Object.fromEntries(CUSTOMERS.map((account) => [account, firstKey(account)]));
    node.disk.set('keys', keys);
    node.disk.sync('keys');
    return { keys };
  },
  restart(node, disk) {
    const keys = { ...(disk['keys'] as State['keys'] | undefined) };
    for (const account of CUSTOMERS) keys[account] ??= firstKey(account);
    // Whom it has told, it does not know any more.
    for (const account of CUSTOMERS) if (keys[account] === 0) tell(node, account);
    return { keys };
  },
  on: {
    ReadKey: (node, state, { account }, call) =>
      node.reply(call, { type: 'Key', account, key: state.keys[account] ?? 0 }),
  },
  disk: {
    keys: () => undefined,
    keyThrownAway(node, state, { ok }, account: string) {
      if (!ok) {
        state.keys[account] = firstKey(account);
        return node.note('key not thrown away', 'the disk refused it');
      }
      node.note('key thrown away', `nobody can read the name of ${who(account)} any more, in no copy of the log`, {
        account,
      });
      tell(node, account);
    },
  },
  replies: {
    told(node, _state, reply: Msg | TimedOut, account: string) {
      if (reply.type === 'timeout') tell(node, account);
    },
  },
  commands: {
    forget: (node, state) => forget(node, state, 'finn'),
  },
});
