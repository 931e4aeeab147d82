import { lazy, type ReactElement } from 'react';
import type { NodeArtProps, PatternView } from '../../ui/kit/index.ts';

/** Words for the `slots` lane, short enough for a badge. */
const BADGES: Readonly<Record<string, { readonly text: string; readonly tone: string }>> = {
  MIGRATING: { text: 'giving', tone: 'warn' },
  IMPORTING: { text: 'taking', tone: 'accent' },
  CRITICAL: { text: 'critical', tone: 'bad' },
};

/** On the graph: what a shard does with keys, and whose map is old. */
function Art({ node, now, scene, radius }: NodeArtProps): ReactElement | null {
  if (now.status === 'down') return null;
  let newest: number | undefined;
  for (const id of ['directory', 'directory2', 'directory3']) {
    const made = scene.nodes[id]?.metrics['epoch'];
    if (made !== undefined && (newest === undefined || made > newest)) newest = made;
  }
  const epoch = now.metrics['epoch'];
  const behind = newest !== undefined && epoch !== undefined && epoch < newest && !node.id.startsWith('directory');
  const badge = BADGES[now.lanes['slots'] ?? ''];
  return (
    <g fontSize={11} textAnchor="middle">
      {badge !== undefined && now.lanes['main'] !== 'REPLICA' && (
        <Badge x={0} y={-radius - 12} text={badge.text} tone={badge.tone} />
      )}
      {behind && (
        <Badge x={0} y={badge === undefined ? -radius - 12 : -radius - 30} text={`${epoch} < ${newest}`} tone="warn" />
      )}
    </g>
  );
}

interface BadgeProps {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly tone: string;
}

function Badge({ x, y, text, tone }: BadgeProps): ReactElement {
  const width = text.length * 6.4 + 12;
  return (
    <g transform={`translate(${x} ${y})`}>
      {/* As large as the captions, however far the graph is zoomed out. */}
      <g style={{ transform: 'scale(var(--caption-scale, 1))' }}>
        <rect
          x={-width / 2}
          y={-9}
          width={width}
          height={17}
          rx={5}
          fill={`var(--${tone}-soft)`}
          stroke={`var(--${tone})`}
        />
        <text y={4} fill={`var(--${tone})`}>
          {text}
        </text>
      </g>
    </g>
  );
}

// The graph needs the art at once; the board and the card come when they are opened.
const Board = lazy(() => import('./view/board.tsx').then((part) => ({ default: part.Board })));
const Card = lazy(() => import('./view/card.tsx').then((part) => ({ default: part.Card })));

const view: PatternView = { NodeArt: Art, NodeCard: Card, board: { label: 'Shards', Board, opens: true } };
export default view;
