import type { PropertyResult } from '../../kernel/property.ts';
import type { PatternWords } from '../../pattern-kit/pattern.ts';
import type { Us } from '../../kernel/time.ts';
import { timeText } from '../../derive/time-text.ts';

/** What the strip shows of one property at the cursor. */
export interface PropertyState {
  readonly id: string;
  readonly title: string;
  readonly explain: string;
  readonly mark: 'holds' | 'violated' | 'open' | 'unjudged';
  /** The verdict in a few words: "violated at 4.212 s". */
  readonly words: string;
  readonly detail: string | null;
  /** The moment of the verdict: pinned, so that one can go back to it. */
  readonly atUs: Us | null;
}

/**
 * States of all properties: violated ones first, then the rest in the order of the pattern, and last
 * what this run does not promise. None before the first word from the session: it knows what applies.
 */
export function propertyStates(
  properties: PatternWords['properties'],
  results: readonly PropertyResult[],
  cursorUs: Us,
): readonly PropertyState[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const states = properties.flatMap((property) => {
    const result = byId.get(property.id);
    return result === undefined ? [] : [stateOf(property, result, cursorUs)];
  });
  const rank = ({ mark }: PropertyState): number => (mark === 'violated' ? 0 : mark === 'unjudged' ? 2 : 1);
  return states.toSorted((a, b) => rank(a) - rank(b));
}

/** What is not judged, by the reason for it. */
export function byReason(
  unjudged: readonly PropertyState[],
): readonly { readonly reason: string; readonly titles: readonly string[] }[] {
  const reasons = [...new Set(unjudged.map(({ detail }) => detail ?? ''))];
  return reasons.map((reason) => ({
    reason,
    titles: unjudged.filter(({ detail }) => (detail ?? '') === reason).map(({ title }) => title),
  }));
}

function stateOf(property: PatternWords['properties'][number], result: PropertyResult, cursorUs: Us): PropertyState {
  const { id, title, explain, kind } = property;
  const known = { id, title, explain };
  const waiting: PropertyState =
    kind === 'always'
      ? { ...known, mark: 'holds', words: 'holds so far', detail: null, atUs: null }
      : {
          ...known,
          mark: 'open',
          words: kind === 'sometimes' ? 'not yet reached' : 'not yet due',
          detail: null,
          atUs: null,
        };
  const at = result.atUs;
  const ahead = at !== undefined && at > cursorUs;
  switch (result.status) {
    case 'violated':
      return ahead
        ? { ...waiting, words: `${waiting.words}, violated later, at ${timeText(at)}`, atUs: at }
        : {
            ...known,
            mark: 'violated',
            words: at === undefined ? 'violated' : `violated at ${timeText(at)}`,
            detail: result.detail ?? null,
            atUs: at ?? null,
          };
    case 'reached':
      return ahead
        ? waiting
        : {
            ...known,
            mark: 'holds',
            words: at === undefined ? 'reached' : `reached at ${timeText(at)}`,
            detail: result.detail ?? null,
            atUs: at ?? null,
          };
    case 'holds':
      return { ...known, mark: 'holds', words: 'holds so far', detail: result.detail ?? null, atUs: null };
    case 'unjudged':
      return { ...known, mark: 'unjudged', words: 'not judged', detail: result.detail ?? null, atUs: null };
    case 'pending':
      return {
        ...waiting,
        mark: 'open',
        words: kind === 'sometimes' ? 'not yet reached' : 'owed, not yet due',
        detail: result.detail ?? null,
      };
  }
}

/** How many pills fit in a row: all, or as many as leave room for the one that counts the rest. */
export function fitting(widths: readonly number[], available: number, gap: number, rest: number): number {
  let used = 0;
  for (const [i, width] of widths.entries()) {
    used += width + (i === 0 ? 0 : gap);
    const needed = i === widths.length - 1 ? used : used + gap + rest;
    if (needed > available) return i;
  }
  return widths.length;
}
