import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { watchTheme } from '../graph/palette.ts';
import { readTheme, type CanvasTheme } from '../charts/canvas-theme.ts';

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
  /** As the observer has told: to ask the canvas for it in a frame would lay out the page at once. */
  const size = useRef({ width: 0, height: 0 });

  const redraw = useCallback(() => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      const canvas = ref.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      const ratio = window.devicePixelRatio || 1;
      const { width, height } = size.current;
      const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      theme.current ??= readTheme(canvas);
      latest.current(context, width, height, theme.current);
    });
  }, []);

  useLayoutEffect(() => {
    latest.current = draw;
    redraw();
  });
  useEffect(() => {
    const measure = (canvas: Element): void => {
      size.current = { width: canvas.clientWidth, height: canvas.clientHeight };
      redraw();
    };
    const resized = new ResizeObserver(([entry]) => entry && measure(entry.target));
    if (ref.current) {
      measure(ref.current);
      resized.observe(ref.current);
    }
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
