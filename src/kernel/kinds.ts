import type { Effect, EventKind } from './trace.ts';

/** All kinds of events; the index of one is its code in the trace's columns. */
export const KINDS: readonly EventKind[] = [
  'start',
  'restart',
  'deliver',
  'reply',
  'timeout',
  'late',
  'wait',
  'overflow',
  'take',
  'lost',
  'reset',
  'timer',
  'work',
  'disk',
  'command',
  'mode',
  'settings',
  'action',
  'repair',
];

export const KIND_CODE = Object.fromEntries(KINDS.map((kind, code) => [kind, code])) as Record<EventKind, number>;

const [DELIVER, REPLY, TIMER, WORK, DISK] = (['deliver', 'reply', 'timer', 'work', 'disk'] as const).map(
  (kind) => KIND_CODE[kind],
) as [number, number, number, number, number];

/** The code of a kind; the commonest without a look into a table of names. */
export function codeOf(kind: EventKind): number {
  switch (kind) {
    case 'deliver':
      return DELIVER;
    case 'reply':
      return REPLY;
    case 'timer':
      return TIMER;
    case 'work':
      return WORK;
    case 'disk':
      return DISK;
    default:
      return KIND_CODE[kind];
  }
}

/** One bit for each kind of effect: the kinds that an event has are one small number. */
export const EFFECT_BITS: Readonly<Record<Effect['kind'], number>> = {
  send: 1,
  retime: 1 << 1,
  lose: 1 << 2,
  become: 1 << 3,
  note: 1 << 4,
  metric: 1 << 5,
  begin: 1 << 6,
  end: 1 << 7,
  disk: 1 << 8,
  load: 1 << 9,
  status: 1 << 10,
  mode: 1 << 11,
  link: 1 << 12,
  condition: 1 << 13,
  setting: 1 << 14,
  verdict: 1 << 15,
};
