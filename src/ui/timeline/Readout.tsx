import { useEffect, useLayoutEffect, useRef } from 'react';
import { valueAt } from '../../derive/series.ts';
import type { Us } from '../../kernel/time.ts';
import { playback } from '../../state/stores.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import { offBeat, onBeat } from '../beat.ts';
import { useCursorFrame, usePlayback } from '../hooks.ts';
import { xOf, type TimeScale } from './axis.ts';
import type { Curve } from './use-curves.ts';
import styles from './timeline.module.css';

/** About as much room as the figures need beside the playhead. */
const ROOM_PX = 150;

/** What the goal's curves say at the playhead, beside it: `with breaker 37/s`. */
export function Readout({
  scale,
  top,
  curves,
}: {
  readonly scale: TimeScale;
  readonly top: number;
  readonly curves: () => readonly Curve[];
}) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(curves);
  // Curves are as long as the run is known: made anew on the beat, not in every frame.
  const figures = useRef(() => {
    if (ref.current) showFigures(ref.current, latest.current(), playback.getState().cursorUs);
  });
  const place = (us: Us): void => {
    const element = ref.current;
    if (!element) return;
    const x = xOf(scale, us);
    element.style.transform = `translateX(${x.toFixed(1)}px)`;
    const side = x > scale.widthPx - ROOM_PX ? 'left' : 'right';
    if (element.dataset['side'] !== side) element.dataset['side'] = side;
    if (playback.getState().playing) onBeat(figures.current);
    else figures.current();
  };
  useCursorFrame(place);
  usePlayback((state) => state.playing);
  useLayoutEffect(() => {
    latest.current = curves;
    place(playback.getState().cursorUs);
  });
  useEffect(() => {
    const held = figures.current;
    return () => offBeat(held);
  }, []);
  return <div className={styles.readout} style={{ top }} ref={ref} aria-hidden />;
}

/** Without a render: only what differs is written. */
function showFigures(element: HTMLElement, curves: readonly Curve[], us: Us): void {
  const lines = curves.flatMap(({ series, style, word }) => {
    const value = valueAt(series, us);
    return value === null
      ? []
      : [{ style, text: `${word}${word === '' ? '' : ' '}${valueText(value, series.goal.unit)}` }];
  });
  while (element.children.length > lines.length) element.lastElementChild!.remove();
  while (element.children.length < lines.length) element.append(document.createElement('span'));
  lines.forEach(({ style, text }, i) => {
    const span = element.children[i] as HTMLElement;
    if (span.textContent !== text) span.textContent = text;
    if (span.dataset['style'] !== style) span.dataset['style'] = style;
  });
}
