import { useStoreApi } from '@xyflow/react';
import { useEffect, useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import { messageName } from '../../derive/words.ts';
import type { Us } from '../../kernel/time.ts';
import { US_PER_S } from '../../kernel/time.ts';
import { playback, view } from '../../state/stores.ts';
import { useCursorFrame, useRunStore } from '../hooks.ts';
import { pathTable, type Body, type LinkPath } from './geometry.ts';
import { markOf } from './glyphs.ts';
import { useGraphModel } from './graph-model.ts';
import { Overlay, type OverlayModel } from './overlay.ts';
import { readPalette, watchTheme } from './palette.ts';
import styles from './MessageLayer.module.css';
import { useCalm } from './use-calm.ts';

/** How long a cross stays, in seconds of the reader's time: with the speed it gives simulated time. */
const CROSS_STAYS_S = 0.6;
/** A refusal has two numbers to read. */
const REFUSAL_STAYS_S = 1.6;
/** With little motion, messages advance this often while playing, ms. */
const CALM_STEP_MS = 500;

/** Messages in flight, on a canvas above nodes and links: never part of what React renders. */
export function MessageLayer({
  links,
  bodies,
  overlayRef,
}: {
  readonly links: readonly LinkPath[];
  readonly bodies: ReadonlyMap<string, Body>;
  readonly overlayRef: RefObject<Overlay | null>;
}) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const cursorUs = useRef<Us>(0);
  const schedule = useRef(() => {});
  const model = useOverlayModel(links, bodies);
  const calm = useCalm();
  const flow = useStoreApi();
  const run = useRunStore();

  useLayoutEffect(() => {
    const canvas = canvasRef.current as HTMLCanvasElement;
    const overlay = new Overlay(canvas);
    overlayRef.current = overlay;
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawnMs = -Infinity;
    const draw = (): void => {
      frame = 0;
      drawnMs = performance.now();
      const { width, height, transform } = flow.getState();
      overlay.resize(width, height, devicePixelRatio);
      overlay.setViewport({ x: transform[0], y: transform[1], zoom: transform[2] });
      const { playing, speed } = playback.getState();
      const { selection, hovered } = view.getState();
      const { index } = run.getState();
      const timeUs = cursorUs.current;
      const lossWindowUs = Math.round(CROSS_STAYS_S * US_PER_S * speed);
      const refusalWindowUs = Math.round(REFUSAL_STAYS_S * US_PER_S * speed);
      overlay.draw({
        timeUs,
        flights: index.inFlight(timeUs),
        losses: index.losses(timeUs - lossWindowUs, timeUs),
        lossWindowUs,
        refusals: index.refusals(timeUs - refusalWindowUs, timeUs),
        refusalWindowUs,
        arrows: calm || !playing,
        selected: selection?.kind === 'message' ? selection.id : null,
        hovered: hovered?.kind === 'message' ? hovered.id : null,
      });
    };
    const soon = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    schedule.current = () => {
      const waitMs = calm && playback.getState().playing ? drawnMs + CALM_STEP_MS - performance.now() : 0;
      clearTimeout(timer);
      if (waitMs > 0) timer = setTimeout(soon, waitMs);
      else soon();
    };
    const repaint = (): void => {
      overlay.setPalette(readPalette(canvas));
      soon();
    };
    repaint();
    const stops = [
      watchTheme(repaint),
      flow.subscribe((now, before) => {
        if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) soon();
      }),
      playback.subscribe((now, before) => {
        if (now.playing !== before.playing || now.speed !== before.speed) soon();
      }),
      view.subscribe((now, before) => {
        if (now.selection !== before.selection || now.hovered !== before.hovered) soon();
      }),
    ];
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      for (const stop of stops) stop();
      overlayRef.current = null;
    };
  }, [flow, run, calm, overlayRef]);

  useEffect(() => {
    overlayRef.current?.setModel(model);
    schedule.current();
  }, [model, overlayRef, calm]);

  useCursorFrame((us) => {
    cursorUs.current = us;
    schedule.current();
  });

  return <canvas ref={canvasRef} className={styles.canvas} aria-hidden />;
}

/** Path tables of all links, both ways, and how a message looks and is called. */
function useOverlayModel(links: readonly LinkPath[], bodies: ReadonlyMap<string, Body>): OverlayModel {
  const { pattern } = useGraphModel();
  return useMemo(() => {
    const paths: Float32Array[] = [];
    const numbers = new Map<string, number>();
    for (const { a, b, curve } of links) {
      numbers.set(`${a}>${b}`, paths.push(pathTable(curve, false)) - 1);
      numbers.set(`${b}>${a}`, paths.push(pathTable(curve, true)) - 1);
    }
    return {
      paths,
      names: [...bodies.values()].map(({ x, y, rx, ry, caption, aside = rx }) => ({
        x: x - aside,
        y: y + ry,
        width: 2 * aside,
        height: caption,
      })),
      look(transit) {
        const meta = pattern.messages[transit.message.type];
        return {
          path: numbers.get(`${transit.from}>${transit.to}`) ?? -1,
          mark: markOf(meta?.glyph ?? 'dot', meta?.colour ?? 'message'),
        };
      },
      name: (transit) => messageName(transit, pattern),
    };
  }, [links, bodies, pattern]);
}
