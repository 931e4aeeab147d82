import type { Checkpoint } from '../kernel/inline.ts';
import type { Us } from '../kernel/time.ts';
import type { Seq } from '../kernel/trace.ts';
import type { LiveRun } from './live-run.ts';
import type { FromSession } from './protocol.ts';

/** How a run stands after `seq` events: all that is told of it but the events. */
export interface Head {
  readonly seq: Seq;
  readonly told: Pick<Extract<FromSession, { kind: 'trace' }>, 'headUs' | 'ended' | 'fingerprint' | 'properties'>;
  /** Where one is due, to be kept once the Workers have come to the same. */
  readonly checkpoint: Checkpoint | null;
}

/** `goalUs`: how far the head was to go. */
export function headOf(live: LiveRun, goalUs: Us, wantsCheckpoint: boolean): Head {
  const { kernel } = live;
  const next = kernel.nextUs();
  return {
    seq: kernel.seq,
    told: {
      // Nothing happens before the next event: the head stands as far as was asked for.
      headUs: next < 0 ? kernel.untilUs : Math.max(kernel.timeUs, Math.min(goalUs, next - 1)),
      ended: next < 0,
      fingerprint: kernel.fingerprint(),
      properties: kernel.properties(),
    },
    checkpoint: wantsCheckpoint ? live.checkpoint() : null,
  };
}
