import { beforeEach, describe, expect, it } from 'vitest';
import type { Flight } from '../../derive/types.ts';
import type { ColourToken } from '../../pattern-kit/pattern.ts';
import { curveBetween, pathTable, type Body, type Box } from './geometry.ts';
import { markOf } from './glyphs.ts';
import { Overlay, type Frame } from './overlay.ts';
import type { Palette } from './palette.ts';
import { freest } from './refusal-marks.ts';

const body = (x: number): Body => ({ shape: 'square', x, y: 0, rx: 10, ry: 10, caption: 0, kin: String(x) });
const curve = curveBetween(body(0), body(220));
const PALETTE: Palette = {
  token: Object.fromEntries(
    ['message', 'ok', 'bad', 'warn', 'event', 'accent', 'quiet'].map((token) => [token, token]),
  ) as Record<ColourToken, string>,
  panel: 'panel',
  ink: 'ink',
  bad: 'bad',
  accent: 'accent',
  background: 'background',
  font: 'sans-serif',
};

const flight = (id: string, sentUs: number, endUs: number, more: Partial<Flight> = {}): Flight => ({
  transit: { id, from: 'a', to: 'b', message: { type: 'Ping' }, sentUs, arriveUs: endUs },
  sentSeq: 0,
  sentUs,
  endUs,
  endSeq: -1,
  lost: null,
  ...more,
});
const frame = (more: Partial<Frame>): Frame => ({
  timeUs: 500,
  flights: [],
  losses: [],
  lossWindowUs: 0,
  refusals: [],
  refusalWindowUs: 0,
  arrows: false,
  selected: null,
  hovered: null,
  ...more,
});

/** A canvas that remembers what was drawn: fills with their colour, strokes with theirs, texts. */
function fakeCanvas() {
  const drawn: string[] = [];
  const properties: Record<string, unknown> = { fillStyle: '', strokeStyle: '', measureText: () => ({ width: 30 }) };
  const context = new Proxy(properties, {
    get(target, key: string) {
      if (key === 'fill') return () => drawn.push(`fill ${String(target['fillStyle'])}`);
      if (key === 'stroke') return () => drawn.push(`stroke ${String(target['strokeStyle'])}`);
      if (key === 'fillText') return (text: string) => drawn.push(`text ${text}`);
      return target[key] ?? (() => undefined);
    },
  });
  return { drawn, canvas: { width: 0, height: 0, getContext: () => context } as unknown as HTMLCanvasElement };
}

describe('the overlay', () => {
  let overlay: Overlay;
  let drawn: string[];
  let canvas: HTMLCanvasElement;
  beforeEach(() => {
    const fake = fakeCanvas();
    drawn = fake.drawn;
    canvas = fake.canvas;
    overlay = new Overlay(canvas);
    overlay.setPalette(PALETTE);
    overlay.resize(400, 300, 2);
    overlay.setModel({
      paths: [pathTable(curve, false), pathTable(curve, true)],
      names: [],
      look: ({ from }) => ({ path: from === 'a' ? 0 : 1, mark: markOf('dot', 'message') }),
      name: ({ id }) => `Ping ${id}`,
    });
  });

  it('puts a message where its time has brought it, in the view', () => {
    overlay.setViewport({ x: 30, y: 40, zoom: 0.5 });
    overlay.draw(frame({ flights: [flight('half', 0, 1_000)] }));
    expect(overlay.placeOf('half')).toEqual({ x: 30 + 110 / 2, y: 40 + 4 / 2 });
    expect(overlay.placeOf('other')).toBeNull();
    expect(canvas.width).toBe(800);
  });

  it('finds the message that is meant, and none beyond reach', () => {
    overlay.draw(frame({ flights: [flight('early', 0, 2_000), flight('late', 400, 10_000)] }));
    expect(overlay.hit(60, 4, 12)?.transit.id).toBe('early');
    expect(overlay.hit(18, 4, 12)?.transit.id).toBe('late');
    expect(overlay.hit(120, 4, 12)).toBeNull();
  });

  it('reddens what is doomed on the second half of its way', () => {
    overlay.draw(frame({ flights: [flight('doomed', 0, 1_200, { lost: 'loss' })] }));
    expect(drawn).toEqual(['fill message']);
    drawn.length = 0;
    overlay.draw(frame({ timeUs: 700, flights: [flight('doomed', 0, 1_200, { lost: 'loss' })] }));
    expect(drawn).toEqual(['fill bad']);
  });

  it('marks losses with a cross, and the selected message with ring and name', () => {
    overlay.draw(
      frame({
        losses: [flight('gone', 0, 400, { lost: 'cut' })],
        lossWindowUs: 600,
        flights: [flight('kept', 0, 1_000)],
        selected: 'kept',
      }),
    );
    expect(drawn).toEqual(['fill message', 'stroke bad', 'stroke accent', 'text Ping kept']);
  });

  it('marks what was refused as out of date at its receiver, with both numbers, the newest of one link only', () => {
    const { transit } = flight('old', 0, 400);
    const refusal = { seq: 1, timeUs: 400, node: 'b', transit, epoch: { name: 'term', got: 3, have: 5 } };
    const newer = { ...refusal, seq: 2, epoch: { name: 'term', got: 4, have: 5 } };
    overlay.draw(frame({ refusals: [refusal, newer, { ...newer, seq: 3, transit: null }], refusalWindowUs: 600 }));
    expect(drawn).toEqual(['stroke bad', 'text term 4 < 5']);
  });

  it('says which way messages go when nothing moves', () => {
    overlay.draw(frame({ flights: [flight('one', 0, 1_000)], arrows: true }));
    expect(drawn).toEqual(['fill message', 'stroke ink']);
  });

  it('puts words where they hide no name, and where they were meant to stand if all places do alike', () => {
    const [meant, other] = [0, 50].map((x) => ({ x, y: 0, width: 40, height: 10 })) as [Box, Box];
    expect(freest([meant, other], [])).toBe(meant);
    expect(freest([meant, other], [{ x: 30, y: 5, width: 15, height: 20 }])).toBe(other);
    expect(freest([meant, other], [{ x: 0, y: 0, width: 90, height: 10 }])).toBe(meant);
  });
});
