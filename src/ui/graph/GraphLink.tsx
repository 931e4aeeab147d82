import { EdgeLabelRenderer, type Edge, type EdgeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { linkView, pairKey, wallIsQuiet, type LinkView } from '../../derive/link-view.ts';
import { useView } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import { pointOn, type LinkPath } from './geometry.ts';
import { useGraphModel } from './graph-model.ts';
import { isCrowded } from './layout.ts';
import styles from './GraphLink.module.css';

export type GraphLinkType = Edge<{ readonly link: LinkPath }, 'link'>;

const WALL_HALF_PX = 26;
const SMALL_WALL_HALF_PX = 14;

/** The line between two nodes, with the wall that stands across it while it is cut. */
export const GraphLink = memo(function GraphLink({ data }: EdgeProps<GraphLinkType>) {
  const { live, seldom, topology } = useGraphModel();
  const link = data!.link;
  const view = useStore(
    live,
    useShallow((now) => linkView(link.a, link.b, now.scene)),
  );
  const isQuiet = useStore(live, (now) => wallIsQuiet(link.a, link.b, now.scene));
  const isSelected = useView(({ selection }) => selection?.kind === 'link' && isSame(selection, link));
  const isHovered = useView(({ hovered }) => hovered?.kind === 'link' && isSame(hovered, link));
  const isEndSelected = useView(({ selection }) => selection?.kind === 'node' && isEnd(selection.id, link));
  const key = pairKey(link.a, link.b);
  const isIdle = useStore(live, ({ atWork }) => seldom.has(key) && !atWork.has(key));
  return (
    <>
      <path className={styles.reach} d={link.path} />
      <path
        className={classes(
          styles.line,
          isCrowded(topology) && styles.faint,
          isIdle && !isEndSelected && styles.idle,
          view.trouble !== '' && styles.troubled,
          view.wall !== 'none' && styles.cut,
          isHovered && styles.hovered,
          isSelected && styles.selected,
        )}
        d={link.path}
      />
      {view.wall !== 'none' && (
        <Wall link={link} view={view} small={isQuiet} quiet={isQuiet && !isHovered && !isSelected} />
      )}
      {view.trouble !== '' && (
        <Label link={link} below className={styles.warn}>
          {view.trouble}
        </Label>
      )}
    </>
  );
});

const isEnd = (node: string, { a, b }: LinkPath): boolean => node === a || node === b;

const isSame = (
  one: { readonly a: string; readonly b: string },
  other: { readonly a: string; readonly b: string },
): boolean => (one.a === other.a && one.b === other.b) || (one.a === other.b && one.b === other.a);

/** Across the whole line, or only across the lane that is cut. */
function Wall({
  link,
  view,
  small,
  quiet,
}: {
  readonly link: LinkPath;
  readonly view: LinkView;
  /** One of many. */
  readonly small: boolean;
  /** Another wall says it. */
  readonly quiet: boolean;
}) {
  const { x, y, ux, uy } = pointOn(link.curve, 0.5);
  const turn = (Math.atan2(uy, ux) * 180) / Math.PI;
  const half = small ? SMALL_WALL_HALF_PX : WALL_HALF_PX;
  const from = view.wall === 'forth' ? 0 : -half;
  const to = view.wall === 'back' ? 0 : half;
  return (
    <>
      <g transform={`translate(${x} ${y}) rotate(${turn})`} aria-hidden>
        <rect className={styles.ground} x={-5} y={from} width={10} height={to - from} rx={2} />
        <path className={styles.hatch} d={hatchLines(from, to)} />
        <rect className={styles.wall} x={-5} y={from} width={10} height={to - from} rx={2} />
      </g>
      {!quiet && (
        <Label link={link} className={styles.bad}>
          {view.wallText}
          {view.wall !== 'both' && (
            <>
              <br />
              one way
            </>
          )}
        </Label>
      )}
    </>
  );
}

function hatchLines(from: number, to: number): string {
  let path = '';
  for (let y = from - 6; y < to; y += 6) {
    const begin = Math.max(from, y);
    const end = Math.min(to, y + 10);
    path += `M${-5 + (begin - y)} ${begin} L${-5 + (end - y)} ${end} `;
  }
  return path;
}

/** Beside the middle of the line, clear of the messages on it and of the wall across it. */
function Label({
  link,
  below = false,
  className,
  children,
}: {
  readonly link: LinkPath;
  readonly below?: boolean;
  readonly className: string | undefined;
  readonly children: ReactNode;
}) {
  const { x, y, ux, uy } = pointOn(link.curve, 0.5);
  const upright = Math.abs(uy) > Math.abs(ux);
  const at = upright ? { x: x + (below ? -18 : WALL_HALF_PX + 6), y } : { x, y: y + (below ? 14 : -WALL_HALF_PX - 4) };
  const shift = upright ? `translate(${below ? '-100%' : '0'}, -50%)` : `translate(-50%, ${below ? '0' : '-100%'})`;
  return (
    <EdgeLabelRenderer>
      <span
        aria-hidden
        className={classes(styles.label, className)}
        style={{ transform: `translate(${at.x}px, ${at.y}px) ${shift} scale(var(--caption-scale, 1))` }}
      >
        {children}
      </span>
    </EdgeLabelRenderer>
  );
}
