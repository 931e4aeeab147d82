import { createContext, useCallback, useContext, useState } from 'react';

type Value = number | string;

export interface OwnViewKeeper {
  readonly own: Readonly<Record<string, Value>>;
  keep(name: string, value: Value | null): void;
}

/** Set around a pattern's own views by whoever keeps what is chosen in them. */
export const OwnViewContext = createContext<OwnViewKeeper | null>(null);

/**
 * `useState` for what a reader chooses in a pattern's own view, such as how far a slider is drawn back:
 * it survives a reload and travels in the link, and changes nothing in the run. Null: nothing chosen.
 *
 * `name`: lower case first, letters and digits, unit last, one for each choice of the pattern (8 at
 * most); it stands in links, so it is for ever. `takes`: whether a value is one that this view can
 * show; what came in a link and is none counts as nothing chosen. Numbers are whole.
 */
export function useOwnView<T extends Value>(
  name: string,
  takes: (value: Value) => value is T,
): readonly [T | null, (value: T | null) => void] {
  const keeper = useContext(OwnViewContext);
  // Where nobody keeps it, as in a test of the view alone, it lasts as long as the view.
  const [held, hold] = useState<Value | null>(null);
  const value = keeper === null ? held : Object.hasOwn(keeper.own, name) ? keeper.own[name]! : null;
  const keep = keeper?.keep;
  const choose = useCallback((next: T | null) => (keep === undefined ? hold(next) : keep(name, next)), [keep, name]);
  return [value !== null && takes(value) ? value : null, choose];
}
