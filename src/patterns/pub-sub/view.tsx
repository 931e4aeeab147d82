import type { PatternView } from '../../ui/kit/index.ts';
import { Art } from './view/Art.tsx';
import { Board } from './view/Board.tsx';
import { Card } from './view/Card.tsx';

const view: PatternView = {
  NodeArt: Art,
  NodeCard: Card,
  board: { label: 'Broker', Board, opens: true },
};
export default view;
