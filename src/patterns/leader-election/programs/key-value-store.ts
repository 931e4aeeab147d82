import type { ClientCommand } from './client-command.ts';
import type { Answer, Store } from './raft-state.ts';

/** In place of a floor: whoever sends this again wants it done again. */
export const NO_SESSION = -1;

/**
 * The replicated state machine (§8; dissertation, 6.3). A session remembers what a client was
 * answered: the same serial again gets the same answer and changes nothing. What lies below the
 * client's floor was given up or answered: it comes too late to have an effect.
 */
export function applyToStore(
  store: Store,
  command: ClientCommand,
): { readonly answer: Answer; readonly fresh: boolean } {
  const { client, serial, floor } = command;
  if (floor === NO_SESSION) return { answer: run(store, command), fresh: true };
  const session = (store.sessions[client] ??= { floor: 0, done: {} });
  if (serial < session.floor) return { answer: null, fresh: false };
  const known = session.done[serial];
  if (known !== undefined) return { answer: known, fresh: false };
  const answer = run(store, command);
  session.done[serial] = answer;
  for (; session.floor < floor; session.floor += 1) delete session.done[session.floor];
  return { answer, fresh: true };
}

export const read = (store: Store, key: string): Answer => store.values[key] ?? null;

function run({ values }: Store, { f, key, value, from }: ClientCommand): Answer {
  const now = values[key] ?? null;
  if (f === 'read') return now;
  if (f === 'cas' && now !== from) return false;
  values[key] = value;
  return true;
}

export const copyOf = (store: Store): Store => ({
  values: { ...store.values },
  sessions: Object.fromEntries(
    Object.entries(store.sessions).map(([client, { floor, done }]) => [client, { floor, done: { ...done } }]),
  ),
});
