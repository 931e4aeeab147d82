import { view } from '../../state/stores.ts';
import type { ViewState } from '../../state/types.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** `wide`: three columns. `medium`: the lesson is a drawer. `narrow`: one sheet below the graph. */
export type Width = 'wide' | 'medium' | 'narrow';
export type BottomTab = 'timeline' | 'board' | 'charts' | 'log';

export interface LayoutState {
  readonly width: Width;
  /** The lesson drawer, where the lesson is one. */
  readonly drawer: boolean;
  readonly bottomTab: BottomTab;
}

export const NARROW_PX = 820;
export const MEDIUM_PX = 1100;

export const widthOf = (px: number): Width => (px <= NARROW_PX ? 'narrow' : px <= MEDIUM_PX ? 'medium' : 'wide');

/** How the parts stand on this screen: nothing that a link should carry to another one. */
export const layout: StoreApi<LayoutState> = createStore<LayoutState>()(() => ({
  width: 'wide',
  drawer: false,
  bottomTab: 'timeline',
}));

const hasSomethingToSay = ({ lessonStep, note }: ViewState): boolean => lessonStep !== null || note !== null;

/** Keeps `width` true. Answers a function that stops. */
export function followWidth(): () => void {
  const measure = (): void => {
    const width = widthOf(window.innerWidth);
    if (width !== layout.getState().width)
      layout.setState({ width, drawer: width === 'medium' && hasSomethingToSay(view.getState()) });
  };
  measure();
  window.addEventListener('resize', measure);
  // A lesson that begins or a note, by a link or from elsewhere, comes into sight.
  const unwatch = view.subscribe((now, before) => {
    if (hasSomethingToSay(now) && !hasSomethingToSay(before) && layout.getState().width === 'medium')
      layout.setState({ drawer: true });
  });
  return () => {
    window.removeEventListener('resize', measure);
    unwatch();
  };
}
