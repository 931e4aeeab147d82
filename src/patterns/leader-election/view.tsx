import type { ReactElement } from 'react';
import { brokenAt } from './goal-books.ts';
import { Segmented, useOwnView, type BoardProps, type NodeCardProps, type PatternView } from '../../ui/kit/index.ts';
import { NodeArt } from './view/art.tsx';
import { ReplicaCard } from './view/card.tsx';
import { FrontCard } from './view/front-card.tsx';
import { HistoryBoard } from './view/history.tsx';
import { LogsBoard, WIDE_PX } from './view/logs.tsx';
import { ReignsBoard } from './view/reigns.tsx';

/** What a node knows: by Raft its log, by the others who leads, and whose word counts. */
function Card(props: NodeCardProps): ReactElement | null {
  return ReplicaCard(props) ?? FrontCard(props);
}

/** Raft and the other side have logs; the other algorithms have reigns, over storage that all share. All have clients. */
function Board(props: BoardProps): ReactElement {
  const [shown, choose] = useOwnView('board', (value): value is 'clients' => value === 'clients');
  const hasReigns = props.topology.nodes.some(({ program }) => program === 'storage');
  const isBroken = brokenAt(props.events, props.cursorSeq) >= 0;
  const tabs = (
    <Segmented
      label="What the board shows"
      size="small"
      value={shown ?? 'replicas'}
      options={[
        { value: 'replicas', label: 'Replicas' },
        isBroken
          ? { value: 'clients', label: BROKEN, name: 'Clients: no order explains what they were told' }
          : { value: 'clients', label: 'Clients' },
      ]}
      onChange={(value) => choose(value === 'clients' ? value : null)}
    />
  );
  if (shown === 'clients') return <HistoryBoard {...props} tabs={tabs} />;
  // Where there is room, they stand above the names.
  const isBeside = !hasReigns && props.widthPx >= WIDE_PX;
  return (
    <div style={{ position: 'relative' }}>
      <div style={isBeside ? { position: 'absolute' } : { marginBottom: 6 }}>{tabs}</div>
      {hasReigns ? <ReignsBoard {...props} /> : <LogsBoard {...props} />}
    </div>
  );
}

const BROKEN = <span style={{ color: 'var(--bad)' }}>Clients ✕</span>;

const view: PatternView = {
  NodeArt,
  NodeCard: Card,
  board: { label: 'Replicas', Board, opens: true },
};
export default view;
