import type { Action } from '../../kernel/action.ts';
import type { Commands } from '../../state/types.ts';

/** Does a list of actions at their own times, the earliest first; the cursor is left behind the last. */
export function addActions(commands: Pick<Commands, 'seek' | 'act'>, actions: readonly Action[]): void {
  for (const { atUs, forUs, ...body } of actions.toSorted((a, b) => a.atUs - b.atUs)) {
    // An action takes effect one step after the cursor.
    commands.seek(Math.max(0, atUs - 1));
    commands.act(body, forUs);
  }
}
