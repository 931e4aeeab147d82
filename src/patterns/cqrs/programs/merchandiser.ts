import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Command, Msg } from '../messages.ts';
import { CATALOGUE, pickProduct, PRODUCTS } from './catalogue.ts';

type Node = NodeContext<Msg>;
type State = Record<string, never>;

interface Config {
  readonly commands: string;
  readonly queries: string;
}

const SESSION = 'merchandiser';
/** Two people who look at the same price, and save what they made of it after so long. */
const EDITORS: readonly Edit[] = [
  { session: 'm1', product: 'vase', percent: 90, thinksMs: 300 },
  { session: 'm2', product: 'vase', percent: 120, thinksMs: 600 },
];
type Edit = {
  readonly session: string;
  readonly product: string;
  readonly percent: number;
  readonly thinksMs: number;
};
type Save = { readonly session: string; readonly product: string; readonly price: number; readonly version: number };
type Asked = { readonly op: string; readonly session: string };

const configOf = (node: Node): Config => node.config as unknown as Config;

/** A command without the id that it gets from its operation. */
type Wish = Command extends infer C ? (C extends Command ? Omit<C, 'cmdId'> : never) : never;

function ask(node: Node, wish: Wish, session = SESSION): void {
  const op = node.begin('change', { session, what: wish.type });
  const data: Asked = { op, session };
  node.request(configOf(node).commands, { ...wish, cmdId: op }, { timeoutUs: seconds(4), tag: 'done', data });
}

/** Keeps prices and shelves: few commands, one of them long. */
export const merchandiser = program<State, Msg>({
  start(node) {
    node.setTimer('nextChange', ms(800) + arrivalGapUs(node, 'merchandiser.ratePerSecond'));
    return {};
  },
  timers: {
    nextChange(node) {
      const product = pickProduct(node, PRODUCTS.length - 1);
      const draw = node.stream('kinds').int(100);
      const usual = CATALOGUE.find(({ id }) => id === product)!.price;
      if (draw < 70)
        ask(node, {
          type: 'ChangePrice',
          product,
          price: Math.max(1, Math.floor((usual * (85 + (draw % 30))) / 100)),
          expectedVersion: -1,
        });
      else ask(node, { type: 'Restock', product, quantity: 5 + (draw % 10) });
      node.setTimer('nextChange', arrivalGapUs(node, 'merchandiser.ratePerSecond'));
    },
  },
  replies: {
    done(node, _state, reply: Msg | TimedOut, { op, session }: Asked) {
      if (reply.type === 'Accepted') node.end(op, 'ok', { session, status: 'accepted', position: reply.position });
      else if (reply.type === 'timeout') node.end(op, 'unknown', { session, status: 'no answer' });
      else node.end(op, 'fail', { session, status: reply.type === 'Rejected' ? reply.reason : 'conflict' });
    },
    /** The page is open; who reads it decides on what it shows. */
    shown(node, _state, reply: Msg | TimedOut, { session, product, percent, thinksMs }: Edit) {
      if (reply.type !== 'Result' || reply.price === undefined) return;
      const price = Math.floor((reply.price * percent) / 100);
      node.work('thinkItOver', ms(thinksMs), { session, product, price, version: reply.version! });
    },
  },
  work: {
    thinkItOver: (node, _state, { session, product, price, version }: Save) =>
      ask(node, { type: 'ChangePrice', product, price, expectedVersion: version }, session),
  },
  commands: {
    reprice(node) {
      node.note('sale', 'every lamp and every seat at 80 %, in one transaction');
      const products = CATALOGUE.filter(({ category }) => category !== 'tables').map(({ id }) => id);
      ask(node, { type: 'Reprice', products, percent: 80 });
    },
    edit(node) {
      node.note('two editors', 'both look at the same price, and both will change it');
      for (const edit of EDITORS) {
        const { session, product } = edit;
        const query: Msg = { type: 'Query', view: 'cards', key: product, session, min: -1 };
        node.request(configOf(node).queries, query, { timeoutUs: seconds(2), tag: 'shown', data: edit });
      }
    },
    restock: (node) => ask(node, { type: 'Restock', product: PRODUCTS[0]!, quantity: 50 }),
    misprint(node) {
      node.note('misprint', 'a price below zero slips through');
      ask(node, { type: 'ChangePrice', product: PRODUCTS[1]!, price: -1, expectedVersion: -1 });
    },
  },
});
