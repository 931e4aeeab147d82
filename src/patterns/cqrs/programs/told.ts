/** How people say what programs say by ids. */

const SESSIONS: Readonly<Record<string, string>> = { b: 'visitor', c: 'customer', m: 'editor' };

/** Whose session it is: `c7` is customer 7. */
export function person(session: string): string {
  const number = session.slice(1);
  const kind = SESSIONS[session.charAt(0)];
  return kind === undefined || Number.isNaN(Number(number)) ? `the ${session}` : `${kind} ${number}`;
}

/** A command by its id: `buyers:25` is order 25. */
export function commandName(cmdId: string): string {
  const at = cmdId.indexOf(':');
  return `${cmdId.startsWith('buyers') ? 'order' : 'change'} ${cmdId.slice(at + 1)}`;
}

/** An event by its id, which is that of its command and a count. */
export const eventName = (id: string): string => `an event of ${commandName(id.slice(0, id.lastIndexOf('.')))}`;

/** An aggregate by its stream: `stock-vase` is the shelf of the vase. */
export function aggregate(stream: string): string {
  const name = stream.slice(stream.indexOf('-') + 1);
  if (stream.startsWith('stock-')) return `the shelf of the ${name}`;
  return stream.startsWith('product-') ? `the product ${name}` : `order ${name}`;
}

const VIEWS: Readonly<Record<string, string>> = {
  cards: 'the catalogue',
  facets: 'the search facets',
  orders: 'the order history',
  best: 'the best-sellers',
};
export const viewName = (view: string): string => VIEWS[view] ?? view;

/** Who reads the log, by its node. */
export const reader = (node: string): string => VIEWS[node.slice(node.indexOf('-') + 1)] ?? `the ${node}`;

export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** At most so many of a list, and how many are left. */
export const some = (all: readonly string[], most: number): string =>
  all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
