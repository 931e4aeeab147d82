import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../kernel/trace.ts';
import { positionAt } from './flights.ts';
import { lossOf } from './losses.ts';
import { EMPTY_SCENE, foldScene } from './scenes.ts';
import { scrambledTrace, traceOf } from './testing.ts';
import { isInteresting } from './touches.ts';
import { createTraceIndex } from './trace-index.ts';
import type { TraceIndex } from './types.ts';

const indexOf = (events: readonly TraceEvent[]): TraceIndex => {
  const index = createTraceIndex();
  index.append(events);
  return index;
};

const PING = `
   0   start   client
   0   start   server
  10   timer   client :tick           | send client#1 Ping client>server +20 ?
  30   deliver server ~client#1 <2    | send server#1 Pong server>client +10 =client#1
  40   reply   client ~server#1 <3
`;

describe('seqAt', () => {
  it('answers the newest event at or before a time', () => {
    const index = indexOf(traceOf(PING));
    expect([-1, 0, 9_999, 10_000, 29_999, 30_000, 99_999].map((us) => index.seqAt(us))).toEqual([-1, 1, 1, 2, 2, 3, 4]);
  });
});

describe('flights', () => {
  it('go from sending to handling', () => {
    const index = indexOf(traceOf(PING));
    const ids = (timeUs: number) => index.inFlight(timeUs).map((flight) => flight.transit.id);
    expect([9_999, 10_000, 29_999, 30_000, 39_999, 40_000].map(ids)).toEqual([
      [],
      ['client#1'],
      ['client#1'],
      ['server#1'],
      ['server#1'],
      [],
    ]);
    expect(index.flight('client#1')).toMatchObject({
      sentSeq: 2,
      sentUs: 10_000,
      endUs: 30_000,
      endSeq: 3,
      lost: null,
    });
  });

  it('are under way as long as nothing ended them', () => {
    const index = indexOf(traceOf(PING).slice(0, 3));
    expect(index.flight('client#1')).toMatchObject({ endUs: 30_000, endSeq: -1 });
    expect(index.inFlight(25_000)).toHaveLength(1);
  });

  it('end at the queue, not when a worker takes the message', () => {
    const index = indexOf(
      traceOf(`
        0  timer   client              | send client#1 Ping client>server +10
        10 wait    server ~client#1 <0 | load 1 1
        50 take    server ~client#1 <1
      `),
    );
    expect(index.flight('client#1')).toMatchObject({ endUs: 10_000, endSeq: 1, lost: null });
    expect(index.inFlight(20_000)).toEqual([]);
  });

  it('do not end with the timeout of their request', () => {
    const index = indexOf(
      traceOf(`
        0  timer   client              | send client#1 Ping client>server +50 ?
        20 timeout client ~client#1 <0
        50 deliver server ~client#1 <0
      `),
    );
    expect(index.inFlight(30_000)).toHaveLength(1);
    expect(index.flight('client#1')).toMatchObject({ endSeq: 2 });
  });

  it('head where they then headed, before and after a fault that touches them', () => {
    const index = indexOf(
      traceOf(`
        0   timer   a            | send a#1 Ping a>b +100 | send a#2 Ping a>b +100
        40  action  -            | retime a#1 200 | lose a#2 dropped
        200 deliver b ~a#1 <0
      `),
    );
    const at = (timeUs: number) =>
      index
        .inFlight(timeUs)
        .map((flight) => [flight.transit.id, flight.endUs, flight.lost, positionAt(flight, timeUs)]);
    expect(at(20_000)).toEqual([
      ['a#1', 100_000, null, 0.2],
      ['a#2', 100_000, null, 0.2],
    ]);
    expect(at(40_000)).toEqual([['a#1', 200_000, null, 0.4]]);
    expect(at(120_000)).toEqual([['a#1', 200_000, null, 0.7]]);
    expect(index.flight('a#2')).toMatchObject({ endUs: 40_000, endSeq: 1, lost: 'dropped' });
    expect(index.losses(0, 100_000).map((flight) => [flight.transit.id, positionAt(flight, 50_000)])).toEqual([
      ['a#2', 0.4],
    ]);
  });

  it('die half way where the network loses them and at the node where that refuses them', () => {
    const index = indexOf(
      traceOf(`
        0   timer    a            | send a#1 Ping a>b +50 !cut | send a#2 Ping a>b +80 | send a#3 Ping a>b +90
        50  lost     b ~a#1 <0
        80  overflow b ~a#2 <0
        90  lost     b ~a#3 <0    | lose a#3 down
      `),
    );
    expect(index.losses(-1, 90_000).map((flight) => [flight.lost, positionAt(flight, flight.endUs)])).toEqual([
      ['cut', 0.5],
      ['queue full', 1],
      ['down', 1],
    ]);
    expect(index.inFlight(60_000).map((flight) => flight.lost)).toEqual([null, null]);
    expect(index.losses(50_000, 80_000).map((flight) => flight.transit.id)).toEqual(['a#2']);
  });

  it('wait at the door of a node that is paused', () => {
    const index = indexOf(
      traceOf(`
        0   timer   a           | send a#1 Ping a>b +10
        90  deliver b ~a#1 <0
      `),
    );
    expect(index.inFlight(50_000).map((flight) => positionAt(flight, 50_000))).toEqual([1]);
  });

  it('die at the door of a node that crashes while it is paused', () => {
    const index = indexOf(
      traceOf(`
        0   timer   a           | send a#1 Ping a>b +10 | send a#2 Ping a>b +99
        50  action  -           | status b down
      `),
    );
    expect(index.inFlight(60_000).map((flight) => flight.transit.id)).toEqual(['a#2']);
    expect(index.losses(0, 60_000)).toMatchObject([{ lost: 'down', endUs: 50_000, endSeq: 1 }]);
  });
});

describe('scenes', () => {
  it('hold what the events said last', () => {
    const index = indexOf(
      traceOf(`
        0  start  breaker | become main >closed start
        0  start  gateway
        10 action gateway | mode gateway hang | condition gateway slow 400 | cut breaker>gateway | set waitMs 900
        20 timer  breaker | become main closed>open too many failures | metric rate 62 | load 3 5
        30 action gateway | status gateway down out of memory
        40 restart gateway | status gateway up | condition gateway slow 100 | heal breaker>gateway
      `),
    );
    expect(index.sceneAt(3).nodes['breaker']).toMatchObject({
      lanes: { main: 'open' },
      laneSinceUs: { main: 20_000 },
      metrics: { rate: 62 },
      busy: 3,
      queued: 5,
    });
    expect(index.sceneAt(3).links['breaker>gateway']).toMatchObject({ cut: true });
    expect(index.sceneAt(3).linkSinceUs).toEqual({ 'breaker>gateway': 10_000 });
    expect(index.sceneAt(3).settings).toEqual({ waitMs: 900 });
    expect(index.sceneAt(4).nodes['gateway']).toMatchObject({
      status: 'down',
      statusSinceUs: 30_000,
      error: 'out of memory',
      mode: 'hang',
      conditions: { slow: 400 },
    });
    expect(index.sceneAt(5).nodes['gateway']).toMatchObject({ status: 'up', statusSinceUs: 40_000, conditions: {} });
    expect(index.sceneAt(5).nodes['gateway']).not.toHaveProperty('error');
    expect(index.sceneAt(5).links).toEqual({});
    expect(index.sceneAt(-1).nodes).toEqual({});
  });

  it('follow another future after a cut', () => {
    const index = indexOf(traceOf('0 start a\n1 timer a | metric x 1'));
    expect(index.sceneAt(1).nodes['a']?.metrics).toEqual({ x: 1 });
    index.truncate(1);
    index.append(traceOf('0 start a\n1 timer a | metric x 2').slice(1));
    expect(index.sceneAt(1).nodes['a']?.metrics).toEqual({ x: 2 });
  });

  it('keep the objects of nodes that did not change', () => {
    const index = indexOf(traceOf('0 start a\n1 start b\n2 timer a\n3 timer a'));
    const before = index.sceneAt(2).nodes;
    const after = index.sceneAt(3).nodes;
    expect(after['b']).toBe(before['b']);
    expect(after['a']).not.toBe(before['a']);
  });
});

describe('neighbours', () => {
  const index = indexOf(
    traceOf(`
      0  start   a
      1  timer   a           | send a#1 Ping a>b +5
      2  timer   b           | become main x>y why
      6  deliver b ~a#1
      7  action  -           | status a down
      8  timer   b
    `),
  );

  it('finds changes', () => {
    expect([index.nextInteresting(-1), index.nextInteresting(2), index.nextInteresting(4)]).toEqual([2, 4, null]);
    expect([index.previousInteresting(5), index.previousInteresting(4), index.previousInteresting(2)]).toEqual([
      4,
      2,
      null,
    ]);
  });

  it('finds events of a node and of a message', () => {
    expect([index.nextOf('a', 0), index.nextOf('a', 1), index.nextOf('a', 4)]).toEqual([1, 4, null]);
    expect([index.nextOf('a#1', -1), index.nextOf('a#1', 1), index.previousOf('a#1', 3)]).toEqual([1, 3, 1]);
    expect(index.nextOf('nobody', 0)).toBeNull();
  });
});

/** What is under way, from the definition: sent, and not ended by an event at or before the time. */
function naiveInFlight(events: readonly TraceEvent[], timeUs: number): string[] {
  const under = new Map<string, { readonly to: string; dueUs: number }>();
  for (const event of events) {
    if (event.timeUs > timeUs) break;
    if (event.transit && lossOf(event) !== undefined) under.delete(event.transit.id);
    for (const effect of event.effects) {
      if (effect.kind === 'send')
        under.set(effect.transit.id, { to: effect.transit.to, dueUs: effect.transit.arriveUs });
      else if (effect.kind === 'lose') under.delete(effect.id);
      else if (effect.kind === 'retime' && under.has(effect.id)) under.get(effect.id)!.dueUs = effect.arriveUs;
      else if (effect.kind === 'status' && effect.status === 'down') {
        for (const [id, { to, dueUs }] of under) if (to === effect.node && dueUs < event.timeUs) under.delete(id);
      }
    }
  }
  return [...under.keys()];
}

const probe = (index: TraceIndex, length: number, timeUs: number) => ({
  seq: index.seqAt(timeUs),
  inFlight: index.inFlight(timeUs),
  losses: index.losses(timeUs / 2, timeUs),
  scene: index.sceneAt(index.seqAt(timeUs)),
  lanes: index.lanes(),
  next: [
    index.nextInteresting(length >> 1),
    index.previousInteresting(length >> 1),
    index.nextOf('a', length >> 1),
    index.previousOf('b', length >> 1),
  ],
});

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe('for any trace', () => {
  it('appending in batches gives what appending at once gives', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }),
        fc.nat(),
        (seed, batches, when) => {
          const events = scrambledTrace(seed, 1_600);
          const pieces = createTraceIndex();
          let from = 0;
          for (const size of [...batches, events.length]) {
            pieces.append(events.slice(from, from + size));
            from += size;
            pieces.inFlight(when % 40_000);
            pieces.sceneAt(from >> 1);
          }
          const endUs = (events.at(-1) as TraceEvent).timeUs;
          expect(probe(pieces, events.length, when % endUs)).toEqual(
            probe(indexOf(events), events.length, when % endUs),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('cutting back and going on gives what a fresh start gives', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 1_600 }), fc.nat(), (seed, to, when) => {
        const events = scrambledTrace(seed, 1_600);
        const index = indexOf(events);
        index.truncate(to);
        const endUs = (events.at(-1) as TraceEvent).timeUs;
        expect(probe(index, to, when % endUs)).toEqual(probe(indexOf(events.slice(0, to)), to, when % endUs));
        index.append(events.slice(to));
        expect(probe(index, events.length, when % endUs)).toEqual(probe(indexOf(events), events.length, when % endUs));
      }),
      { numRuns: 60 },
    );
  });

  it('a scene is the fold of all events before it, in any order of asking', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat({ max: 1_599 }), { minLength: 1, maxLength: 8 }), (seed, asked) => {
        const events = scrambledTrace(seed, 1_600);
        const index = indexOf(events);
        for (const seq of asked) expect(index.sceneAt(seq)).toEqual(foldScene(EMPTY_SCENE, events, 0, seq));
      }),
      { numRuns: 40 },
    );
  });

  it('what is under way is what was sent and has not ended', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (seed, times) => {
        const events = scrambledTrace(seed, 2_500);
        const index = indexOf(events);
        const endUs = (events.at(-1) as TraceEvent).timeUs + 1;
        for (const time of times)
          expect(index.inFlight(time % endUs).map((flight) => flight.transit.id)).toEqual(
            naiveInFlight(events, time % endUs),
          );
      }),
      { numRuns: 40 },
    );
  });

  it('stepping over the interesting events meets all of them', () => {
    const events = scrambledTrace(7, 800);
    const index = indexOf(events);
    const met: number[] = [];
    for (let seq = index.nextInteresting(-1); seq !== null; seq = index.nextInteresting(seq)) met.push(seq);
    expect(met).toEqual(events.filter(isInteresting).map((event) => event.seq));
  });
});
