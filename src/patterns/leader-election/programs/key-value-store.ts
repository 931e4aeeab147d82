import type { ClientCommand } from './client-command.ts';
import type { Session } from './client-session.ts';
import { NO_SESSION, type Answer, type Store } from './raft-state.ts';

/** What became of a command: done, nothing as it was done before, or nothing as its session is over. */
export type Effect = 'done' | 'again' | 'over';
export interface Applied {
  readonly answer: Answer;
  readonly effect: Effect;
}
const OVER: Applied = { answer: null, effect: 'over' };

/**
 * The replicated state machine (§8; dissertation, 6.3). A session remembers what a client was
 * answered: the same serial again gets the same answer and changes nothing. What lies below the
 * client's floor was given up or answered: it comes too late to have an effect. Without its session
 * nobody knows whether a command was done before, so nobody does it.
 */
export function applyToStore(store: Store, command: ClientCommand, session: Session | undefined): Applied {
  const { serial, floor } = command;
  if (floor === NO_SESSION) return { answer: run(store, command), effect: 'done' };
  if (session === undefined) return OVER;
  session.lastUs = store.timeUs;
  if (serial < session.floor) return { answer: null, effect: 'again' };
  const known = session.done[serial];
  if (known !== undefined) return { answer: known, effect: 'again' };
  const answer = run(store, command);
  session.done[serial] = answer;
  for (; session.floor < floor; session.floor += 1) delete session.done[session.floor];
  return { answer, effect: 'done' };
}

export const read = (store: Store, key: string): Answer => store.values[key] ?? null;

function run({ values }: Store, { f, key, value, from }: ClientCommand): Answer {
  const now = values[key] ?? null;
  if (f === 'read') return now;
  if (f === 'cas' && now !== from) return false;
  values[key] = value;
  return true;
}

export const copyOf = ({ values, sessions, timeUs }: Store): Store => ({
  values: { ...values },
  sessions: Object.fromEntries(
    Object.entries(sessions).map(([id, session]) => [id, { ...session, done: { ...session.done } }]),
  ),
  timeUs,
});
