import { useRef, useState, type PointerEvent, type ReactNode, type RefObject } from 'react';
import { narrate } from '../../derive/narrate.ts';
import { spanText, timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { mainRun, playback } from '../../state/stores.ts';
import { useCommands } from '../hooks.ts';
import { usAt, type TimeScale } from './axis.ts';
import { hitAt, type Arrow, type Diagram, type Dot } from './paint-space-time.ts';
import styles from './timeline.module.css';

/** What the canvas drew last. */
export interface Shown {
  readonly scale: TimeScale;
  readonly diagram: Diagram;
  /** More lies in the window than is drawn. */
  readonly isCut: boolean;
}

export interface SpaceTimeSurfaceProps {
  readonly shown: { readonly current: Shown };
  readonly track: RefObject<HTMLDivElement | null>;
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly children: ReactNode;
}

/** Pointer on the diagram: a click selects and goes there, a drag moves time, hovering tells. */
export function SpaceTimeSurface({ shown, track, pattern, topology, children }: SpaceTimeSurfaceProps) {
  const { seek, seekSeq, select } = useCommands();
  const press = useRef<{ readonly id: number; readonly x: number; readonly cursorUs: Us; dragged: boolean } | null>(
    null,
  );
  const [tip, setTip] = useState<{ readonly x: number; readonly y: number; readonly text: string } | null>(null);
  const place = (event: PointerEvent<HTMLElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const click = (x: number, y: number) => {
    const { scale, diagram } = shown.current;
    const hit = hitAt(diagram, x, y);
    if (!hit) return seek(Math.min(mainRun.getState().headUs, usAt(scale, x)));
    if ('event' in hit) {
      select({ kind: 'node', id: hit.event.node });
      seekSeq(hit.event.seq);
    } else {
      select({ kind: 'message', id: hit.flight.transit.id });
      seekSeq(hit.flight.sentSeq);
    }
  };
  const hover = (x: number, y: number) => {
    const hit = hitAt(shown.current.diagram, x, y);
    setTip(hit && { x, y, text: hitWords(hit, pattern, topology) });
  };
  return (
    <div
      ref={track}
      className={styles.track}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press.current = {
          id: event.pointerId,
          x: event.clientX,
          cursorUs: playback.getState().cursorUs,
          dragged: false,
        };
        setTip(null);
      }}
      onPointerMove={(event) => {
        const held = press.current;
        const { x, y } = place(event);
        if (held?.id !== event.pointerId) return event.pointerType === 'touch' ? undefined : hover(x, y);
        held.dragged ||= Math.abs(event.clientX - held.x) > 4;
        const { scale } = shown.current;
        if (held.dragged)
          seek(
            Math.min(
              mainRun.getState().headUs,
              Math.max(0, held.cursorUs - ((event.clientX - held.x) / scale.widthPx) * (scale.toUs - scale.fromUs)),
            ),
          );
      }}
      onPointerUp={(event) => {
        const held = press.current;
        press.current = null;
        const { x, y } = place(event);
        if (held?.id === event.pointerId && !held.dragged) click(x, y);
      }}
      onPointerCancel={() => {
        press.current = null;
      }}
      onPointerLeave={() => setTip(null)}
    >
      {children}
      {tip && (
        <div
          className={styles.hover}
          style={{ transform: `translateX(${tip.x}px)`, borderColor: 'transparent' }}
          data-side={tip.x > shown.current.scale.widthPx / 2 ? 'left' : 'right'}
          aria-hidden
        >
          <span className={styles.hoverTip} style={{ top: Math.max(0, tip.y - 34) }}>
            {tip.text}
          </span>
        </div>
      )}
    </div>
  );
}

function hitWords(hit: Dot | Arrow, pattern: ShownPattern, topology: Topology): string {
  if ('event' in hit) return `${timeText(hit.event.timeUs)} · ${narrate(hit.event, pattern, topology)}`;
  const { transit, lost, sentUs, endUs } = hit.flight;
  const name = pattern.messages[transit.message.type]?.label ?? transit.message.type;
  return `${name} ${transit.id}: ${timeText(sentUs)}, ${lost === null ? `${spanText(endUs - sentUs)} on the way` : `lost (${lost})`}`;
}
