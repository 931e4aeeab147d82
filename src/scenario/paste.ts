/** A link as found in a pasted text: its pattern, null where only a query was given, and its query. */
export interface PastedLink {
  readonly pattern: string | null;
  readonly query: string;
}

/**
 * Finds the scenario in what people paste: a full address, its fragment, or its query alone, with
 * what chats and mail programs do to it: brackets, quotes, `&amp;`, %-escapes (even twice),
 * invisible characters, punctuation at the end. Links hold no `%`, so unescaping is safe.
 */
export function readPasted(text: string): PastedLink | null {
  const token = unescaped(linkToken(text)).trim();
  const fragment = fragmentOf(token);
  if (fragment === null) return null;
  const link = withoutTrailing(fragment).replace(/^[/\s]+/, '');
  const mark = link.indexOf('?');
  if (mark < 0 && !link.includes('=')) return { pattern: link.replace(/\/+$/, ''), query: '' };
  const head = mark < 0 ? '' : link.slice(0, mark).replace(/\/+$/, '');
  return { pattern: head === '' ? null : head, query: link.slice(mark + 1) };
}

/** Links hold no white space: the word that looks like one of ours. */
function linkToken(text: string): string {
  // Zero-width and direction marks, soft hyphens: seen in copied text, never meant.
  const visible = text.replace(/[\u00AD\u200B-\u200F\u2028-\u202E\u2060\uFEFF]/g, '');
  const words = visible.split(/\s+/).filter((word) => word !== '');
  return words.find((word) => /#(\/|%2f)/i.test(word)) ?? words.find((word) => word.includes('?')) ?? words[0] ?? '';
}

/** Some programs escape what was escaped before: three rounds are more than was ever seen. */
const ROUNDS = 3;

function unescaped(text: string): string {
  let current = text;
  for (let round = 0; round < ROUNDS; round++) {
    const next = current.replace(/&amp;/gi, '&').replace(/(?:%[0-9a-f]{2})+/gi, decodeRun);
    if (next === current) break;
    current = next;
  }
  return current;
}

/** Escapes that are not UTF-8 stay as they stand, and the part that holds them is told as broken. */
function decodeRun(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}

function fragmentOf(text: string): string | null {
  const route = text.indexOf('#/');
  if (route >= 0) return text.slice(route + 1);
  const bare = text.replace(/^[<("'[{«„“‘]+/, '');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(bare)) return bare.replace(/^#/, '');
  const hash = bare.indexOf('#');
  return hash < 0 ? null : bare.slice(hash + 1);
}

/** Drops what a sentence puts behind a link: punctuation, and parentheses that nothing opened. */
function withoutTrailing(text: string): string {
  let unopened = 0;
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    else if (character === ')' && open > 0) open--;
    else if (character === ')') unopened++;
  }
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1] ?? '';
    if (last === ')' && unopened > 0) unopened--;
    else if (!/[\s.,;:!?<>"'`´’”»“*}\]|…]/.test(last)) break;
  }
  return text.slice(0, end);
}
