import { createElement, lazy, Suspense, type ComponentType } from 'react';
import type { PatternView } from '../../ui/kit/index.ts';
import type * as Parts from './view/parts.ts';

/** Drawn as soon as it is there. A run needs none of it, so it loads beside the run. */
function later<P extends object>(name: keyof typeof Parts): ComponentType<P> {
  const Part = lazy(async () => ({ default: (await import('./view/parts.ts'))[name] })) as unknown as ComponentType<P>;
  return (props) => createElement(Suspense, null, createElement(Part, props));
}

const view: PatternView = {
  NodeArt: later('PodArt'),
  NodeCard: later('PodCard'),
  board: { label: 'Pod', Board: later('PodBoard'), opens: true },
};
export default view;
