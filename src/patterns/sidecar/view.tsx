import type { PatternView } from '../../ui/kit/index.ts';
import { PodArt } from './view/art.tsx';
import { PodCard } from './view/cards.tsx';
import { PodBoard } from './view/PodBoard.tsx';

const view: PatternView = {
  NodeArt: PodArt,
  NodeCard: PodCard,
  board: { label: 'Pod', Board: PodBoard, opens: true },
};
export default view;
