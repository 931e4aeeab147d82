import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Command, Msg } from '../messages.ts';
import { CATALOGUE, pickProduct, PRODUCTS } from './catalogue.ts';

type Node = NodeContext<Msg>;
type State = Record<string, never>;

const SESSION = 'merchandiser';

/** A command without the id that it gets from its operation. */
type Wish = Command extends infer C ? (C extends Command ? Omit<C, 'cmdId'> : never) : never;

function ask(node: Node, wish: Wish): void {
  const op = node.begin('change', { session: SESSION, what: wish.type });
  node.request(
    node.config as string,
    { ...wish, cmdId: op },
    {
      timeoutUs: seconds(4),
      tag: 'done',
      data: { op },
    },
  );
}

/** Keeps prices and shelves: few commands, one of them long. */
export const merchandiser = program<State, Msg>({
  start(node) {
    node.setTimer('arrive', ms(800) + arrivalGapUs(node, 'merchandiser.ratePerSecond'));
    return {};
  },
  timers: {
    arrive(node) {
      const product = pickProduct(node, PRODUCTS.length - 1);
      const draw = node.stream('kinds').int(100);
      const usual = CATALOGUE.find(({ id }) => id === product)!.price;
      if (draw < 70)
        ask(node, { type: 'ChangePrice', product, price: Math.max(1, Math.floor((usual * (85 + (draw % 30))) / 100)) });
      else ask(node, { type: 'Restock', product, quantity: 5 + (draw % 10) });
      node.setTimer('arrive', arrivalGapUs(node, 'merchandiser.ratePerSecond'));
    },
  },
  replies: {
    done(node, _state, reply: Msg | TimedOut, { op }: { op: string }) {
      if (reply.type === 'Accepted')
        node.end(op, 'ok', { session: SESSION, status: 'accepted', position: reply.position });
      else if (reply.type === 'timeout') node.end(op, 'unknown', { session: SESSION, status: 'no answer' });
      else node.end(op, 'fail', { session: SESSION, status: reply.type === 'Rejected' ? reply.reason : 'conflict' });
    },
  },
  commands: {
    reprice(node) {
      node.note('sale', 'every lamp and every seat at 80 %, in one transaction');
      const products = CATALOGUE.filter(({ category }) => category !== 'tables').map(({ id }) => id);
      ask(node, { type: 'Reprice', products, percent: 80 });
    },
    restock: (node) => ask(node, { type: 'Restock', product: PRODUCTS[0]!, quantity: 50 }),
    misprint(node) {
      node.note('misprint', 'a price below zero slips through');
      ask(node, { type: 'ChangePrice', product: PRODUCTS[1]!, price: -1 });
    },
  },
});
