import { lazy } from 'react';
import type { PatternView } from '../../ui/kit/index.ts';
import { NodeArt } from './view/art.tsx';

/** The signs on the graph are needed at once; the board and the cards when somebody looks at them. */
const Board = lazy(() => import('./view/board.tsx').then((part) => ({ default: part.Board })));
const NodeCard = lazy(() => import('./view/cards.tsx').then((part) => ({ default: part.NodeCard })));

const view: PatternView = { NodeArt, NodeCard, board: { label: 'Ledger', Board, opens: true } };
export default view;
