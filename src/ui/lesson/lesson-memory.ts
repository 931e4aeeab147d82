import { createStore, type StoreApi } from 'zustand/vanilla';

/** What a learner did with one step, for as long as the page is open. Solved steps are kept in the preferences. */
export interface StepMemory {
  /** Id of the option committed to. */
  readonly chosen: string | null;
  /** The run was asked for after choosing: from then on the choice stands. */
  readonly ran: boolean;
  readonly hints: number;
  readonly shown: boolean;
}

export const FRESH: StepMemory = { chosen: null, ran: false, hints: 0, shown: false };

/** By `pattern/step`. */
export type LessonMemory = Readonly<Record<string, StepMemory>>;

export const lessonMemory: StoreApi<LessonMemory> = createStore<LessonMemory>()(() => ({}));

export const stepKey = (pattern: string, step: string): string => `${pattern}/${step}`;

export function remember(key: string, change: Partial<StepMemory>): void {
  const old = lessonMemory.getState()[key] ?? FRESH;
  lessonMemory.setState({ [key]: { ...old, ...change } });
}
