import type { NodeContext } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';

/**
 * What a session carries from one request to the next: one number for all that it has done and seen.
 * Guarantees after Terry et al., "Session guarantees for weakly consistent replicated data" (1994).
 */
export interface Session {
  /** Position of its newest write that was accepted. */
  written: number;
  /** Largest position that an answer was as of. */
  seen: number;
  /** Orders that were accepted. */
  orders: number[];
}

export type Sessions = Record<string, Session>;

export const sessionOf = (sessions: Sessions, id: string): Session =>
  (sessions[id] ??= { written: -1, seen: -1, orders: [] });

/** The position that a read asks for: none, own writes, or own writes and what was read before. */
export function tokenOf(node: NodeContext<Msg>, session: Session): number {
  switch (node.settings['session.token']) {
    case 'none':
      return -1;
    case 'own writes':
      return session.written;
    default:
      return Math.max(session.written, session.seen);
  }
}
