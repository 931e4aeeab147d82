import { createElement, lazy, Suspense, type ComponentType } from 'react';
import type { PatternView } from '../../ui/kit/index.ts';

/** Drawn as soon as it is there. A run needs none of it, so it loads beside the run. */
const later = <P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> => {
  const Part = lazy(load) as unknown as ComponentType<P>;
  return (props) => createElement(Suspense, null, createElement(Part, props));
};

const view: PatternView = {
  NodeArt: later(() => import('./view/art.tsx').then((part) => ({ default: part.PodArt }))),
  NodeCard: later(() => import('./view/cards.tsx').then((part) => ({ default: part.PodCard }))),
  board: {
    label: 'Pod',
    Board: later(() => import('./view/PodBoard.tsx').then((part) => ({ default: part.PodBoard }))),
    opens: true,
  },
};
export default view;
