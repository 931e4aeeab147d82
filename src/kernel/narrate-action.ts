import type { Action, ActionBody, MessageRef, Target } from './action.ts';
import type { SettingValue } from './program.ts';
import { US_PER_MS, US_PER_S, type Us } from './time.ts';

/** Names as people read them. What is left out falls back to the word in the action. */
export interface ActionNames {
  node(id: string): string;
  /** All nodes of a role: "every replica", or the name of the only one. */
  role?(role: string): string;
  pod?(id: string): string;
  /** A mode as a verb in the third person: "hangs", "answers with errors". */
  mode?(mode: string): string;
  /** A command as its label: "Place an order". */
  command?(command: string): string;
  setting?(key: string): string;
  /** The value of a setting with its unit: "60 requests/s". */
  value?(key: string, value: SettingValue): string;
}

/** The action in one plain sentence: "Payment gateway hangs for 6 s." */
export function narrateAction(action: ActionBody & Pick<Action, 'forUs'>, names: ActionNames): string {
  const { forUs } = action;
  const words = phrase(action, names);
  const sentence = startsWithName(action, words, names) ? words : capitalised(words);
  return `${sentence}${forUs === undefined ? '' : ending(action, spanInWords(forUs))}.`;
}

function ending(action: ActionBody, span: string): string {
  if (action.kind !== 'crash' && action.kind !== 'killPod') return ` for ${span}`;
  const comma = action.kind === 'crash' && action.loseUnsynced === true ? ',' : '';
  return `${comma} and restarts after ${span}`;
}

/** Names stand as they are: a node called n1 does not become N1 at the start of a sentence. */
function startsWithName(action: ActionBody, words: string, names: ActionNames): boolean {
  if (action.kind === 'set') return names.setting === undefined;
  return 'node' in action && !action.node.startsWith('@') && words.startsWith(names.node(action.node));
}

function phrase(action: ActionBody, names: ActionNames): string {
  switch (action.kind) {
    case 'crash':
      return `${who(action.node, names)} crashes${action.loseUnsynced === true ? ', losing what was not synced' : ''}`;
    case 'restart':
      return `${who(action.node, names)} restarts`;
    case 'pause':
      return `${who(action.node, names)} stands still`;
    case 'resume':
      return `${who(action.node, names)} goes on`;
    case 'slow':
      return `${who(action.node, names)} takes ${times(action.percent)} for its work`;
    case 'slowSync':
      return `syncing the disk of ${who(action.node, names)} takes ${times(action.percent)}`;
    case 'clockJump':
      return `the clock of ${who(action.node, names)} jumps ${action.byUs < 0 ? 'back' : 'forward'} by ${spanInWords(Math.abs(action.byUs))}`;
    case 'clockOffset':
      return `the clock of ${who(action.node, names)} is ${action.offsetUs === 0 ? 'right again' : `${spanInWords(Math.abs(action.offsetUs))} ${action.offsetUs < 0 ? 'slow' : 'fast'}`}`;
    case 'clockDrift':
      return `the clock of ${who(action.node, names)} ${action.ppm === 0 ? 'runs at the right speed again' : `runs ${Math.abs(driftParts(action.ppm).count)} ${driftParts(action.ppm).unit} too ${action.ppm < 0 ? 'slow' : 'fast'}`}`;
    case 'diskFull':
      return `the disk of ${who(action.node, names)} ${action.full ? 'is full' : 'has room again'}`;
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
    case 'deliverMessage':
      return phraseOfMessage(action, names);
    case 'killPod':
      return `the whole pod ${podName(action.pod, names)} crashes`;
    case 'restartPod':
      return `the pod ${podName(action.pod, names)} restarts`;
    case 'mode':
      return `${who(action.node, names)} ${names.mode?.(action.mode) ?? `switches to ${action.mode}`}`;
    case 'command':
      return `${who(action.node, names)}: ${uncapitalised(names.command?.(action.command) ?? action.command)}`;
    case 'set':
      return settingInWords(action, names);
    default:
      return phraseOfLink(action, names);
  }
}

type LinkAction = Extract<ActionBody, { readonly a: Target } | { readonly kind: 'partition' | 'healAll' }>;

function phraseOfLink(action: LinkAction, names: ActionNames): string {
  if (action.kind === 'healAll') return 'all links are healed';
  if (action.kind === 'partition') {
    const sides = action.groups.map((group) => listed(group.map((target) => who(target, names))));
    return sides.length < 2
      ? `the network cuts off ${sides.join('')}`
      : `the network splits: ${sides.join(' against ')}`;
  }
  const between = `between ${who(action.a, names)} and ${who(action.b, names)}`;
  switch (action.kind) {
    case 'cut':
      return action.oneWay === true
        ? `the link from ${who(action.a, names)} to ${who(action.b, names)} is cut, one way`
        : `the link ${between} is cut`;
    case 'heal':
      return `the link ${between} is healed`;
    case 'latency':
      return action.addUs === 0
        ? `added latency ${between} ends`
        : `messages ${between} take ${spanInWords(action.addUs)} longer`;
    case 'loss':
      return action.ppm === 0
        ? `added loss ${between} ends`
        : `${percent(action.ppm)} of the messages ${between} get lost`;
    case 'duplicates':
      return action.ppm === 0
        ? `added duplication ${between} ends`
        : `${percent(action.ppm)} of the messages ${between} arrive twice`;
    case 'reorder':
      return action.ppm === 0
        ? `added reordering ${between} ends`
        : `${percent(action.ppm)} of the messages ${between} are overtaken`;
    case 'bandwidth':
      return action.bytesPerSecond === 0
        ? `the bandwidth limit ${between} ends`
        : `the link ${between} carries ${bytes(action.bytesPerSecond)} a second at most`;
  }
}

type MessageAction = Extract<ActionBody, { readonly message: MessageRef }>;

function phraseOfMessage(action: MessageAction, names: ActionNames): string {
  const [sender = '', count = ''] = action.message.split('#');
  const subject = `message ${count} from ${who(sender, names)}`;
  switch (action.kind) {
    case 'dropMessage':
      return `${subject} is dropped`;
    case 'delayMessage':
      return `${subject} arrives ${spanInWords(action.byUs)} later`;
    case 'duplicateMessage':
      return `${subject} is duplicated`;
    case 'deliverMessage':
      return `${subject} is delivered now`;
  }
}

/** A setting and its value, as on a dial: "Shoppers: 75 visits/s". */
export function settingInWords(
  { setting, value }: Pick<Extract<ActionBody, { kind: 'set' }>, 'setting' | 'value'>,
  names: ActionNames,
): string {
  const plain = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  return `${names.setting?.(setting) ?? setting}: ${names.value?.(setting, value) ?? plain}`;
}

/** A target in words: a node by its name, a spec by what it means. */
function who(target: Target, names: ActionNames): string {
  if (!target.startsWith('@')) return names.node(target);
  const [word = '', role] = target.slice(1).split(':');
  if (word === 'all') return 'every node';
  if (word === 'role') return role === undefined ? 'every node' : (names.role?.(role) ?? `every ${role}`);
  if (word === 'minority') return `a minority of the ${role ?? 'node'} nodes`;
  return `the ${word}`;
}

const podName = (pod: string, names: ActionNames): string => names.pod?.(pod) ?? pod;
const times = (percentage: number): string =>
  percentage === 100 ? 'its usual time again' : `${decimal(percentage, 2)}× as long`;
const percent = (ppm: number): string => `${decimal(ppm, 4)} %`;
const bytes = (count: number): string =>
  count >= 1_000_000 ? `${decimal(count, 6)} MB` : count >= 1_000 ? `${decimal(count, 3)} kB` : `${count} bytes`;
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const uncapitalised = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;

/** A span of time as count and unit, exact: 350,000 µs are `350` and `ms`, 3,200,000 are `3.2` and `s`. */
export function spanParts(us: Us): { readonly count: string; readonly unit: 's' | 'ms' | 'us' } {
  const size = Math.abs(us);
  if (size >= US_PER_S || size === 0) return { count: decimal(us, 6), unit: 's' };
  return size >= US_PER_MS ? { count: decimal(us, 3), unit: 'ms' } : { count: decimal(us, 0), unit: 'us' };
}

function spanInWords(us: Us): string {
  const { count, unit } = spanParts(us);
  return `${count} ${unit === 'us' ? 'µs' : unit}`;
}

/** How wrong a clock runs: in percent where that is a whole one or more, as few people know what 900,000 ppm are. */
export const driftParts = (ppm: number): { readonly count: number; readonly unit: '%' | 'ppm' } =>
  Math.abs(ppm) >= 10_000 ? { count: ppm / 10_000, unit: '%' } : { count: ppm, unit: 'ppm' };

/** The integer `value` moved right by `places` decimal places, exact, without trailing zeros. */
export function decimal(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
