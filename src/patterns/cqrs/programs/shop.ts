import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Command, Msg } from '../messages.ts';
import { PUBLISH_US, TIMEOUT_US } from './timing.ts';

type Node = NodeContext<Msg>;
type State = Record<string, never>;
type Job = { readonly call: Call; readonly order: number };

function forward(node: Node, command: Command, call: Call): void {
  const order = command.type === 'PlaceOrder' ? command.order : 0;
  node.request('database', command, {
    timeoutUs: TIMEOUT_US,
    tag: 'done',
    data: { call, order } satisfies Job,
  });
}

/** Until somebody takes it, or until this process dies. */
function sendMail(node: Node, order: number): void {
  node.request('mailer', { type: 'SendMail', order }, { timeoutUs: ms(500), tag: 'mailed', data: { order } });
}

/** Without the pattern: one service in front of one database. It keeps nothing itself. */
export const shop = program<State, Msg>({
  start: () => ({}),
  on: {
    PlaceOrder: (node, _state, command, call) => forward(node, command, call),
    ChangePrice: (node, _state, command, call) => forward(node, command, call),
    Reprice: (node, _state, command, call) => forward(node, command, call),
    Restock: (node, _state, command, call) => forward(node, command, call),
    Query: (node, _state, query, call) =>
      void node.request('database', query, {
        timeoutUs: TIMEOUT_US,
        tag: 'read',
        data: call,
      }),
  },
  replies: {
    done(node, _state, reply: Msg | TimedOut, { call, order }: Job) {
      // A timeout says nothing about what happened: whoever asked finds out by asking again.
      if (reply.type === 'timeout') return;
      node.reply(call, reply);
      // Committed there, told from here: a crash in between, and nobody sends the mail.
      if (reply.type === 'Accepted' && order > 0) node.work('sendMail', PUBLISH_US, { order });
    },
    read(node, _state, reply: Msg | TimedOut, call: Call) {
      if (reply.type !== 'timeout') node.reply(call, reply);
    },
    mailed(node, _state, reply: Msg | TimedOut, { order }: { order: number }) {
      if (reply.type === 'timeout') sendMail(node, order);
    },
  },
  work: {
    sendMail: (node, _state, { order }: { order: number }) => sendMail(node, order),
  },
});
