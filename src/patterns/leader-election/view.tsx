import type { ReactElement } from 'react';
import type { BoardProps, NodeCardProps, PatternView } from '../../ui/kit/index.ts';
import { NodeArt } from './view/art.tsx';
import { ReplicaCard } from './view/card.tsx';
import { FrontCard } from './view/front-card.tsx';
import { LogsBoard } from './view/logs.tsx';
import { ReignsBoard } from './view/reigns.tsx';

/** What a node knows: by Raft its log, by the others who leads, and whose word counts. */
function Card(props: NodeCardProps): ReactElement | null {
  return ReplicaCard(props) ?? FrontCard(props);
}

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
  NodeCard: Card,
  board: { label: 'Replicas', Board, opens: true },
};
export default view;
