import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';
import { CATEGORY_OF, pickProduct, PRODUCTS } from './catalogue.ts';
import { sessionOf, tokenOf, type Sessions } from './session.ts';
import { noSlots, put, take, type Slots } from './slots.ts';
import { PATIENCE_US } from './timing.ts';
import { person } from './told.ts';
import type { ViewName } from './views.ts';

type Node = NodeContext<Msg>;
interface State {
  sessions: Sessions;
  asked: Slots<Job>;
}
/** `seen`: how far the session had seen when it asked. */
type Job = { readonly op: string; readonly session: string; readonly view: ViewName; readonly seen: number };

const SESSIONS = Array.from({ length: 24 }, (_, n) => `b${n}`);
/** Of ten pages eight are about a product. */
const PAGES: readonly ViewName[] = [...Array.from({ length: 8 }, () => 'cards' as const), 'facets', 'best'];

function browse(node: Node, state: State): void {
  const id = SESSIONS[node.stream('sessions').int(SESSIONS.length)]!;
  const view = PAGES[node.stream('pages').int(PAGES.length)]!;
  const product = pickProduct(node, PRODUCTS.length);
  const key = view === 'facets' ? CATEGORY_OF[product]! : product;
  const session = sessionOf(state.sessions, id);
  const min = tokenOf(node, session);
  const op = node.begin('browse', id);
  const data = put(state.asked, { op, session: id, view, seen: session.seen });
  const query: Msg = { type: 'Query', view, key, session: id, min };
  node.request(node.config as string, query, { timeoutUs: PATIENCE_US, tag: 'answered', data });
}

/** People who look. They keep coming, whether or not the shop keeps up. */
export const browsers = program<State, Msg>({
  start(node) {
    // The shop opens when its shelves are filled.
    node.setTimer('nextVisitor', ms(600) + arrivalGapUs(node, 'browsers.ratePerSecond'));
    return { sessions: {}, asked: noSlots() };
  },
  timers: {
    nextVisitor(node, state) {
      browse(node, state);
      node.setTimer('nextVisitor', arrivalGapUs(node, 'browsers.ratePerSecond'));
    },
  },
  replies: {
    answered(node, state, reply: Msg | TimedOut, slot: number) {
      const { op, session: id, view, seen } = take(state.asked, slot);
      if (reply.type === 'Result') {
        const session = sessionOf(state.sessions, id);
        const { asOf } = reply;
        node.end(op, 'ok', { session: id, view, asOf });
        if (asOf < seen) node.note('back in time', `${person(id)} had seen position ${seen}, and is shown ${asOf}`);
        if (asOf > session.seen) session.seen = asOf;
      } else if (reply.type === 'NotYet') node.end(op, 'unknown', { session: id, status: 'not yet' });
      else if (reply.type === 'timeout') node.end(op, 'unknown', { session: id, status: 'no answer' });
      else node.end(op, 'fail', { session: id, status: 'refused' });
    },
  },
  commands: { look: (node, state) => browse(node, state) },
});
