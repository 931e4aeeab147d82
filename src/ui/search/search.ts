import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SearchResult, SearchProgress, Trouble } from '../../host/protocol.ts';
import { connectSession, type SessionClient } from '../../host/session-client.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { commands } from '../../state/stores.ts';

/** How many schedules one press of the button tries. */
export const TRIES = 60;

export interface SearchState {
  readonly open: boolean;
  /** What was searched, and for what; null before the first search. */
  readonly asked: { readonly scenario: Scenario; readonly trouble: Trouble; readonly first: number } | null;
  /** Null while none is under way. */
  readonly progress: SearchProgress | null;
  readonly result: SearchResult | null;
  readonly problem: string | null;
}

const NOTHING = { asked: null, progress: null, result: null, problem: null } as const;

export const search: StoreApi<SearchState> = createStore<SearchState>()(() => ({ open: false, ...NOTHING }));

let session: SessionClient | null = null;

/** Searches a scenario for trouble, from the schedule of this number on. One search at a time. */
export function startSearch(scenario: Scenario, trouble: Trouble, first = 1): void {
  // The search needs the processor that play would take.
  commands.pause();
  session?.close();
  session = connectSession('search');
  search.setState({
    asked: { scenario, trouble, first },
    progress: { tried: 0, left: null },
    result: null,
    problem: null,
  });
  session.onMessage((message) => {
    if (message.kind === 'searching') search.setState({ progress: { tried: message.tried, left: message.left } });
    else if (message.kind === 'searched') end({ result: message.result });
    else if (message.kind === 'failed') end({ problem: `${message.what} ${message.detail}` });
  });
  session.post({ kind: 'search', id: 1, scenario, trouble, first, tries: TRIES });
}

/** Ends the search that is under way; what was found before stays. */
export function stopSearch(): void {
  if (session !== null) end({});
}

export function showSearch(open: boolean): void {
  search.setState({ open });
  if (!open) stopSearch();
}

function end(came: Partial<Pick<SearchState, 'result' | 'problem'>>): void {
  session?.close();
  session = null;
  search.setState({ ...came, progress: null });
}
