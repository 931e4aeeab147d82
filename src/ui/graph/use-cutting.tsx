import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { useCommands } from '../hooks.ts';
import { cutsFor, linksAcross } from './cutting.ts';
import type { LinkPath, Point } from './geometry.ts';
import { useGraphModel } from './graph-model.ts';
import styles from './Graph.module.css';

/** A press that hardly moves is no stroke, px. */
const LEAST_PX = 12;

/** In the page's pixels; `corner`: the panel's, where the line is drawn from. */
interface Stroke {
  readonly corner: Point;
  readonly from: Point;
  readonly to: Point;
}

/**
 * Shift and drag draws a stroke; the links that it goes across are cut, as one thing to undo. The menus
 * of nodes and links do the same for the keyboard and a finger.
 */
export function useCutting(links: readonly LinkPath[]) {
  const flow = useReactFlow();
  const { topology } = useGraphModel();
  const { actAll } = useCommands();
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const drawing = useRef<Stroke | null>(null);

  const draw = (next: Stroke | null): void => {
    drawing.current = next;
    setStroke(next);
  };
  const isDrawing = stroke !== null;
  useEffect(() => {
    if (!isDrawing) return undefined;
    const drop = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      drawing.current = null;
      setStroke(null);
    };
    window.addEventListener('keydown', drop, true);
    return () => window.removeEventListener('keydown', drop, true);
  }, [isDrawing]);

  const found = ({ from, to }: Stroke) =>
    cutsFor(topology, linksAcross(links, flow.screenToFlowPosition(from), flow.screenToFlowPosition(to)));

  return {
    handlers: {
      onPointerDownCapture(event: PointerEvent<HTMLElement>) {
        if (!event.shiftKey || event.button !== 0 || event.pointerType === 'touch') return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const { left, top } = event.currentTarget.getBoundingClientRect();
        const at = { x: event.clientX, y: event.clientY };
        draw({ corner: { x: left, y: top }, from: at, to: at });
      },
      onMouseDownCapture(event: MouseEvent<HTMLElement>) {
        // What pans the picture listens to this one.
        if (drawing.current !== null) event.stopPropagation();
      },
      onPointerMoveCapture(event: PointerEvent<HTMLElement>) {
        if (drawing.current !== null) draw({ ...drawing.current, to: { x: event.clientX, y: event.clientY } });
      },
      onPointerUpCapture() {
        const drawn = drawing.current;
        if (drawn === null) return;
        draw(null);
        if (Math.hypot(drawn.to.x - drawn.from.x, drawn.to.y - drawn.from.y) >= LEAST_PX) actAll(found(drawn));
      },
      onPointerCancel: () => draw(null),
    },
    line: stroke && <StrokeLine stroke={stroke} cuts={found(stroke).length > 0} />,
  };
}

function StrokeLine({ stroke, cuts }: { readonly stroke: Stroke; readonly cuts: boolean }) {
  const { corner, from, to } = stroke;
  return (
    <svg className={styles.stroke} aria-hidden>
      <line
        x1={from.x - corner.x}
        y1={from.y - corner.y}
        x2={to.x - corner.x}
        y2={to.y - corner.y}
        data-cuts={cuts || undefined}
      />
    </svg>
  );
}
