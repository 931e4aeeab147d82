import { createElement, lazy, Suspense } from 'react';
import type { BoardProps, NodeCardProps, PatternView } from '../../ui/kit/index.ts';
import { PodArt } from './view/art.tsx';

const Board = lazy(() => import('./view/PodBoard.tsx').then((part) => ({ default: part.PodBoard })));
const Card = lazy(() => import('./view/cards.tsx').then((part) => ({ default: part.PodCard })));

/** Board and cards come when somebody looks at them: a run needs neither. */
const view: PatternView = {
  NodeArt: PodArt,
  NodeCard: (props: NodeCardProps) => createElement(Suspense, null, createElement(Card, props)),
  board: {
    label: 'Pod',
    Board: (props: BoardProps) => createElement(Suspense, null, createElement(Board, props)),
    opens: true,
  },
};
export default view;
