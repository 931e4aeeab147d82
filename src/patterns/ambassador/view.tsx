import { lazy, Suspense, type ComponentType } from 'react';
import type { PatternView } from '../../ui/kit/index.ts';

/** Loaded when it is drawn: a run itself needs none of it. */
function later<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>): ComponentType<P> {
  const Part = lazy(load) as unknown as ComponentType<P>;
  return (props) => (
    <Suspense fallback={null}>
      <Part {...props} />
    </Suspense>
  );
}

const view: PatternView = {
  NodeArt: later(() => import('./view/art.tsx')),
  NodeCard: later(() => import('./view/card.tsx')),
  board: { label: 'Requests', Board: later(() => import('./view/board.tsx')), opens: true },
};
export default view;
