import { useLayoutEffect, useRef } from 'react';
import type { Us } from '../../kernel/time.ts';
import { playback } from '../../state/stores.ts';
import { useCursorFrame } from '../hooks.ts';
import { xOf, type TimeScale } from '../timeline/axis.ts';
import styles from './charts.module.css';

/** Where we look, on one chart; moves without a render. */
export function ChartPlayhead({ scale }: { readonly scale: TimeScale }) {
  const ref = useRef<HTMLDivElement>(null);
  const place = (us: Us): void => {
    if (ref.current) ref.current.style.transform = `translateX(${xOf(scale, us).toFixed(1)}px)`;
  };
  useCursorFrame(place);
  useLayoutEffect(() => place(playback.getState().cursorUs));
  return <div ref={ref} className={styles.playhead} aria-hidden />;
}
