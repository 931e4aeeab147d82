import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Message> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string, names: (node: string) => string) => string,
];
export type AllWords<M extends Message> = { readonly [T in M['type']]: Words<Extract<M, { type: T }>> };

export const wordsOf = <M extends Message>(words: AllWords<M>): Record<string, MessageMeta> =>
  Object.fromEntries(
    (Object.entries(words) as [string, Words<M>][]).map(([type, [label, glyph, colour, say]]) => [
      type,
      {
        label,
        glyph,
        colour,
        narrate: ({ message, from, to }, names) => say(message as M, names(from), names(to), names),
      } satisfies MessageMeta,
    ]),
  );
