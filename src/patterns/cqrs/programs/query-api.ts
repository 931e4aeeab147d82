import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import type { Msg, Query } from '../messages.ts';
import { TIMEOUT_US } from './timing.ts';

type Node = NodeContext<Msg>;
interface State {
  /** Replicas take turns. */
  turn: number;
}
type Job = { readonly query: Query; readonly call: Call; readonly asked: number; readonly tries: number };

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

function ask(node: Node, job: Job, rules: QueryRules): void {
  const replica = replicasOf(node)[job.asked]!;
  node.request(
    replica,
    { ...job.query, min: rules.min(job.query) },
    { timeoutUs: TIMEOUT_US, tag: 'answered', data: job },
  );
}

/** Reads never meet the write model, unless the fallback says so. */
export const queryApiWith = (rules: QueryRules): Program<State, Msg> => ({
  start: () => ({ turn: 0 }),
  on: {
    Query(node, state, query, call) {
      ask(node, { query, call, asked: choose(node, state, query.session), tries: 1 }, rules);
    },
  },
  replies: {
    answered(node, _state, reply: Msg | TimedOut, job: Job) {
      const { query, call } = job;
      if (reply.type === 'Result') return node.reply(call, reply);
      if (reply.type === 'NotYet') {
        if (node.settings['reads.fallback'] !== 'write model') return node.reply(call, reply);
        node.note('fall back to the write model', `no replica has come to ${query.min} in time`);
        node.request('write-store', query, {
          timeoutUs: TIMEOUT_US,
          tag: 'fellBack',
          data: call,
        });
        return;
      }
      if (job.tries >= replicasOf(node).length)
        return node.reply(call, { type: 'Rejected', reason: 'no replica answers' });
      ask(node, { ...job, asked: (job.asked + 1) % replicasOf(node).length, tries: job.tries + 1 }, rules);
    },
    fellBack(node, _state, reply: Msg | TimedOut, call: Call) {
      node.reply(call, reply.type === 'timeout' ? { type: 'Rejected', reason: 'no answer' } : reply);
    },
  },
});

export const queryApi = program<State, Msg>(queryApiWith(RULES));
