import type { Program } from './program.ts';

const NO_HANDLERS = Object.create(null) as Record<string, never>;

export type Handlers = Required<Pick<Program, 'on' | 'replies' | 'timers' | 'work' | 'disk' | 'commands'>> & {
  readonly whole: Program;
};

/** The handlers of a program in an object of one shape: programs themselves have many, and each look into one would be slow. */
export const handlersOf = (whole: Program): Handlers => ({
  on: whole.on ?? NO_HANDLERS,
  replies: whole.replies ?? NO_HANDLERS,
  timers: whole.timers ?? NO_HANDLERS,
  work: whole.work ?? NO_HANDLERS,
  disk: whole.disk ?? NO_HANDLERS,
  commands: whole.commands ?? NO_HANDLERS,
  whole,
});

/** The handler of that name; throws where the program has none. */
export function required<T>(handler: T | undefined, where: string, tag: string): T {
  if (handler === undefined) throw new Error(`the program has no ${where}.${tag}`);
  return handler;
}
