const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** How many of the wanted words begin a word of the text. */
function begun(wanted: readonly string[], text: string): number {
  const words = wordsOf(text);
  return wanted.filter((want) => words.some((word) => word.startsWith(want))).length;
}

/**
 * How well a command fits what was typed: 0 not at all. Every word has to begin a word of its title
 * or of what else is said of it; in the title it counts more. Letters scattered over a text are no match.
 */
export function matchOf(_id: string, typed: string, [title = '', words = '']: readonly string[] = []): number {
  const wanted = wordsOf(typed).filter((word) => word !== '');
  if (wanted.length === 0) return 1;
  const inTitle = begun(wanted, title);
  if (inTitle === wanted.length) return title.toLowerCase().startsWith(typed.trim().toLowerCase()) ? 1 : 0.8;
  return begun(wanted, `${title} ${words}`) === wanted.length ? 0.2 + (0.4 * inTitle) / wanted.length : 0;
}
