import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import type { Msg, Query } from '../messages.ts';
import { TIMEOUT_US } from './timing.ts';

type Node = NodeContext<Msg>;
/** A query under way; it dies with this process, and whoever asked asks again. */
type Job = { readonly query: Query; readonly call: Call; asked: number; tries: number };
interface State {
  /** Replicas take turns. */
  turn: number;
  /** By the id of the call. */
  jobs: Record<string, Job>;
}

export interface QueryRules {
  /** What is passed on of the caller's position. */
  min(query: Query): number;
}
const RULES: QueryRules = { min: (query) => query.min };

const replicasOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

/** Always the same replica for a session, or the next one in turn. */
function choose(node: Node, state: State, session: string): number {
  const count = replicasOf(node).length;
  if (node.settings['queries.route'] === 'sticky') {
    let sum = 0;
    for (let i = 0; i < session.length; i += 1) sum += session.charCodeAt(i) * (i + 1);
    return sum % count;
  }
  state.turn = (state.turn + 1) % count;
  return state.turn;
}

function ask(node: Node, { query, call, asked }: Job, rules: QueryRules): void {
  const { view, key, session } = query;
  const message: Msg = { type: 'Query', view, key, session, min: rules.min(query) };
  node.request(replicasOf(node)[asked]!, message, { timeoutUs: TIMEOUT_US, tag: 'answered', data: call.id });
}

function done(node: Node, state: State, { call }: Job, answer: Msg): void {
  delete state.jobs[call.id];
  node.reply(call, answer);
}

/** Reads never meet the write model, unless the fallback says so. */
export const queryApiWith = (rules: QueryRules): Program<State, Msg> => ({
  start: () => ({ turn: 0, jobs: {} }),
  on: {
    Query(node, state, query, call) {
      const job: Job = { query, call, asked: choose(node, state, query.session), tries: 1 };
      state.jobs[call.id] = job;
      ask(node, job, rules);
    },
  },
  replies: {
    answered(node, state, reply: Msg | TimedOut, id: string) {
      const job = state.jobs[id]!;
      if (reply.type === 'Result') return done(node, state, job, reply);
      if (reply.type === 'NotYet') {
        if (node.settings['reads.fallback'] !== 'write model') return done(node, state, job, reply);
        node.note('fall back to the write model', `no replica has come to ${job.query.min} in time`);
        node.request('write-store', job.query, { timeoutUs: TIMEOUT_US, tag: 'fellBack', data: id });
        return;
      }
      if (job.tries >= replicasOf(node).length)
        return done(node, state, job, { type: 'Rejected', reason: 'no replica answers' });
      job.asked = (job.asked + 1) % replicasOf(node).length;
      job.tries += 1;
      ask(node, job, rules);
    },
    fellBack(node, state, reply: Msg | TimedOut, id: string) {
      done(node, state, state.jobs[id]!, reply.type === 'timeout' ? { type: 'Rejected', reason: 'no answer' } : reply);
    },
  },
});

export const queryApi = program<State, Msg>(queryApiWith(RULES));
