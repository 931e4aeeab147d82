import type { ActionBody } from './action.ts';
import { ACTION_CATALOGUE, type ActionTone } from './action-entries.ts';
import type { SettingValue } from './program.ts';

/**
 * All there is to know of actions beyond what they do: entries for menus, forms and links, words,
 * tones, and what takes an action back.
 */
export {
  ACTION_CATALOGUE,
  ACTION_KINDS,
  type ActionEntry,
  type ActionFlag,
  type ActionParameter,
  type ActionTone,
} from './action-entries.ts';
export { driftParts, narrateAction, settingInWords, type ActionNames } from './narrate-action.ts';

/** What `inverseOf` cannot read off the action. */
export interface InverseContext {
  /** First mode of the node's program. */
  readonly normalMode?: string;
  /** Value of the setting before the action. */
  readonly settingBefore?: SettingValue;
}

/**
 * The tone of one action, where its numbers decide: `slow` to 100 % repairs, and so does the
 * normal mode.
 */
export function toneOf(action: ActionBody, context: InverseContext = {}): ActionTone {
  if (isRelief(action)) return 'repair';
  if (action.kind === 'mode' && action.mode === context.normalMode) return 'repair';
  return ACTION_CATALOGUE[action.kind].tone;
}

/**
 * The action that takes this one back; null where nothing does, or where `context` lacks what it
 * needs. Targets are kept as they stand: resolve `@leader` and the like before asking, because
 * later they may mean another node.
 */
export function inverseOf(action: ActionBody, context: InverseContext = {}): ActionBody | null {
  if (isRelief(action)) return null;
  switch (action.kind) {
    case 'crash':
      return { kind: 'restart', node: action.node };
    case 'pause':
      return { kind: 'resume', node: action.node };
    case 'slow':
    case 'slowSync':
      return { kind: action.kind, node: action.node, percent: 100 };
    case 'clockJump':
      return { kind: 'clockJump', node: action.node, byUs: -action.byUs };
    case 'clockOffset':
      return { kind: 'clockOffset', node: action.node, offsetUs: 0 };
    case 'clockDrift':
      return { kind: 'clockDrift', node: action.node, ppm: 0 };
    case 'diskFull':
      return { kind: 'diskFull', node: action.node, full: false };
    case 'cut':
      return { kind: 'heal', a: action.a, b: action.b };
    case 'partition':
      return { kind: 'healAll' };
    case 'latency':
      return { kind: 'latency', a: action.a, b: action.b, addUs: 0 };
    case 'loss':
    case 'duplicates':
    case 'reorder':
      return { kind: action.kind, a: action.a, b: action.b, ppm: 0 };
    case 'bandwidth':
      return { kind: 'bandwidth', a: action.a, b: action.b, bytesPerSecond: 0 };
    case 'killPod':
      return { kind: 'restartPod', pod: action.pod };
    case 'mode': {
      const { normalMode } = context;
      return normalMode === undefined || normalMode === action.mode
        ? null
        : { kind: 'mode', node: action.node, mode: normalMode };
    }
    case 'set':
      return context.settingBefore === undefined
        ? null
        : { kind: 'set', setting: action.setting, value: context.settingBefore };
    default:
      return null;
  }
}

/** Whether the action only ends a fault that another one began, so that it has no inverse itself. */
function isRelief(action: ActionBody): boolean {
  switch (action.kind) {
    case 'slow':
    case 'slowSync':
      return action.percent === 100;
    case 'clockJump':
      return action.byUs === 0;
    case 'clockOffset':
      return action.offsetUs === 0;
    case 'clockDrift':
    case 'loss':
    case 'duplicates':
    case 'reorder':
      return action.ppm === 0;
    case 'latency':
      return action.addUs === 0;
    case 'bandwidth':
      return action.bytesPerSecond === 0;
    case 'diskFull':
      return !action.full;
    default:
      return ACTION_CATALOGUE[action.kind].tone === 'repair';
  }
}

/** Whether the action may end by itself after a time. */
export function takesDuration(action: ActionBody): boolean {
  return ACTION_CATALOGUE[action.kind].durationUs !== null && !isRelief(action);
}
