import { narrateAction, type ActionNames } from '../kernel/action-catalogue.ts';
import type { Action, ActionBody } from '../kernel/action.ts';
import type { Topology } from '../kernel/topology.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { nodeNames, roleNames, settingText, spelled } from './words.ts';

/** Everything that turns the ids in an action into what people read. */
export function actionNames(pattern: ShownPattern, topology: Topology): Required<Omit<ActionNames, 'pod'>> {
  return {
    node: nodeNames(topology),
    role: roleNames(topology),
    mode: (mode) => pattern.modes[mode]?.label ?? `switches to ${mode}`,
    command: (command) => pattern.commands[command]?.label ?? spelled(command),
    setting: (key) => pattern.settings[key]?.label ?? key,
    value(key, value) {
      const spec = pattern.settings[key];
      return spec === undefined ? String(value) : settingText(spec, value);
    },
  };
}

/** One sentence: "Payment gateway hangs for 6 s." */
export const actionSentence = (action: ActionBody & Pick<Action, 'forUs'>, names: ActionNames): string =>
  narrateAction(action, names).replace(EVERY_NOT, (_, who: string, verb: string) => `No ${who} ${verb}s`);

/** "Every collector does not answer" leaves open whether some do. */
const EVERY_NOT = /^Every (.+) does not (\w+)/u;
