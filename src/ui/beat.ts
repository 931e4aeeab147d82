/**
 * One beat for all that follows a running trace more slowly than the picture. Panels with timers of
 * their own would each render, lay out and paint at a moment of their own; on the beat they do it together.
 */
export const BEAT_MS = 100;

const waiting = new Map<() => void, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

const beatNow = (): number => Math.floor(performance.now() / BEAT_MS);

/** Calls back once, on the first beat that is at least `waitMs` away. Asked again while waiting, the first date stands. */
export function onBeat(callback: () => void, waitMs = 0): void {
  if (waiting.has(callback)) return;
  waiting.set(callback, Math.max(beatNow() + 1, Math.ceil((performance.now() + waitMs) / BEAT_MS)));
  timer ??= setTimeout(play, BEAT_MS - (performance.now() % BEAT_MS));
}

/** The callback is no longer wanted. */
export function offBeat(callback: () => void): void {
  waiting.delete(callback);
}

function play(): void {
  timer = undefined;
  const now = beatNow();
  const due = [...waiting].filter(([, beat]) => beat <= now);
  for (const [callback] of due) waiting.delete(callback);
  if (waiting.size > 0) timer = setTimeout(play, BEAT_MS - (performance.now() % BEAT_MS));
  for (const [callback] of due) callback();
}
