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
  // Whatever is due before it has the timer already.
  for (const { atUs } of agenda) if (atUs < entry.atUs) return;
  wake(agenda, node);
}

/** Takes out what is due, earliest first, in the order in which it was put in. */
export function takeDue(agenda: Entry[], node: NodeContext<any>): Entry[] {
  const nowUs = node.monotonic();
  const due: Entry[] = [];
  let kept = 0;
  for (const entry of agenda) {
    if (entry.atUs > nowUs) agenda[kept++] = entry;
    else due.push(entry);
  }
  agenda.length = kept;
  if (due.length > 1) due.sort((a, b) => a.atUs - b.atUs);
  wake(agenda, node);
  return due;
}

/** The request is over: what was planned for it is not done. */
export function drop(agenda: Entry[], request: string): void {
  let kept = 0;
  for (const entry of agenda) if (entry.request !== request) agenda[kept++] = entry;
  agenda.length = kept;
}

/** A timer that comes for nothing does no harm; one that comes late would. */
function wake(agenda: readonly Entry[], node: NodeContext<any>): void {
  let nextUs = -1;
  for (const { atUs } of agenda) if (nextUs < 0 || atUs < nextUs) nextUs = atUs;
  if (nextUs >= 0) node.setTimer('wake', Math.max(0, nextUs - node.monotonic()));
}
