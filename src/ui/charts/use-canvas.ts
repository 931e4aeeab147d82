import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { watchTheme } from '../graph/palette.ts';
import { readTheme, type CanvasTheme } from './canvas-theme.ts';

/** Draws in CSS pixels; the canvas is empty before each call. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number, theme: CanvasTheme) => void;

/**
 * A canvas that fills its box at the screen's own resolution. It is drawn again after each render,
 * and whenever size or theme change or `redraw` is called: once a frame at most, not at all while
 * nothing happens.
 */
export function useCanvas(draw: Draw): {
  readonly ref: RefObject<HTMLCanvasElement | null>;
  readonly redraw: () => void;
} {
  const ref = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  const theme = useRef<CanvasTheme | null>(null);
  const frame = useRef(0);

  const redraw = useCallback(() => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      const canvas = ref.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      const { clientWidth, clientHeight } = canvas;
      const ratio = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, clientWidth, clientHeight);
      theme.current ??= readTheme(canvas);
      latest.current(context, clientWidth, clientHeight, theme.current);
    });
  }, []);

  useLayoutEffect(() => {
    latest.current = draw;
    redraw();
  });
  useEffect(() => {
    const resized = new ResizeObserver(redraw);
    if (ref.current) resized.observe(ref.current);
    const unwatch = watchTheme(() => {
      theme.current = null;
      redraw();
    });
    return () => {
      resized.disconnect();
      unwatch();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [redraw]);
  return { ref, redraw };
}
