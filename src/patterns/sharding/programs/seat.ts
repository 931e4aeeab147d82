import type { NodeContext, TimedOut } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';

/** The nodes that keep the map. One of them at a time has the seat: it answers, and makes new epochs. */
export const DIRECTORIES: readonly string[] = ['directory', 'directory2', 'directory3'];

/** Whoever asks a directory: the one that has the seat, as far as it knows. */
export interface Seeker {
  seat: string;
}

/** Whether somebody else has to be asked: the one who was asked does not have the seat, or is silent. */
export function seeks(node: NodeContext<Msg>, state: Seeker, reply: Msg | TimedOut): boolean {
  if (reply.type === 'SeatAt' && reply.node !== state.seat) state.seat = reply.node;
  else if (reply.type === 'timeout' || reply.type === 'SeatAt') state.seat = nextSeat(node, state.seat);
  else return false;
  return true;
}

function nextSeat(node: NodeContext<Msg>, seat: string): string {
  const place = DIRECTORIES.indexOf(seat);
  for (let step = 1; step < DIRECTORIES.length; step++) {
    const next = DIRECTORIES[(place + step) % DIRECTORIES.length]!;
    if (node.peers.includes(next)) return next;
  }
  return seat;
}
