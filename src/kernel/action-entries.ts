import type { ActionKind } from './action.ts';
import { ms, seconds, US_PER_MS, type Us } from './time.ts';

/** Where an action stands in menus. */
export type ActionGroup = 'node' | 'link' | 'message' | 'pod' | 'pattern';

/** What an action is done to, and so which fields say it: `node`; `a` and `b`; `groups`; … */
export type ActionSubject = 'node' | 'link' | 'groups' | 'world' | 'message' | 'pod' | 'setting';

/** `neutral`: neither breaks nor repairs by itself, such as a command or a setting. */
export type ActionTone = 'fault' | 'repair' | 'neutral';

/** One number that an action takes. All of them are integers; the limits hold for links as well. */
export interface ActionParameter {
  /** Field of the action. */
  readonly name: string;
  readonly label: string;
  /** Unit of the stored value, and of `min`, `max`, `step` and `default`. */
  readonly unit: 'µs' | '%' | 'ppm' | 'B/s';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  /** How forms show it: the stored value divided by `scale`, in this unit. */
  readonly shown: { readonly unit: string; readonly scale: number };
}

/** One yes or no that an action takes. */
export interface ActionFlag {
  readonly name: string;
  readonly label: string;
  /** Required flags have no default in the action itself. */
  readonly required: boolean;
  readonly default: boolean;
}

export interface ActionEntry {
  readonly kind: ActionKind;
  readonly label: string;
  /** One line for menus. */
  readonly help: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  readonly group: ActionGroup;
  readonly subject: ActionSubject;
  readonly tone: ActionTone;
  readonly parameters: readonly ActionParameter[];
  readonly flags: readonly ActionFlag[];
  /** Length offered when the action is to end by itself; null: a duration makes no sense. */
  readonly durationUs: Us | null;
}

const span = (name: string, label: string, minUs: Us, maxUs: Us, defaultUs: Us): ActionParameter => ({
  name,
  label,
  unit: 'µs',
  min: minUs,
  max: maxUs,
  step: ms(1),
  default: defaultUs,
  shown: { unit: 'ms', scale: US_PER_MS },
});
const factor = (label: string, usual: number): ActionParameter => ({
  name: 'percent',
  label,
  unit: '%',
  min: 1,
  max: 100_000,
  step: 50,
  default: usual,
  shown: { unit: '×', scale: 100 },
});
const share = (label: string): ActionParameter => ({
  name: 'ppm',
  label,
  unit: 'ppm',
  min: 0,
  max: 1_000_000,
  step: 10_000,
  default: 100_000,
  shown: { unit: '%', scale: 10_000 },
});

/** Everything that an entry has but its kind; the usual values need not be written out. */
type Row = Omit<ActionEntry, 'kind' | 'parameters' | 'flags' | 'durationUs'> &
  Partial<Pick<ActionEntry, 'parameters' | 'flags' | 'durationUs'>>;

const node = { group: 'node', subject: 'node' } as const;
const link = { group: 'link', subject: 'link' } as const;
const message = { group: 'message', subject: 'message' } as const;
const short = seconds(5);

const ROWS: Readonly<Record<ActionKind, Row>> = {
  crash: {
    ...node,
    tone: 'fault',
    label: 'Crash',
    icon: 'skull',
    durationUs: short,
    help: 'The process dies: memory, timers and requests are gone, the disk stays.',
    flags: [{ name: 'loseUnsynced', label: 'Lose what was not synced', required: false, default: false }],
  },
  restart: {
    ...node,
    tone: 'repair',
    label: 'Restart',
    icon: 'rotate-ccw',
    help: 'A node that is down boots again with what is on its disk.',
  },
  pause: {
    ...node,
    tone: 'fault',
    label: 'Pause',
    icon: 'pause',
    durationUs: short,
    help: 'The process stands still, as in a long garbage collection; messages wait.',
  },
  resume: { ...node, tone: 'repair', label: 'Resume', icon: 'play', help: 'A paused process goes on where it stood.' },
  slow: {
    ...node,
    tone: 'fault',
    label: 'Slow down',
    icon: 'turtle',
    durationUs: short,
    help: 'Everything this node works on takes longer.',
    parameters: [factor('Time for the same work', 400)],
  },
  clockJump: {
    ...node,
    tone: 'fault',
    label: 'Jump clock',
    icon: 'clock-alert',
    durationUs: short,
    help: 'The wall clock of this node moves at once; its timers do not.',
    parameters: [span('byUs', 'Jump by', -seconds(3_600), seconds(3_600), ms(500))],
  },
  clockOffset: {
    ...node,
    tone: 'fault',
    label: 'Set clock wrong',
    icon: 'clock-alert',
    durationUs: short,
    help: 'The wall clock of this node is wrong by so much from now on; its timers are not.',
    parameters: [span('offsetUs', 'Wrong by', -seconds(3_600), seconds(3_600), ms(500))],
  },
  clockDrift: {
    ...node,
    tone: 'fault',
    label: 'Drift clock',
    icon: 'metronome',
    durationUs: short,
    help: 'The clocks of this node run too fast, or too slow below zero; timers follow.',
    parameters: [
      {
        name: 'ppm',
        label: 'Too fast by',
        unit: 'ppm',
        min: -500_000,
        max: 500_000,
        step: 100,
        default: 10_000,
        shown: { unit: 'ppm', scale: 1 },
      },
    ],
  },
  diskFull: {
    ...node,
    tone: 'fault',
    label: 'Fill disk',
    icon: 'hard-drive',
    durationUs: short,
    help: 'Nothing more can be written; what is written stays.',
    flags: [{ name: 'full', label: 'Disk is full', required: true, default: true }],
  },
  slowSync: {
    ...node,
    tone: 'fault',
    label: 'Slow sync',
    icon: 'hourglass',
    durationUs: short,
    help: 'Making writes durable takes longer.',
    parameters: [factor('Time for the same sync', 1_000)],
  },
  cut: {
    ...link,
    tone: 'fault',
    label: 'Cut link',
    icon: 'scissors',
    durationUs: short,
    help: 'Nothing gets through between the two, in both directions or in one.',
    flags: [{ name: 'oneWay', label: 'Only from the first to the second', required: false, default: false }],
  },
  heal: {
    ...link,
    tone: 'repair',
    label: 'Heal link',
    icon: 'link',
    help: 'Ends the cut between the two. Other faults on the link stay.',
  },
  partition: {
    group: 'link',
    subject: 'groups',
    tone: 'fault',
    label: 'Partition',
    icon: 'split',
    durationUs: short,
    help: 'Nodes reach only those of their own group.',
  },
  healAll: {
    group: 'link',
    subject: 'world',
    tone: 'repair',
    label: 'Heal all links',
    icon: 'heart-pulse',
    help: 'Ends every cut and every partition. Other faults on links stay.',
  },
  latency: {
    ...link,
    tone: 'fault',
    label: 'Add latency',
    icon: 'timer',
    durationUs: short,
    help: 'Every message between the two takes longer.',
    parameters: [span('addUs', 'Added to each message', 0, seconds(60), ms(200))],
  },
  loss: {
    ...link,
    tone: 'fault',
    label: 'Lose messages',
    icon: 'cloud-rain',
    durationUs: short,
    help: 'A share of the messages between the two gets lost.',
    parameters: [share('Messages lost')],
  },
  duplicates: {
    ...link,
    tone: 'fault',
    label: 'Duplicate messages',
    icon: 'files',
    durationUs: short,
    help: 'A share of the messages between the two arrives twice.',
    parameters: [share('Messages duplicated')],
  },
  reorder: {
    ...link,
    tone: 'fault',
    label: 'Reorder messages',
    icon: 'shuffle',
    durationUs: short,
    help: 'A share of the messages between the two is overtaken by later ones.',
    parameters: [share('Messages reordered')],
  },
  bandwidth: {
    ...link,
    tone: 'fault',
    label: 'Limit bandwidth',
    icon: 'gauge',
    durationUs: short,
    help: 'Messages between the two queue for a narrow link; 0 lifts the limit.',
    parameters: [
      {
        name: 'bytesPerSecond',
        label: 'At most',
        unit: 'B/s',
        min: 0,
        max: 1_000_000_000,
        step: 1_000,
        default: 10_000,
        shown: { unit: 'kB/s', scale: 1_000 },
      },
    ],
  },
  dropMessage: { ...message, tone: 'fault', label: 'Drop', icon: 'mail-x', help: 'This message in flight gets lost.' },
  delayMessage: {
    ...message,
    tone: 'fault',
    label: 'Delay',
    icon: 'clock',
    help: 'This message in flight arrives later.',
    parameters: [span('byUs', 'Later by', 1, seconds(600), seconds(1))],
  },
  duplicateMessage: {
    ...message,
    tone: 'fault',
    label: 'Duplicate',
    icon: 'copy-plus',
    help: 'A second copy of this message in flight arrives too.',
  },
  deliverMessage: {
    ...message,
    tone: 'neutral',
    label: 'Deliver now',
    icon: 'fast-forward',
    help: 'This message in flight arrives at once, ahead of others.',
  },
  killPod: {
    group: 'pod',
    subject: 'pod',
    tone: 'fault',
    label: 'Kill pod',
    icon: 'power-off',
    durationUs: short,
    help: 'All nodes of the pod crash together.',
  },
  restartPod: {
    group: 'pod',
    subject: 'pod',
    tone: 'repair',
    label: 'Restart pod',
    icon: 'refresh-cw',
    help: 'All nodes of the pod boot again.',
  },
  mode: {
    group: 'pattern',
    subject: 'node',
    tone: 'fault',
    label: 'Change behaviour',
    icon: 'toggle-right',
    durationUs: short,
    help: 'The node behaves in another way that its program declares.',
  },
  command: {
    group: 'pattern',
    subject: 'node',
    tone: 'neutral',
    label: 'Give command',
    icon: 'terminal',
    help: 'The node does once what a person asks of it.',
  },
  set: {
    group: 'pattern',
    subject: 'setting',
    tone: 'neutral',
    label: 'Change setting',
    icon: 'sliders-horizontal',
    durationUs: short,
    help: 'A setting takes another value while the run goes on.',
  },
};

/** Every kind of action, in the order in which menus list them. */
export const ACTION_KINDS = Object.keys(ROWS) as readonly ActionKind[];

/** What there is to know of each kind of action: for menus, forms, links and the fault track. */
export const ACTION_CATALOGUE = Object.fromEntries(
  ACTION_KINDS.map((kind) => [kind, { parameters: [], flags: [], durationUs: null, ...ROWS[kind], kind }]),
) as unknown as Readonly<Record<ActionKind, ActionEntry>>;
