import type { DiskImage, NodeContext } from '../../../kernel/program.ts';
import type { ReplicaId } from '../variants/messages.ts';

/**
 * An acceptor of single-decree Paxos (Lamport, "Paxos Made Simple", 2001, section 2.2). One decree a
 * reign; what it has promised and accepted is on its disk before anybody hears of it.
 */
export interface Acceptor {
  promised: number;
  /** Ballot and value of what it accepted last; ballot 0: nothing. */
  ballot: number;
  value: ReplicaId;
}
export type Decrees = Record<string, Acceptor>;

const KEY = 'reign ';

export const acceptorOf = (decrees: Decrees, reign: number): Acceptor =>
  (decrees[reign] ??= { promised: 0, ballot: 0, value: '' });

/** P1a: a ballot is promised when it is higher than all that were promised before. */
export function promise(acceptor: Acceptor, ballot: number): boolean {
  if (ballot <= acceptor.promised) return false;
  acceptor.promised = ballot;
  return true;
}

/** Phase 2b: a value is accepted unless a higher ballot was promised. */
export function accept(acceptor: Acceptor, ballot: number, value: ReplicaId): boolean {
  if (ballot < acceptor.promised) return false;
  acceptor.promised = ballot;
  acceptor.ballot = ballot;
  acceptor.value = value;
  return true;
}

/** P2c: of all that was accepted before, the value of the highest ballot; free to choose only where there is none. */
export function valueToPropose(promises: readonly Acceptor[], own: ReplicaId): ReplicaId {
  const last = promises.reduce((a, b) => (b.ballot > a.ballot ? b : a));
  return last.ballot > 0 ? last.value : own;
}

export const remember = (node: NodeContext<any>, reign: number, acceptor: Acceptor): void =>
  node.disk.set(`${KEY}${reign}`, { ...acceptor });

export function recall(disk: DiskImage): Decrees {
  const decrees: Decrees = {};
  for (const key in disk)
    if (key.startsWith(KEY)) decrees[key.slice(KEY.length)] = { ...(disk[key] as unknown as Acceptor) };
  return decrees;
}
