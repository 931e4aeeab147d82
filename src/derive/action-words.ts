import { narrateAction, type ActionNames } from '../kernel/action-catalogue.ts';
import type { Action } from '../kernel/action.ts';
import type { Topology } from '../kernel/topology.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { nodeNames, roleNames, spelled } from './words.ts';

/** Everything that turns the ids of an action into what people read. */
export interface SpokenNames extends Required<Omit<ActionNames, 'pod'>> {
  /** What a dial is turned to: "60 visits/s", "on". */
  value(key: string, value: string | number | boolean): string;
}

export function spokenNames(pattern: ShownPattern, topology: Topology): SpokenNames {
  return {
    node: nodeNames(topology),
    role: roleNames(topology),
    mode: (mode) => pattern.modes[mode]?.label ?? `switches to ${mode}`,
    command: (command) => pattern.commands[command]?.label ?? spelled(command),
    setting: (key) => pattern.settings[key]?.label ?? spelled(key),
    value: (key, value) => valueInWords(pattern, key, value),
  };
}

function valueInWords(pattern: ShownPattern, key: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const spec = pattern.settings[key];
  if (spec?.type === 'choice') return spec.options.find((option) => option.value === value)?.label ?? String(value);
  return spec?.type === 'number' && spec.unit !== '' ? `${value} ${spec.unit}` : String(value);
}

/** One sentence: "Payment gateway hangs for 6 s." */
export function actionSentence(action: Action, names: SpokenNames): string {
  const spoken = action.kind === 'set' ? { ...action, value: names.value(action.setting, action.value) } : action;
  return narrateAction(spoken, names).replace(EVERY_NOT, (_, who: string, verb: string) => `No ${who} ${verb}s`);
}

/** "Every collector does not answer" leaves open whether some do. */
const EVERY_NOT = /^Every (.+) does not (\w+)/u;
