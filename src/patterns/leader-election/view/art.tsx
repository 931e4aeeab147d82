import type { ReactElement } from 'react';
import { numberOf } from '../programs/raft-state.ts';
import type { NodeArtProps } from '../../../ui/kit/index.ts';
import { hueOf, TEXT_PX } from './terms.ts';

/** The term as ring and number, the election timer as an arc, votes on the side of their voters. */
export function NodeArt(props: NodeArtProps): ReactElement | null {
  const { node, now, radius } = props;
  if (!node.id.startsWith('n') || now.status === 'down') return null;
  const term = now.metrics['term'] ?? 0;
  const state = now.lanes['main'] ?? '';
  const leads = state === 'leader' || state === 'transferring';
  // The other algorithms number their leaders too, with tokens that count from 0.
  const token = now.metrics['token'];
  const hue = term > 0 || token === undefined ? term : token + 1;
  const ring = radius + 7;
  return (
    <g fill="none" overflow="visible">
      {leads ? <LeaderRing radius={ring} term={hue} /> : <Timer {...props} radius={ring} term={term} />}
      {(term > 0 || token !== undefined) && (
        <Badge x={radius * 0.74} y={-radius * 0.8} text={term > 0 ? `${term}` : `#${token}`} term={hue} />
      )}
      {node.program === 'replica' && state.endsWith('candidate') && <Votes {...props} radius={ring + 9} />}
      {!leads && <Believes {...props} radius={ring} />}
    </g>
  );
}

/** Two lines: nobody has to know the colour. */
function LeaderRing({ radius, term }: { readonly radius: number; readonly term: number }): ReactElement {
  return (
    <g stroke={term > 0 ? hueOf(term) : 'var(--ok-mark)'}>
      <circle r={radius} strokeWidth={3} />
      <circle r={radius + 4.5} strokeWidth={1.5} />
    </g>
  );
}

/** What is left of the wait: at nothing, it stands for election. */
function Timer({ now, settings, timeUs, radius, term }: NodeArtProps & { readonly term: number }): ReactElement | null {
  const deadlineUs = now.metrics['deadline'];
  if (deadlineUs === undefined) return null;
  const longestUs = (Number(settings['raft.electionMs']) + Number(settings['raft.spreadMs'])) * 1_000;
  // Its deadline is by its own clock: while that runs fast or slow, nothing here says how long it still is.
  const runsTrue = (now.conditions['clockDrift'] ?? 0) === 0;
  const share = longestUs > 0 && runsTrue ? (deadlineUs - timeUs) / longestUs : 0;
  return (
    <g strokeLinecap="round">
      <circle r={radius} stroke="var(--line)" strokeWidth={2} />
      {share > 0 && (
        <circle
          r={radius}
          stroke={hueOf(term)}
          strokeWidth={3}
          pathLength={100}
          strokeDasharray={`${Math.min(100, share * 100).toFixed(1)} 100`}
          transform="rotate(-90)"
        />
      )}
    </g>
  );
}

function Badge({
  x,
  y,
  text,
  term,
}: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly term: number;
}): ReactElement {
  const width = text.length > 1 ? 25 : 18;
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <rect
        x={-width / 2}
        y={-9}
        width={width}
        height={18}
        rx={9}
        fill="var(--panel)"
        stroke={hueOf(term)}
        strokeWidth={2}
      />
      <text y={4} textAnchor="middle" fontSize={TEXT_PX} fontWeight={600} fill="var(--ink)">
        {text}
      </text>
    </g>
  );
}

/** Plus: granted. Minus: refused. Empty: not heard of. */
function Votes({ node, now, topology, radius, towards }: NodeArtProps): ReactElement {
  const granted = now.metrics['granted'] ?? 0;
  const refused = now.metrics['refused'] ?? 0;
  return (
    <g>
      {topology.nodes.map(({ id }) => {
        const way = id === node.id || !id.startsWith('n') ? null : towards(id);
        if (way === null) return null;
        const bit = 1 << numberOf(id);
        const vote = granted & bit ? 'yes' : refused & bit ? 'no' : 'open';
        return <VoteMark key={id} x={way.x * radius} y={way.y * radius} vote={vote} />;
      })}
    </g>
  );
}

const MARKS = {
  yes: { colour: 'var(--ok)', fill: 'var(--ok-soft)', path: 'M-3 0H3M0 -3V3' },
  no: { colour: 'var(--bad)', fill: 'var(--bad-soft)', path: 'M-3 0H3' },
  open: { colour: 'var(--edge)', fill: 'var(--panel)', path: '' },
} as const;

function VoteMark({
  x,
  y,
  vote,
}: {
  readonly x: number;
  readonly y: number;
  readonly vote: keyof typeof MARKS;
}): ReactElement {
  const { colour, fill, path } = MARKS[vote];
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} stroke={colour} strokeWidth={1.6}>
      <circle r={6} fill={fill} strokeDasharray={vote === 'open' ? '2 2.4' : undefined} />
      {path !== '' && <path d={path} />}
    </g>
  );
}

/** A small arrowhead on the ring: whom this one takes for the leader. */
function Believes({ node, now, radius, towards }: NodeArtProps): ReactElement | null {
  const leader = now.metrics['leader'] ?? 0;
  const way = leader === 0 || `n${leader}` === node.id ? null : towards(`n${leader}`);
  if (way === null) return null;
  const { x, y } = way;
  const at = radius + 3;
  // Turned to where it points: the unit vector is the rotation.
  return (
    <path
      transform={`matrix(${x} ${y} ${-y} ${x} ${(x * at).toFixed(1)} ${(y * at).toFixed(1)})`}
      d="M0 -4.5L7 0L0 4.5Z"
      fill="var(--mute)"
    />
  );
}
