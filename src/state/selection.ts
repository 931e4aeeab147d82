import type { TraceIndex } from '../derive/types.ts';
import type { Seq } from '../kernel/trace.ts';
import type { Selection } from './types.ts';

/** As it travels in a link: the id. A pair of nodes has none and stays behind. */
export const selectionText = (selection: Selection): string | null =>
  selection && selection.kind !== 'link' ? selection.id : null;

/** Message ids carry the count of their sender: `order#212`. */
export const selectionOf = (text: string): Selection => ({ kind: text.includes('#') ? 'message' : 'node', id: text });

/** Next or previous event of what is selected; null where there is none in the trace so far. */
export function eventOfSelection(
  index: TraceIndex,
  selection: NonNullable<Selection>,
  seq: Seq,
  direction: 1 | -1,
): Seq | null {
  if (selection.kind !== 'link')
    return direction === 1 ? index.nextOf(selection.id, seq) : index.previousOf(selection.id, seq);
  const { a, b } = selection;
  for (let at = seq + direction; at >= 0 && at < index.events.length; at += direction) {
    const transit = index.events[at]?.transit;
    if (transit && ((transit.from === a && transit.to === b) || (transit.from === b && transit.to === a))) return at;
  }
  return null;
}
