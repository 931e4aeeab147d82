import { diff } from '../../derive/diff.ts';
import type { Json } from '../../kernel/json.ts';
import type { Seq } from '../../kernel/trace.ts';

/** How long a change stays tinted while the run plays, in ms of the reader's time. */
export const TINT_MS = 900;

export interface Mark {
  /** When it was seen, in ms of the reader's time. */
  readonly atMs: number;
  /** The place itself is new or another; otherwise only something in it. */
  readonly whole: boolean;
}

export type Marks = ReadonlyMap<string, Mark>;

/** What is on screen of one node, and what of it is tinted. */
export interface Shown {
  readonly seq: Seq;
  readonly state: Json;
  readonly playing: boolean;
  readonly marks: Marks;
}

export interface Update {
  readonly seq: Seq;
  readonly state: Json;
  /** One event earlier. */
  readonly before: Json;
  readonly playing: boolean;
  readonly nowMs: number;
}

/**
 * What is tinted once the update is shown. While playing: all that differs from what was on screen,
 * for a moment. While paused: what the event at the cursor changed, for as long as one stays there.
 */
export function show(shown: Shown | null, update: Update): Shown {
  return { seq: update.seq, state: update.state, playing: update.playing, marks: marksOf(shown, update) };
}

function marksOf(shown: Shown | null, update: Update): Marks {
  if (shown !== null && !update.playing && update.seq === shown.seq) return shown.marks;
  const goesOn = shown !== null && shown.playing && update.seq >= shown.seq;
  const marks = new Map<string, Mark>();
  if (goesOn) {
    for (const [path, mark] of shown.marks) if (update.nowMs - mark.atMs < TINT_MS) marks.set(path, mark);
    add(marks, shown.state, update);
  }
  add(marks, update.before, update);
  return marks;
}

function add(marks: Map<string, Mark>, before: Json, update: Update): void {
  const changes = diff(before, update.state);
  for (const path of changes.touched) marks.set(path, { atMs: update.nowMs, whole: changes.changed.has(path) });
}
