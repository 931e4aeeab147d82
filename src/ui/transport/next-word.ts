import type { TraceIndex } from '../../derive/types.ts';
import { toneOf } from '../../kernel/action-catalogue.ts';
import type { Action } from '../../kernel/action.ts';
import type { Us } from '../../kernel/time.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';

/** A moment ahead that is worth a look. */
export interface NextMoment {
  readonly word: string;
  readonly us: Us;
}

/**
 * The next interesting moment: of the trace, where it goes on that far, else the next planned
 * action, which may have something else before it. Null where neither is known.
 */
export function nextMoment(
  index: TraceIndex,
  cursorSeq: Seq,
  actions: readonly Action[],
  headUs: Us,
): NextMoment | null {
  const seq = index.nextInteresting(cursorSeq);
  const event = seq === null ? undefined : index.events[seq];
  if (event) return { word: wordFor(event), us: event.timeUs };
  return planned(actions).find(({ us }) => us > headUs) ?? null;
}

/** Actions and the ends of those that end by themselves, in order of time. */
function planned(actions: readonly Action[]): readonly NextMoment[] {
  return actions
    .flatMap((action): NextMoment[] => {
      const begins = { word: actionWord(action), us: action.atUs };
      return action.forUs === undefined ? [begins] : [begins, { word: 'repair', us: action.atUs + action.forUs }];
    })
    .sort((a, b) => a.us - b.us);
}

function actionWord(action: Action): string {
  switch (action.kind) {
    case 'command':
      return 'command';
    case 'set':
      return 'setting';
    case 'mode':
      return 'change of behaviour';
    default:
      return toneOf(action) === 'repair' ? 'repair' : 'fault';
  }
}

/** The most telling thing first: a verdict before a crash, a crash before a state change. */
export function wordFor(event: TraceEvent): string {
  const kinds = new Set(
    event.effects.map((effect) =>
      effect.kind === 'verdict'
        ? `verdict ${effect.status}`
        : effect.kind === 'status'
          ? `status ${effect.status}`
          : effect.kind,
    ),
  );
  if (kinds.has('verdict violated')) return 'violation';
  if (kinds.has('status down')) return 'crash';
  if (event.kind === 'restart') return 'restart';
  if (event.kind === 'repair') return 'repair';
  if (event.kind === 'action' && event.action) return actionWord(event.action);
  if (kinds.has('become')) return 'state change';
  if (kinds.has('mode')) return 'change of behaviour';
  if (kinds.has('status paused') || kinds.has('status up')) return 'pause or resume';
  return 'verdict';
}
