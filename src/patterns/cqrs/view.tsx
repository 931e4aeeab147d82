import { lazy, Suspense, type ReactElement } from 'react';
import type { BoardProps, NodeCardProps, PatternView } from '../../ui/kit/index.ts';
import { Art } from './view/Art.tsx';

/** Loaded when they are first shown: a graph can be drawn without them. */
const LazyBoard = lazy(() => import('./view/Board.tsx').then(({ Board }) => ({ default: Board })));
const LazyCard = lazy(() => import('./view/Card.tsx').then(({ Card }) => ({ default: Card })));

const BoardLater = (props: BoardProps): ReactElement => (
  <Suspense fallback={null}>
    <LazyBoard {...props} />
  </Suspense>
);
const CardLater = (props: NodeCardProps): ReactElement => (
  <Suspense fallback={null}>
    <LazyCard {...props} />
  </Suspense>
);

const view: PatternView = {
  NodeArt: Art,
  NodeCard: CardLater,
  board: { label: 'Models', Board: BoardLater, opens: true },
};
export default view;
