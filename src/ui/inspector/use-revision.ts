import { usePlayback, useRun } from '../hooks.ts';

/**
 * Changes with the trace while paused: the cursor may stand where it stood and yet on another past.
 * While playing the trace grows all the time, and the cursor says when to look.
 */
export function useRevision(): number {
  const playing = usePlayback((state) => state.playing);
  return useRun((run) => (playing ? 0 : run.version));
}
