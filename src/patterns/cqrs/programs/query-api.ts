import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg, Query } from '../messages.ts';
import { noSlots, put, take, type Slots } from './slots.ts';
import { TIMEOUT_US } from './timing.ts';

type Node = NodeContext<Msg>;
/** A query under way; it dies with this process, and whoever asked asks again. */
type Job = { readonly query: Query; readonly call: Call; asked: number; tries: number };
interface State {
  /** Replicas take turns. */
  turn: number;
  jobs: Slots<Job>;
}

export interface QueryRules {
  /** What is passed on: the query as it came, with the position that the caller asks for. */
  passedOn(query: Query): Query;
}
const RULES: QueryRules = { passedOn: (query) => query };

const replicasOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

/** A replica that was asked for a position may wait for it: who gave up before would never hear "not yet". */
const waitUs = (node: Node): Us => ms(Number(node.settings['reads.waitMs']));
/** There and back, and the look-up. */
const ON_THE_WAY_US: Us = ms(300);

/** Always the same replica for a session, or the next one in turn. */
function choose(node: Node, state: State, session: string): number {
  const count = replicasOf(node).length;
  if (node.settings['queries.route'] === 'sticky') {
    let hash = 0;
    for (let i = 0; i < session.length; i += 1) hash = (hash * 31 + session.charCodeAt(i)) % 65_521;
    return hash % count;
  }
  state.turn = (state.turn + 1) % count;
  return state.turn;
}

function ask(node: Node, { query, asked }: Job, slot: number, rules: QueryRules): void {
  const timeoutUs = query.min < 0 ? TIMEOUT_US : Math.max(TIMEOUT_US, waitUs(node) + ON_THE_WAY_US);
  node.request(replicasOf(node)[asked]!, rules.passedOn(query), { timeoutUs, tag: 'answered', data: slot });
}

const done = (node: Node, state: State, slot: number, answer: Msg): void =>
  node.reply(take(state.jobs, slot).call, answer);

/** Reads never meet the write model, unless the fallback says so. */
export const queryApiWith = (rules: QueryRules): Program<State, Msg> => ({
  start: () => ({ turn: 0, jobs: noSlots() }),
  on: {
    Query(node, state, query, call) {
      const job: Job = { query, call, asked: choose(node, state, query.session), tries: 1 };
      ask(node, job, put(state.jobs, job), rules);
    },
  },
  replies: {
    answered(node, state, reply: Msg | TimedOut, slot: number) {
      if (reply.type === 'Result') return done(node, state, slot, reply);
      const job = state.jobs.items[slot]!;
      if (reply.type === 'NotYet') {
        if (node.settings['reads.fallback'] !== 'write model') return done(node, state, slot, reply);
        node.note(
          'fall back to the write model',
          `the replica has not come to position ${job.query.min} in time: the write model is asked`,
        );
        node.request('write-store', job.query, { timeoutUs: TIMEOUT_US, tag: 'fellBack', data: slot });
        return;
      }
      if (job.tries >= replicasOf(node).length)
        return done(node, state, slot, { type: 'Rejected', reason: 'no replica answers' });
      job.asked = (job.asked + 1) % replicasOf(node).length;
      job.tries += 1;
      ask(node, job, slot, rules);
    },
    fellBack: (node, state, reply: Msg | TimedOut, slot: number) =>
      done(node, state, slot, reply.type === 'timeout' ? { type: 'Rejected', reason: 'no answer' } : reply),
  },
});

export const queryApi = program<State, Msg>(queryApiWith(RULES));
