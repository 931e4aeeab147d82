import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { mainRun } from '../../state/stores.ts';
import { useRun } from '../hooks.ts';
import type { PatternView } from '../kit/index.ts';

const loaders = import.meta.glob<PatternView>(['../../patterns/*/view.tsx', '!../../patterns/_template/view.tsx'], {
  import: 'default',
});

const NO_VIEW: PatternView = {};

/** Views that are loaded, by pattern. One that cannot be loaded draws nothing: the run does not depend on it. */
const views = createStore<Readonly<Record<string, PatternView>>>()(() => ({}));
const asked = new Set<string>();

function load(id: string): void {
  const loader = loaders[`../../patterns/${id}/view.tsx`];
  if (asked.has(id) || loader === undefined) return;
  asked.add(id);
  loader().then(
    (view) => views.setState({ [id]: view }),
    (error: unknown) => {
      // Asked for again when the pattern is opened next: the network may be back by then.
      asked.delete(id);
      console.error(error);
    },
  );
}

/** What the pattern of the run in this context draws of its own; empty until it is loaded. */
export function usePatternView(): PatternView {
  const id = useRun((run) => run.pattern?.meta.id ?? '');
  useEffect(() => load(id), [id]);
  return useStore(views, (all) => all[id] ?? NO_VIEW);
}

/** Whether the pattern that is open has a board. */
export const hasBoard = (): boolean => views.getState()[mainRun.getState().pattern?.meta.id ?? '']?.board !== undefined;
