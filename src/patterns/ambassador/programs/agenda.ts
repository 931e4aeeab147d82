import type { NodeContext } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';

/**
 * Many waits on one timer: a node has a named timer, a request has a backoff of its own. On the steady
 * clock, so that nobody who sets a clock shortens a wait.
 */
export interface Entry {
  readonly [key: string]: number | string;
  readonly atUs: Us;
  readonly request: string;
  readonly what: 'retry' | 'hedge';
}

export function addTo(agenda: Entry[], node: NodeContext<any>, entry: Entry): void {
  agenda.push(entry);
  wake(agenda, node);
}

/** Takes out what is due, earliest first, in the order in which it was put in. */
export function takeDue(agenda: Entry[], node: NodeContext<any>): Entry[] {
  const nowUs = node.monotonic();
  const due = agenda.filter((entry) => entry.atUs <= nowUs).sort((a, b) => a.atUs - b.atUs);
  keep(agenda, (entry) => entry.atUs > nowUs);
  wake(agenda, node);
  return due;
}

/** The request is over: what was planned for it is not done. */
export function drop(agenda: Entry[], request: string): void {
  if (agenda.some((entry) => entry.request === request)) keep(agenda, (entry) => entry.request !== request);
}

function keep(agenda: Entry[], wanted: (entry: Entry) => boolean): void {
  const kept = agenda.filter(wanted);
  agenda.splice(0, agenda.length, ...kept);
}

/** A timer that comes for nothing does no harm; one that comes late would. */
function wake(agenda: readonly Entry[], node: NodeContext<any>): void {
  let nextUs = -1;
  for (const { atUs } of agenda) if (nextUs < 0 || atUs < nextUs) nextUs = atUs;
  if (nextUs >= 0) node.setTimer('wake', Math.max(0, nextUs - node.monotonic()));
}
