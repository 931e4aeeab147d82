import { colourVar } from '../kit/colours.ts';
import { Glyph } from '../kit/Glyph.tsx';
import { RoleShape } from '../kit/RoleShape.tsx';
import type { Picture, PictureLink, PictureNode } from './pictures.ts';

const WIDTH = 320;
const HEIGHT = 172;
/** px above it: the scene that takes its place has a head for words. */
const HEAD = 20;
const CELL = 7;

/** A pattern's system in trouble, drawn as the workbench draws it. Decoration: the card says it in words. */
export function Miniature({ picture }: { readonly picture: Picture }) {
  const { nodes, links, marks, wallX, pod } = picture;
  const place = new Map(nodes.map((node) => [node.id, node]));
  return (
    <svg viewBox={`0 ${-HEAD} ${WIDTH} ${HEAD + HEIGHT}`} aria-hidden width="100%">
      {pod && (
        <rect
          x={pod[0]}
          y={pod[1]}
          width={pod[2]}
          height={pod[3]}
          rx={12}
          fill="none"
          stroke="var(--edge)"
          strokeDasharray="2 5"
        />
      )}
      {links.map((link) => (
        <Link key={`${link.from}-${link.to}`} link={link} from={place.get(link.from)} to={place.get(link.to)} />
      ))}
      {wallX !== undefined && (
        <path d={`M${wallX} 14 V${HEIGHT - 14}`} stroke="var(--bad)" strokeWidth={2} strokeDasharray="5 5" />
      )}
      {nodes.map((node) => (
        <Node key={node.id} node={node} />
      ))}
      {marks.map((mark, index) => (
        <g key={index} transform={`translate(${mark.x - 5.5} ${mark.y - 5.5})`}>
          <Glyph glyph={mark.glyph} colour={mark.colour} size={11} />
        </g>
      ))}
    </svg>
  );
}

function Link({
  link,
  from,
  to,
}: {
  readonly link: PictureLink;
  readonly from: PictureNode | undefined;
  readonly to: PictureNode | undefined;
}) {
  if (!from || !to) return null;
  return (
    <path
      d={`M${from.x} ${from.y} L${to.x} ${to.y}`}
      stroke={link.cut ? 'var(--bad)' : 'var(--edge)'}
      strokeWidth={1.2}
      opacity={link.cut ? 0.55 : 0.75}
      {...(link.cut ? { strokeDasharray: '3 4' } : {})}
      fill="none"
    />
  );
}

function Node({ node }: { readonly node: PictureNode }) {
  const size = node.size ?? 46;
  const below = node.y + size / 2 + (node.cells ? 20 : 12);
  return (
    <>
      <g transform={`translate(${node.x - size / 2} ${node.y - size / 2})`}>
        <RoleShape
          shape={node.shape}
          letter={node.letter}
          size={size}
          tone={node.tone}
          down={node.down ?? false}
          external={node.external ?? false}
        />
      </g>
      {node.cells && <Cells x={node.x} y={node.y + size / 2} busy={node.cells[0]} count={node.cells[1]} />}
      {node.figure && (
        <text
          x={node.x}
          y={below}
          textAnchor="middle"
          fontSize={10.5}
          fontWeight={node.figureTone ? 600 : 400}
          fill={node.figureTone ? colourVar(node.figureTone) : 'var(--mute)'}
        >
          {node.figure}
        </text>
      )}
    </>
  );
}

function Cells({
  x,
  y,
  busy,
  count,
}: {
  readonly x: number;
  readonly y: number;
  readonly busy: number;
  readonly count: number;
}) {
  const left = x - (count * CELL) / 2;
  return Array.from({ length: count }, (_, index) => (
    <rect
      key={index}
      x={left + index * CELL + 1}
      y={y}
      width={CELL - 2}
      height={8}
      rx={1.5}
      fill={index < busy ? 'var(--bad-mark)' : 'none'}
      stroke={index < busy ? 'var(--bad-mark)' : 'var(--edge)'}
    />
  ));
}
