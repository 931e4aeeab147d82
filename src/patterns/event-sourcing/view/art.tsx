import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';

const metric = ({ now }: NodeArtProps, name: string): number => now.metrics[name] ?? 0;

/** A small sign beside a node that says what the words below it cannot. */
export function NodeArt(props: NodeArtProps): ReactElement | null {
  switch (props.node.program) {
    case 'eventStore':
      return <Growing {...props} />;
    case 'projector':
      return <Rebuild {...props} />;
    case 'auditor':
      return <Seal {...props} />;
    case 'desk':
      return <Folded {...props} />;
    case 'reconciler':
      return <Pips count={metric(props, 'breaks')} radius={props.radius} colour="var(--bad)" mark="×" />;
    case 'fraud':
      return <Pips count={metric(props, 'alerts')} radius={props.radius} colour="var(--bad)" mark="⚑" />;
    case 'clearing':
      return <Pips count={metric(props, 'open')} radius={props.radius} colour="var(--warn)" mark="?" />;
    default:
      return null;
  }
}

/** The end of the log: the last cells, the newest one filled. */
function Growing({ radius, now }: NodeArtProps): ReactElement {
  const head = now.metrics['head'] ?? 0;
  const cells = Math.min(5, head);
  return (
    <g transform={`translate(${radius + 6} -5)`}>
      {Array.from({ length: cells }, (_, i) => (
        <rect
          key={head - cells + i}
          x={i * 9}
          width={7}
          height={10}
          rx={2}
          fill={i === cells - 1 ? 'var(--purple)' : 'var(--panel)'}
          stroke="var(--purple)"
          strokeWidth={1.25}
        />
      ))}
    </g>
  );
}

/** How far the new view has come, as a ring. */
function Rebuild(props: NodeArtProps): ReactElement | null {
  if (props.now.lanes['view'] !== 'REBUILDING') return null;
  const ring = props.radius + 5;
  const round = 6.2832 * ring;
  const share = Math.min(1, metric(props, 'rebuilt') / Math.max(1, metric(props, 'position')));
  return (
    <g fill="none" transform="rotate(-90)">
      <circle r={ring} stroke="var(--line)" strokeWidth={3} />
      <circle r={ring} stroke="var(--purple)" strokeWidth={3} strokeDasharray={`${round * share} ${round}`} />
    </g>
  );
}

/** A seal: whole, or broken. */
function Seal({ radius, now }: NodeArtProps): ReactElement {
  const broken = now.lanes['audit'] === 'TAMPERED';
  const colour = broken ? 'var(--bad)' : 'var(--ok)';
  return (
    <g transform={`translate(${radius} ${-radius})`} fill="none" stroke={colour} strokeWidth={2}>
      <circle r={9} fill={broken ? 'var(--bad-soft)' : 'var(--ok-soft)'} strokeDasharray={broken ? '4 3' : undefined} />
      <path d={broken ? 'M-4 -4L4 4M4 -4L-4 4' : 'M-4 0L-1 3L4 -3'} />
    </g>
  );
}

/** What the last command had to fold: a stack of lines, ten at most. */
function Folded(props: NodeArtProps): ReactElement | null {
  const folded = metric(props, 'foldedPerCommand');
  const lines = Math.min(10, folded);
  if (lines === 0) return null;
  return (
    <g transform={`translate(${-props.radius - 12} ${props.radius - 4})`} stroke="var(--purple)" strokeWidth={2}>
      {Array.from({ length: lines }, (_, i) => (
        <path key={i} d={`M0 ${-i * 4}h7`} />
      ))}
    </g>
  );
}

function Pips(props: {
  readonly count: number;
  readonly radius: number;
  readonly colour: string;
  readonly mark: string;
}): ReactElement | null {
  const { count, radius, colour, mark } = props;
  const shown = Math.min(5, count);
  if (shown === 0) return null;
  return (
    <g
      transform={`translate(${radius + 8} ${-radius + 8})`}
      fontSize={13}
      fontWeight={700}
      fill={colour}
      textAnchor="middle"
    >
      {Array.from({ length: shown }, (_, i) => (
        <text key={i} x={(i % 3) * 10} y={Math.floor(i / 3) * 13}>
          {mark}
        </text>
      ))}
    </g>
  );
}
