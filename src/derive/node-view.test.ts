import { describe, expect, it } from 'vitest';
import { linkView } from './link-view.ts';
import { baseSettings, describeNode, nodeView } from './node-view.ts';
import { TEST_PATTERN, TEST_TOPOLOGY } from './testing-pattern.ts';
import { traceOf } from './testing.ts';
import { createTraceIndex } from './trace-index.ts';

const index = createTraceIndex();
index.append(
  traceOf(`
    0    start   client
    0    start   breaker | become main >closed start
    0    start   server
    1000 timer   breaker | become main closed>halfOpen enough | load 3 2 | metric rate 62
    2000 mode    server :hang | mode server hang
    2500 action  -       | condition client slow 400 | condition client clockDrift -200 | cut breaker>server
    3000 action  -       | status breaker down Error: no handler
    3500 action  -       | status client paused | cut server>breaker
  `),
);
const settings = baseSettings(TEST_PATTERN, { preset: 'none', settings: { waitMs: 900 } });
const [client, breaker, server] = TEST_TOPOLOGY.nodes as [
  (typeof TEST_TOPOLOGY.nodes)[0],
  (typeof TEST_TOPOLOGY.nodes)[0],
  (typeof TEST_TOPOLOGY.nodes)[0],
];
const at = (spec: typeof client, seq: number) => nodeView(spec, index.sceneAt(seq), TEST_PATTERN, settings);

describe('a node shows', () => {
  it('nothing special while all is well', () => {
    expect(at(server, 2)).toMatchObject({ state: '', trouble: '', tone: 'none', hatched: false, down: false });
    expect(at(client, 2).figure).toBe('0 orders/s');
  });

  it('its state, workers and queue', () => {
    expect(at(breaker, 3)).toMatchObject({
      state: 'half-open',
      stateColour: 'warn',
      busy: 3,
      workers: 4,
      queued: 2,
      queueLimit: 6,
    });
    expect(describeNode(breaker, at(breaker, 3), TEST_PATTERN)).toBe(
      'payment breaker, breaker, half-open, 3 of 4 workers busy, 2 waiting',
    );
  });

  it('a mode that is not normal, in words and since when', () => {
    expect(at(server, 4)).toMatchObject({ trouble: 'hangs since 2.0 s', tone: 'bad', hatched: true, down: false });
  });

  it('slowness and clocks', () => {
    expect(at(client, 5)).toMatchObject({ trouble: 'slow ×4 · clock −200 ppm', tone: 'warn', hatched: false });
  });

  it('a crash with its error, and nothing of what was in memory', () => {
    expect(at(breaker, 6)).toMatchObject({
      trouble: 'down since 3.0 s',
      tone: 'bad',
      down: true,
      error: 'Error: no handler',
      state: '',
      busy: 0,
      queued: 0,
    });
  });

  it('a pause', () => {
    expect(at(client, 7)).toMatchObject({
      trouble: 'paused since 3.5 s · slow ×4 · clock −200 ppm',
      tone: 'warn',
      hatched: true,
    });
  });
});

describe('a link shows', () => {
  it('a wall for the directions that are cut', () => {
    expect(linkView('breaker', 'server', index.sceneAt(4))).toMatchObject({ wall: 'none', wallText: '' });
    expect(linkView('breaker', 'server', index.sceneAt(5))).toMatchObject({
      wall: 'forth',
      wallText: 'cut since 2.5 s',
    });
    expect(linkView('server', 'breaker', index.sceneAt(5))).toMatchObject({ wall: 'back' });
    expect(linkView('breaker', 'server', index.sceneAt(7))).toMatchObject({ wall: 'both' });
  });

  it('its other faults in words', () => {
    const state = {
      cut: false,
      addUs: 250_000,
      lossPpm: 300_000,
      duplicatePpm: 0,
      reorderPpm: 0,
      bytesPerSecond: 10_000,
    };
    expect(linkView('a', 'b', { ...index.sceneAt(0), links: { 'a>b': state, 'b>a': state } }).trouble).toBe(
      '+250 ms · loses 30 % · at most 10 kB/s',
    );
  });
});
