import type { PatternView } from '../../ui/kit/index.ts';
import { NodeArt } from './view/art.tsx';
import { Board } from './view/board.tsx';
import { NodeCard } from './view/card.tsx';

const view: PatternView = { NodeArt, NodeCard, board: { label: 'Requests', Board, opens: true } };
export default view;
