import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';

/** A small sign beside a node, for what its shape and the words below it do not say. */
export function NodeArt(props: NodeArtProps): ReactElement | null {
  switch (props.node.program) {
    case 'ambassador':
      return <BudgetArc {...props} />;
    case 'provider':
      return <Duplicates {...props} />;
    default:
      return null;
  }
}

/** The retry budget around an ambassador: what is used of what is allowed now. */
function BudgetArc({ now, radius, settings }: NodeArtProps): ReactElement | null {
  const retries = now.metrics['retries'] ?? 0;
  const allowed = now.metrics['allowed'] ?? 0;
  const none = settings['budget.kind'] === 'none' || settings['budget.kind'] === 'tokens';
  if (none)
    return retries === 0 ? null : <Badge x={radius + 4} y={-radius + 2} words={`${retries}`} colour="var(--warn)" />;
  const ring = radius + 6;
  const round = 6.2832 * ring;
  const share = allowed === 0 ? 0 : Math.min(1, retries / allowed);
  const full = share >= 1;
  return (
    <g>
      <g fill="none" transform="rotate(-90)" strokeWidth={3.5}>
        <circle r={ring} stroke="var(--line)" />
        <circle
          r={ring}
          stroke={full ? 'var(--purple)' : 'var(--warn-mark)'}
          strokeDasharray={`${round * share} ${round}`}
        />
      </g>
      {full && <Badge x={radius + 4} y={-radius + 2} words="full" colour="var(--purple)" />}
    </g>
  );
}

/** Payments made twice, counted where they were made. */
function Duplicates({ now, radius, node }: NodeArtProps): ReactElement | null {
  const twice = now.metrics['duplicates'] ?? 0;
  if (node.id !== 'payments' || twice === 0) return null;
  return <Badge x={radius + 2} y={-radius + 4} words={`2× ${twice}`} colour="var(--bad)" />;
}

function Badge({
  x,
  y,
  words,
  colour,
}: {
  readonly x: number;
  readonly y: number;
  readonly words: string;
  readonly colour: string;
}): ReactElement {
  const width = words.length * 6.6 + 10;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        x={-width / 2}
        y={-8.5}
        width={width}
        height={17}
        rx={8.5}
        fill="var(--panel)"
        stroke={colour}
        strokeWidth={1.4}
      />
      <text y={4} textAnchor="middle" fontSize={11} fontWeight={600} fill={colour} fontFamily="var(--font-ui)">
        {words}
      </text>
    </g>
  );
}
