import type { Flight } from '../../derive/types.ts';
import type { Transit } from '../../kernel/trace.ts';
import type { ColourToken, Glyph } from '../../pattern-kit/pattern.ts';
import { curveBetween, pathTable, type Body } from './geometry.ts';
import { markOf } from './glyphs.ts';
import { Overlay } from './overlay.ts';
import { readPalette } from './palette.ts';

const NODES = 200;
const LINKS = 400;
const COLOURS: readonly ColourToken[] = ['message', 'ok', 'event', 'warn'];
const GLYPHS: readonly Glyph[] = ['dot', 'ring', 'triangle', 'diamond', 'pulse'];
const LONGEST_US = 4_000_000;

export interface OverlayBench {
  /** Frames drawn a second and the share of the time spent drawing, since the last call. */
  stats(): { readonly framesPerSecond: number; readonly busyShare: number; readonly messages: number };
  stop(): void;
}

/** Fixed draws, so that two benchmarks draw the same picture. */
function countedDraws(): (n: number) => number {
  let state = 12_345;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
}

function pathTables(below: (n: number) => number): Float32Array[] {
  const bodies: Body[] = Array.from({ length: NODES }, (_, i) => ({
    shape: 'square',
    x: 60 + (i % 20) * 64,
    y: 50 + Math.floor(i / 20) * 72,
    rx: 14,
    ry: 14,
    caption: 0,
    kin: String(i),
  }));
  return Array.from({ length: LINKS }, () => {
    const a = below(NODES);
    const b = (a + 1 + below(NODES - 1)) % NODES;
    return curveBetween(bodies[a] as Body, bodies[b] as Body);
  }).flatMap((curve) => [pathTable(curve, false), pathTable(curve, true)]);
}

/** Draws `count` messages in flight on the canvas, every frame, until stopped. For the benchmark page. */
export function startOverlayBench(canvas: HTMLCanvasElement, count: number): OverlayBench {
  const below = countedDraws();
  const overlay = new Overlay(canvas);
  const paths = pathTables(below);
  const looks = new Map<string, { path: number; mark: number }>();
  let sent = 0;
  const launch = (nowUs: number): Flight => {
    sent += 1;
    const id = `bench#${sent}`;
    const sentUs = nowUs - below(sent <= count ? LONGEST_US : 1);
    const transit: Transit = {
      id,
      from: 'a',
      to: 'b',
      message: { type: 'Bench' },
      sentUs,
      arriveUs: nowUs + 500_000 + below(LONGEST_US),
    };
    looks.set(id, {
      path: below(paths.length),
      mark: markOf(GLYPHS[below(GLYPHS.length)] ?? 'dot', COLOURS[below(COLOURS.length)] ?? 'message'),
    });
    return {
      transit,
      sentSeq: sent,
      sentUs,
      endUs: transit.arriveUs,
      endSeq: -1,
      lost: below(20) === 0 ? 'loss' : null,
    };
  };
  overlay.setModel({
    paths,
    look: (transit) => looks.get(transit.id) ?? { path: -1, mark: 0 },
    name: (transit) => transit.id,
  });
  overlay.setPalette(readPalette(canvas));
  const { width, height } = canvas.getBoundingClientRect();
  overlay.resize(width, height, devicePixelRatio);

  const startMs = performance.now();
  const flights = Array.from({ length: count }, () => launch(0));
  let frames = 0;
  let busyMs = 0;
  let sinceMs = startMs;
  let handle = 0;
  const draw = (nowMs: number): void => {
    const begunMs = performance.now();
    const timeUs = Math.round((nowMs - startMs) * 1_000);
    for (let i = 0; i < flights.length; i += 1) {
      const flight = flights[i] as Flight;
      if (flight.endUs > timeUs) continue;
      looks.delete(flight.transit.id);
      flights[i] = launch(timeUs);
    }
    overlay.draw({
      timeUs,
      flights,
      losses: [],
      lossWindowUs: 0,
      refusals: [],
      refusalWindowUs: 0,
      arrows: false,
      selected: null,
      hovered: null,
    });
    frames += 1;
    busyMs += performance.now() - begunMs;
    handle = requestAnimationFrame(draw);
  };
  handle = requestAnimationFrame(draw);
  return {
    stats() {
      const nowMs = performance.now();
      const spanMs = nowMs - sinceMs;
      const result = {
        framesPerSecond: (frames * 1_000) / spanMs,
        busyShare: busyMs / spanMs,
        messages: flights.length,
      };
      frames = 0;
      busyMs = 0;
      sinceMs = nowMs;
      return result;
    },
    stop: () => cancelAnimationFrame(handle),
  };
}
