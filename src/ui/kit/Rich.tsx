import { Fragment } from 'react';

const MARKS = /\*\*([^*]+)\*\*|`([^`]+)`/g;

/** Text in which `**bold**` and `` `code` `` are marks, and nothing else is. */
export function Rich({ text }: { readonly text: string }) {
  const parts: React.ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(text.slice(last, match.index));
    parts.push(match[1] === undefined ? <code>{match[2]}</code> : <b>{match[1]}</b>);
    last = match.index + match[0].length;
  }
  parts.push(text.slice(last));
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}
