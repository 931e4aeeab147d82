import type { Us } from '../../../kernel/time.ts';
import type { Answer, Store } from './raft-state.ts';

/**
 * What a store remembers of a client, so that a write that comes again is recognised (§8). It cannot
 * remember for ever, and all replicas have to forget at the same entry: they go by the time that the
 * leader writes into each, never by a clock of their own (dissertation, 6.3).
 */
export type Session = {
  readonly client: string;
  /** Idle for longer than this, it ends. Stands in the log: a dial that is turned later changes no session. */
  readonly idleUs: Us;
  /** When it was last written in. */
  lastUs: Us;
  /** Lower serials are answered or given up. */
  floor: number;
  readonly done: Record<string, Answer>;
};

export const openSession = (client: string, idleUs: Us, nowUs: Us): Session => ({
  client,
  idleUs,
  lastUs: nowUs,
  floor: 0,
  done: {},
});

/** Forgets the sessions that have been idle for too long by now. Answers whose they were. */
export function endSessions({ sessions, timeUs }: Store): string[] {
  const ended: string[] = [];
  for (const id in sessions) {
    const { client, idleUs, lastUs } = sessions[id]!;
    if (timeUs - lastUs <= idleUs) continue;
    ended.push(client);
    delete sessions[id];
  }
  return ended;
}
