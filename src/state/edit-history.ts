import type { Us } from '../kernel/time.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A state of the document that one can go back to, and where the reader stood in it. */
export interface Moment {
  readonly scenario: Scenario;
  readonly cursorUs: Us;
  /** Going here starts a run afresh (another experiment), with the cursor as it was. */
  readonly fresh: boolean;
}

/** Everything that was done to the document, both ways. Values; a new one for each change. */
export interface EditHistory {
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
}

export const emptyHistory: EditHistory = { past: [], future: [] };

/** Far more than anyone goes back; keeps a day of dragging from growing for ever. */
const LIMIT = 500;

/** A new edit: `before` can be gone back to, and what had been undone is gone. */
export const recorded = (history: EditHistory, before: Moment): EditHistory => ({
  past: [...history.past, before].slice(-LIMIT),
  future: [],
});

/** Answers where to go and the history after that; null where there is nothing. `fresh` belongs to the step between two moments, so it travels to the other side. */
export function undone(
  history: EditHistory,
  now: Moment,
): { readonly to: Moment; readonly history: EditHistory } | null {
  const to = history.past.at(-1);
  if (!to) return null;
  return { to, history: { past: history.past.slice(0, -1), future: [{ ...now, fresh: to.fresh }, ...history.future] } };
}

export function redone(
  history: EditHistory,
  now: Moment,
): { readonly to: Moment; readonly history: EditHistory } | null {
  const to = history.future[0];
  if (!to) return null;
  return { to, history: { past: [...history.past, { ...now, fresh: to.fresh }], future: history.future.slice(1) } };
}
