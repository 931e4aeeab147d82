import { batchKey, batchOf } from './disk-log.ts';
import type { LedgerEvent } from './events.ts';
import { linked } from './hash-chain.ts';
import { bareAgain, bareOf, hashOf } from './line.ts';
import { linkBefore, type Node, type State } from './store-state.ts';
import { money, SAYS, who } from './told.ts';
import { upcast } from './upcasters.ts';

/** What no store offers, and who has a database client can do all the same. */

/** An old event is edited in place, its link is not: what an administrator with a database client can do. */
export function tamper(node: Node, state: State, rewrite: boolean): void {
  const index = findDurable(state, ({ type }) => type === 'Withdrawn');
  if (index < 0) return node.note('nothing to edit', 'there is no withdrawal yet');
  const event = upcast(state.log[index]!);
  // The clumsy one forgets the other side of the entry; who rewrites the chain thinks of both.
  const smaller = (legs: typeof event.debits) => legs.map((leg, at) => (at === 0 ? { ...leg, cents: 100 } : leg));
  const credits = rewrite ? smaller(event.credits) : event.credits;
  overwrite(node, state, index, { ...event, debits: smaller(event.debits), credits }, rewrite);
  node.note(
    'an old event was edited',
    `“${SAYS[event.type]}” at position ${event.position} was about ${money(event.cents)}, now it says 1.00${rewrite ? ', and every hash after it is new' : ''}`,
    { position: event.position, rewrite },
  );
}

/** Somebody wants to be forgotten, and somebody does it the simple way. */
export function erase(node: Node, state: State): void {
  const index = findDurable(
    state,
    ({ type, stream, text }) => type === 'AccountOpened' && stream === 'ben' && text !== '',
  );
  if (index < 0) return node.note('nothing to edit', 'the name is gone already');
  const event = upcast(state.log[index]!);
  overwrite(node, state, index, { ...event, text: '' }, false);
  node.note('an old event was edited', `the name of ${who(event.stream)} is cut out of position ${event.position}`, {
    position: event.position,
    rewrite: false,
  });
}

const findDurable = (state: State, wanted: (event: LedgerEvent) => boolean): number =>
  state.log.findIndex((line, at) => at < state.durable && wanted(upcast(line)));

function overwrite(node: Node, state: State, index: number, event: LedgerEvent, rewrite: boolean): void {
  state.log[index] = `${bareAgain(event)}|${hashOf(state.log[index]!)}`;
  if (rewrite) relink(state, index);
  node.disk.set(batchKey(0), batchOf(state.log, 0, state.durable));
  if (state.batch.length > 0) node.disk.set(batchKey(state.durable), batchOf(state.log, state.durable));
  node.disk.sync('otherRecords');
}

function relink(state: State, from: number): void {
  for (let i = from; i < state.log.length; i += 1) state.log[i] = linked(linkBefore(state, i), bareOf(state.log[i]!));
}
