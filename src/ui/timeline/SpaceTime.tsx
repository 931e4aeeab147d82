import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { STATUS_LANE } from '../../derive/lanes.ts';
import { countText, spanText, timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { playback } from '../../state/stores.ts';
import { useCanvas } from './use-canvas.ts';
import { useSize } from '../charts/use-size.ts';
import { useCursorFrame, useRunStore, useThrottledCursor, useView } from '../hooks.ts';
import { classes, IconButton } from '../kit/index.ts';
import { ticksOf, xOf, type TimeScale } from './axis.ts';
import { diagramOf, paintDiagram } from './paint-space-time.ts';
import { SpaceTimeSurface, type Shown } from './SpaceTimeSurface.tsx';
import { contentOf, nextSpan, spanFor, SPANS_US, windowAround } from './space-time-window.ts';
import styles from './timeline.module.css';

/** Lanes share the height there is, within reason. */
const LANE_PX = { least: 18, most: 44 };
const TOP_PX = 30;
const FOOT_PX = 12;
const MOST_EVENTS = 1_500;
const USUAL_EVENTS = 40;
const NOTHING: Shown = { scale: { fromUs: 0, toUs: 1, widthPx: 1 }, diagram: { arrows: [], dots: [] }, isCut: false };

/** Who said what to whom, and when: a lane a node, an arrow a message, in a window around the cursor. */
export function SpaceTime({
  pattern,
  topology,
  corner,
}: {
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly corner: ReactNode;
}) {
  const store = useRunStore();
  const [spanUs, setSpan] = useState<Us>(() =>
    spanFor(store.getState().index.events.length, store.getState().headUs, USUAL_EVENTS),
  );
  const { ref: body, width } = useSize<HTMLDivElement>();
  const shown = useRef<Shown>(NOTHING);
  const selected = useView(({ selection }) => (selection?.kind === 'message' ? selection.id : null));
  const selectedNode = useView(({ selection }) => (selection?.kind === 'node' ? selection.id : null));
  const { ref: box, height: boxPx } = useSize<HTMLDivElement>();
  const pitch = lanePitch(topology.nodes.length, boxPx);
  const lanes = topology.nodes.map(({ id }, place) => ({ node: id, y: TOP_PX + place * pitch }));

  const { ref: canvas, redraw } = useCanvas((context, widthPx, height, theme) => {
    const { index, scenario, headUs } = store.getState();
    const { cursorUs, cursorSeq } = playback.getState();
    const window = windowAround(cursorUs, spanUs, scenario?.untilUs ?? spanUs);
    const scale = { ...window, widthPx };
    const places = new Map(lanes.map(({ node, y }) => [node, y]));
    const content = contentOf(index, window, MOST_EVENTS);
    const diagram = diagramOf(content, scale, (node) => places.get(node), pattern);
    shown.current = { scale, diagram, isCut: content.isCut };
    const ticks = ticksOf(scale, 90);
    paintDiagram(
      context,
      height,
      {
        diagram,
        scale,
        ticks,
        lanes,
        outages: index.lanes().filter(({ lane }) => lane === STATUS_LANE),
        cursorUs,
        cursorSeq,
        headUs,
        selected,
        pattern,
      },
      theme,
    );
    paintTicks(context, ticks, scale, theme.faint, theme.font);
  });
  useCursorFrame(redraw);
  const zoom = (direction: 1 | -1) => setSpan((held) => nextSpan(held, direction));
  useZoomWheel(body, zoom);

  return (
    <div className={styles.spaceTime}>
      {/* Scrolls by keyboard too. */}
      <div className={styles.diagram} ref={box} tabIndex={0} role="group" aria-label="Messages between nodes over time">
        <div className={styles.diagramBody} style={{ height: TOP_PX + (lanes.length - 1) * pitch + FOOT_PX }}>
          <div className={styles.labels}>
            {topology.nodes.map(({ id, label }, place) => (
              <span
                key={id}
                className={classes(styles.label, selectedNode === id && styles.labelSelected)}
                style={{ top: TOP_PX + place * pitch - 9, height: 18 }}
                title={label}
              >
                <span className={styles.labelText}>{label}</span>
              </span>
            ))}
          </div>
          <SpaceTimeSurface shown={shown} track={body} pattern={pattern} topology={topology}>
            <canvas className={styles.canvas} ref={canvas} aria-hidden />
          </SpaceTimeSurface>
        </div>
      </div>
      <div className={styles.diagramFoot}>
        {corner}
        <Summary shown={shown} key={`${spanUs} ${width}`} />
        <span>{spanText(spanUs)}</span>
        <IconButton label="Closer" size="small" side="top" disabled={spanUs === SPANS_US[0]} onClick={() => zoom(-1)}>
          <ZoomIn size={16} aria-hidden />
        </IconButton>
        <IconButton
          label="Farther"
          size="small"
          side="top"
          disabled={spanUs === SPANS_US.at(-1)}
          onClick={() => zoom(1)}
        >
          <ZoomOut size={16} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

const lanePitch = (lanes: number, boxPx: number): number =>
  Math.min(LANE_PX.most, Math.max(LANE_PX.least, Math.floor((boxPx - TOP_PX - FOOT_PX) / Math.max(1, lanes - 1))));

function paintTicks(
  context: CanvasRenderingContext2D,
  ticks: ReturnType<typeof ticksOf>,
  scale: TimeScale,
  colour: string,
  font: string,
): void {
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.font = `400 11px ${font}`;
  context.textBaseline = 'alphabetic';
  for (const { us, label } of ticks)
    context.fillText(label, Math.min(xOf(scale, us) + 3, scale.widthPx - context.measureText(label).width), 12);
}

/** Ctrl and the wheel zoom, as in maps; the wheel alone scrolls. */
function useZoomWheel(ref: { readonly current: HTMLElement | null }, zoom: (direction: 1 | -1) => void): void {
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => {
    const element = ref.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current(event.deltaY > 0 ? 1 : -1);
    };
    // React's own wheel listeners are passive: they could not keep the page from zooming.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [ref]);
}

/** What the picture shows, in words: for those who cannot see it, and as its legend. */
function Summary({ shown }: { readonly shown: { readonly current: Shown } }) {
  const { cursorUs } = useThrottledCursor(2);
  const [words, setWords] = useState('');
  useEffect(() => {
    // The canvas draws in the next frame; this reads what it drew.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const { scale, diagram, isCut } = shown.current;
        const changes = diagram.dots.filter(({ entered }) => entered !== null).length;
        const lost = diagram.arrows.filter(({ flight }) => flight.lost !== null).length;
        setWords(
          `${timeText(scale.fromUs)} to ${timeText(scale.toUs)}: ${countText(diagram.arrows.length)} messages, ${countText(lost)} lost, ${countText(changes)} state changes${isCut ? '; too many to draw them all, look closer' : ''}`,
        );
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [shown, cursorUs]);
  return <span>{words}</span>;
}
