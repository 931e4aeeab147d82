import { driftParts, settingInWords, type ActionNames } from '../../kernel/action-catalogue.ts';
import type { ActionBody, Target } from '../../kernel/action.ts';
import { spanText } from '../../derive/time-text.ts';
import { spelled } from '../../derive/words.ts';

/** As it stands on a block: `hang · Payment gateway`, `slow ×4 · Inventory`. */
export function actionLabel(action: ActionBody, names: ActionNames): string {
  const subject = subjectOf(action, names);
  return subject === '' ? verbOf(action, names) : `${verbOf(action, names)} · ${subject}`;
}

function verbOf(action: ActionBody, names: ActionNames): string {
  switch (action.kind) {
    case 'slow':
      return `slow ×${factor(action.percent)}`;
    case 'slowSync':
      return `slow sync ×${factor(action.percent)}`;
    case 'clockJump':
      return `clock ${action.byUs < 0 ? '−' : '+'}${spanText(Math.abs(action.byUs))}`;
    case 'clockOffset':
      return action.offsetUs === 0
        ? 'clock right'
        : `clock wrong by ${action.offsetUs < 0 ? '−' : '+'}${spanText(Math.abs(action.offsetUs))}`;
    case 'clockDrift':
      return `clock drift ${driftParts(action.ppm).count} ${driftParts(action.ppm).unit}`;
    case 'diskFull':
      return action.full ? 'disk full' : 'disk has room';
    case 'latency':
      return `+${spanText(action.addUs)}`;
    case 'loss':
      return `loss ${percent(action.ppm)}`;
    case 'duplicates':
      return `duplicates ${percent(action.ppm)}`;
    case 'reorder':
      return `reorder ${percent(action.ppm)}`;
    case 'bandwidth':
      return action.bytesPerSecond === 0 ? 'full bandwidth' : `${action.bytesPerSecond / 1_000} kB/s`;
    case 'mode':
      return spelled(action.mode);
    case 'command':
      return names.command?.(action.command) ?? action.command;
    case 'set':
      return settingInWords(action, names);
    default:
      return PLAIN_VERBS[action.kind];
  }
}

type PlainKind = Exclude<
  ActionBody['kind'],
  | 'slow'
  | 'slowSync'
  | 'clockJump'
  | 'clockOffset'
  | 'clockDrift'
  | 'diskFull'
  | 'latency'
  | 'loss'
  | 'duplicates'
  | 'reorder'
  | 'bandwidth'
  | 'mode'
  | 'command'
  | 'set'
>;

const PLAIN_VERBS: Readonly<Record<PlainKind, string>> = {
  crash: 'crash',
  restart: 'restart',
  pause: 'pause',
  resume: 'resume',
  cut: 'cut',
  heal: 'heal',
  partition: 'partition',
  healAll: 'heal all',
  dropMessage: 'drop',
  delayMessage: 'delay',
  duplicateMessage: 'duplicate',
  deliverMessage: 'deliver now',
  killPod: 'kill',
  restartPod: 'restart',
};

function subjectOf(action: ActionBody, names: ActionNames): string {
  const who = (target: Target): string => targetName(target, names);
  if (action.kind === 'partition') return action.groups.map((group) => group.map(who).join(', ')).join(' | ');
  if ('node' in action) return who(action.node);
  if ('a' in action)
    return `${who(action.a)} ${action.kind === 'cut' && action.oneWay === true ? '→' : '–'} ${who(action.b)}`;
  if ('message' in action) return action.message;
  return 'pod' in action ? action.pod : '';
}

function targetName(target: Target, names: ActionNames): string {
  if (!target.startsWith('@')) return names.node(target);
  const [kind, role] = target.slice(1).split(':');
  if (kind === 'all') return 'all';
  if (kind === 'role') return role === undefined ? 'all' : (names.role?.(role) ?? `every ${role}`);
  return kind === 'minority' ? `minority of ${role}` : (kind ?? target);
}

const factor = (times100: number): string => String(Number((times100 / 100).toFixed(2)));
const percent = (ppm: number): string => `${Number((ppm / 10_000).toFixed(2))} %`;
