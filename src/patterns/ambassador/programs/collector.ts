import { program } from '../../../kernel/program.ts';
import type { Api, LogEntry, Msg } from '../messages.ts';

type Totals = { requests: number; attempts: number; failures: number };

interface State {
  /** By application's ambassador, then by API: one form for all languages. */
  seen: Record<string, Record<string, Totals>>;
  /** Of all of them. */
  attempts: number;
  requests: number;
  /** The latest requests that took more than one attempt. */
  hard: { readonly from: string; readonly entry: LogEntry }[];
}

/** How many of them it keeps. */
const KEPT = 12;

function totals(state: State, from: string, api: Api): Totals {
  const own = (state.seen[from] ??= {});
  return (own[api] ??= { requests: 0, attempts: 0, failures: 0 });
}

/** One place that knows every attempt of every application, without a line of code in any of them. */
export const collector = program<State, Msg>({
  start: () => ({ seen: {}, attempts: 0, requests: 0, hard: [] }),
  on: {
    AttemptLog(node, state, { entries }, { from }) {
      for (const entry of entries) {
        const sum = totals(state, from, entry.api);
        sum.attempts += 1;
        if (entry.status >= 500) sum.failures += 1;
        if (!entry.last) continue;
        sum.requests += 1;
        state.requests += 1;
        if (entry.n > 1) state.hard.push({ from, entry });
      }
      if (state.hard.length > KEPT) state.hard.splice(0, state.hard.length - KEPT);
      state.attempts += entries.length;
      node.metric('attempts', state.attempts);
      node.metric('requests', state.requests);
    },
  },
});
