import type { Action } from '../kernel/action.ts';

/** Leaves out optional flags that say no: `oneWay: false` means what an absent one means. */
export function canonicalAction(action: Action): Action {
  if (action.kind === 'crash' && action.loseUnsynced === false) {
    const { loseUnsynced: _, ...rest } = action;
    return rest;
  }
  if (action.kind === 'cut' && action.oneWay === false) {
    const { oneWay: _, ...rest } = action;
    return rest;
  }
  return action;
}

/** Equal texts mean equal actions, whatever the order of their fields. */
export function actionKey(action: Action): string {
  return stableText(canonicalAction(action));
}

function stableText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${stableText(item)}`).join(',')}}`;
}

/** Ordered by time; what stands at one time keeps its order. */
export function byTime(actions: readonly Action[]): Action[] {
  return [...actions].sort((a, b) => a.atUs - b.atUs);
}
