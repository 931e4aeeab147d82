import type { LossReason, TraceEvent } from '../kernel/trace.ts';

/**
 * How an event ends the flight of the message it names: with this loss, with null where it arrives,
 * or (undefined) not at all.
 */
export function lossOf(event: TraceEvent): LossReason | null | undefined {
  switch (event.kind) {
    case 'deliver':
    case 'reply':
    case 'late':
    case 'wait':
      return null;
    case 'overflow':
      return 'queue full';
    case 'lost':
      return namedLoss(event) ?? event.transit?.lost ?? 'down';
    default:
      return undefined;
  }
}

function namedLoss(event: TraceEvent): LossReason | undefined {
  for (const effect of event.effects) {
    if (effect.kind === 'lose' && effect.id === event.transit?.id) return effect.reason;
  }
  return undefined;
}

/** Why it was lost, in words that follow a colon. `receiver` is a label. */
export function lossInWords(reason: LossReason, receiver: string): string {
  switch (reason) {
    case 'loss':
      return 'the network lost it';
    case 'cut':
      return 'the link is cut';
    case 'reset':
      return 'the connection broke';
    case 'down':
      return `${receiver} is down`;
    case 'dropped':
      return 'it was dropped by hand';
    case 'queue full':
      return `the queue of ${receiver} is full`;
    case 'sender crashed':
      return 'its sender crashed';
  }
}
