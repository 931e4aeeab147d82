import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Outcome } from '../../../kernel/trace.ts';
import { arrivalGapUs, backoffUs } from '../../../pattern-kit/workloads.ts';
import type { Api, Method, Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Everything about a request travels with it. */
type State = Record<string, never>;

/** One request of one traveller, over all the times that the phone sends it. */
type Wish = {
  readonly op: string;
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
  readonly app: string;
  readonly tries: number;
  /** Some try got no definite answer: it may have been done. */
  readonly indefinite: boolean;
};

/** Share of lookups that are asked of check-in. */
const AT_CHECKIN_PCT = 50;

const dial = (node: Node, name: string): number => Number(node.settings[name]);

/** Who asks for what is drawn with the arrival, so that it does not depend on how anybody is served. */
function arrive(node: Node, only?: Api): void {
  const what = node.stream('kinds').int(100);
  const where = node.stream('kinds').int(100);
  const drawn =
    what < dial(node, 'travellers.payPct')
      ? 'payments'
      : what < dial(node, 'travellers.payPct') + dial(node, 'travellers.ratePct')
        ? 'rates'
        : 'seats';
  const { apps, offered } = node.config as { readonly apps: readonly string[]; readonly offered: Api | 'all' };
  const api = offered === 'all' ? (only ?? drawn) : offered;
  // Only the booking application takes money; the rest is asked of both.
  const app = api !== 'payments' && where < AT_CHECKIN_PCT ? apps.at(-1)! : apps[0]!;
  const method = writes(node, api, app !== apps[0]) ? 'POST' : 'GET';
  const op = node.begin('request', { api, app });
  const request = Number(op.slice(op.indexOf(':') + 1));
  ask(node, { op, request, api, method, app, tries: 1, indefinite: false });
}

/** A payment; or, at check-in, a seat that is chosen instead of looked for. */
function writes(node: Node, api: Api, atCheckin: boolean): boolean {
  if (api === 'payments') return true;
  const pct = api === 'seats' && atCheckin ? dial(node, 'checkin.choosePct') : 0;
  return pct > 0 && node.stream('choices').int(100) < pct;
}

function ask(node: Node, wish: Wish): void {
  node.request(
    wish.app,
    { type: 'UserRequest', request: wish.request, api: wish.api, method: wish.method },
    { timeoutUs: ms(dial(node, 'travellers.patienceMs')), tag: 'answered', data: wish },
  );
}

/** The phone tries again where it is told to, unless somebody says that there is no point. */
function conclude(node: Node, wish: Wish, reply: Msg | TimedOut): void {
  const status = 'status' in reply ? reply.status : 504;
  const indefinite = wish.indefinite || !('status' in reply) || reply.indefinite === true;
  const refused = 'status' in reply && typeof reply.pushbackMs === 'number' && reply.pushbackMs < 0;
  if (status >= 500 && !refused && wish.tries <= dial(node, 'travellers.retries')) {
    node.note('the phone tries again', `request ${wish.request}, time ${wish.tries + 1}`);
    const waitUs = backoffUs(node, wish.tries, ms(300), seconds(2));
    return node.work('again', waitUs, { ...wish, tries: wish.tries + 1, indefinite });
  }
  node.end(wish.op, outcomeOf(wish, status, indefinite), { api: wish.api, status });
}

/**
 * A declined card is an answer too. A write without a definite answer may have been carried out. Reading
 * again does no harm, so reads simply fail.
 */
function outcomeOf({ method }: Wish, status: number, indefinite: boolean): Outcome {
  if (status < 400 || status === 402) return 'ok';
  return method === 'POST' && indefinite ? 'unknown' : 'fail';
}

/** Travellers come whether or not they are served: an open loop. */
export const travellers = program<State, Msg>({
  start(node) {
    node.setTimer('arrive', arrivalGapUs(node, 'travellers.ratePerSecond'));
    return {};
  },
  timers: {
    arrive(node) {
      arrive(node);
      node.setTimer('arrive', arrivalGapUs(node, 'travellers.ratePerSecond'));
    },
  },
  replies: {
    answered: (node, _state, reply, wish: Wish) => conclude(node, wish, reply),
  },
  work: {
    again: (node, _state, wish: Wish) => ask(node, wish),
  },
  commands: {
    pay: (node) => arrive(node, 'payments'),
    seatMap: (node) => arrive(node, 'seats'),
    crowd(node) {
      node.note('a crowd', '20 travellers ask at once');
      for (let i = 0; i < 20; i += 1) arrive(node);
    },
    rush(node) {
      node.note('a rush', '60 travellers ask at once');
      for (let i = 0; i < 60; i += 1) arrive(node);
    },
  },
});
