import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs, pickWeighted, zipfWeights } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';
import { CATEGORIES, PRODUCTS } from './catalogue.ts';
import { sessionOf, tokenOf, type Sessions } from './session.ts';
import type { ViewName } from './views.ts';
import { PATIENCE_US } from './timing.ts';

type Node = NodeContext<Msg>;
interface State {
  sessions: Sessions;
}
/** `seen`: how far the session had seen when it asked. */
type Job = { readonly op: string; readonly session: string; readonly view: ViewName; readonly seen: number };

const SESSIONS = 24;
const WEIGHTED = zipfWeights(PRODUCTS.length).map((weight, i) => [PRODUCTS[i]!, weight] as const);
const PAGES: readonly (readonly [ViewName, number])[] = [
  ['cards', 8],
  ['facets', 1],
  ['best', 1],
];

function browse(node: Node, state: State): void {
  const id = `b${node.stream('sessions').int(SESSIONS)}`;
  const view = pickWeighted(node, PAGES, 'pages');
  const product = pickWeighted(node, WEIGHTED, 'products');
  const key = view === 'facets' ? CATEGORIES[PRODUCTS.indexOf(product) % CATEGORIES.length]! : product;
  const session = sessionOf(state.sessions, id);
  const min = tokenOf(node, session);
  const op = node.begin('browse', { session: id, view, key });
  node.request(
    node.config as string,
    { type: 'Query', view, key, session: id, min },
    {
      timeoutUs: PATIENCE_US,
      tag: 'answered',
      data: { op, session: id, view, seen: session.seen } satisfies Job,
    },
  );
}

/** People who look. They keep coming, whether or not the shop keeps up. */
export const browsers = program<State, Msg>({
  start(node) {
    // The shop opens when its shelves are filled.
    node.setTimer('arrive', ms(600) + arrivalGapUs(node, 'browsers.ratePerSecond'));
    return { sessions: {} };
  },
  timers: {
    arrive(node, state) {
      browse(node, state);
      node.setTimer('arrive', arrivalGapUs(node, 'browsers.ratePerSecond'));
    },
  },
  replies: {
    answered(node, state, reply: Msg | TimedOut, { op, session: id, view, seen }: Job) {
      const session = sessionOf(state.sessions, id);
      if (reply.type === 'Result') {
        const { asOf, lagMs } = reply;
        node.end(op, 'ok', { session: id, status: 'answered', view, asOf, lagMs });
        if (asOf < seen) node.note('back in time', `${id} has seen ${seen}, and now ${asOf}`);
        session.seen = Math.max(session.seen, asOf);
      } else if (reply.type === 'NotYet') node.end(op, 'unknown', { session: id, status: 'not yet' });
      else if (reply.type === 'timeout') node.end(op, 'unknown', { session: id, status: 'no answer' });
      else node.end(op, 'fail', { session: id, status: 'refused' });
    },
  },
  commands: { look: (node, state) => browse(node, state) },
});
