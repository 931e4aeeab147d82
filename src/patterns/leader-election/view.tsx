import type { ReactElement } from 'react';
import type { BoardProps, PatternView } from '../../ui/kit/index.ts';
import { NodeArt } from './view/art.tsx';
import { ReplicaCard } from './view/card.tsx';
import { LogsBoard } from './view/logs.tsx';
import { ReignsBoard } from './view/reigns.tsx';

/** Raft and the other side have logs; the other algorithms have reigns, over storage that all share. */
function Board(props: BoardProps): ReactElement {
  return props.topology.nodes.some(({ program }) => program === 'storage') ? (
    <ReignsBoard {...props} />
  ) : (
    <LogsBoard {...props} />
  );
}

const view: PatternView = {
  NodeArt,
  NodeCard: ReplicaCard,
  board: { label: 'Logs', Board, opens: true },
};
export default view;
