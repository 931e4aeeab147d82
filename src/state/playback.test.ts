import { describe, expect, test } from 'vitest';
import { fakeScenario, openBench } from './testing.ts';

const cursor = (bench: Awaited<ReturnType<typeof openBench>>) => {
  const { cursorUs, cursorSeq } = bench.state.playback.getState();
  return [cursorUs, cursorSeq];
};

describe('the clock', () => {
  test('moves the cursor by wall time × speed', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(0.5);
    bench.state.commands.play();
    bench.clock.frames(10, 20);
    expect(cursor(bench)).toEqual([100_000, 10]);
  });

  test('keeps what is less than a microsecond', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(0.01);
    bench.state.commands.play();
    bench.clock.frames(1000, 0.05);
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThanOrEqual(499);
  });

  test('never passes the head, and tells the speed it reaches', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(1);
    bench.main.hold = ['advance'];
    bench.state.commands.play();
    bench.clock.frames(60, 20);
    const { headUs } = bench.state.mainRun.getState();
    expect(bench.state.playback.getState().cursorUs).toBe(headUs);
    expect(bench.state.playback.getState().reachedSpeed).toBeLessThan(0.5);
    bench.main.release();
    bench.clock.frames(60, 20);
    expect(bench.state.playback.getState().reachedSpeed).toBeNull();
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThan(headUs);
  });

  test('asks for one thing at a time', async () => {
    const bench = await openBench({ hold: ['advance'] });
    bench.state.commands.play();
    bench.clock.frames(50, 20);
    expect(bench.main.of('advance')).toHaveLength(1);
  });

  test('a hidden tab is a pause: nothing jumps on return', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(1);
    bench.state.commands.play();
    bench.clock.tick(20);
    bench.clock.tick(60_000);
    expect(bench.state.playback.getState().cursorUs).toBe(20_000);
  });

  test('where drawing is slow, play slows down and says so', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(1);
    bench.state.commands.play();
    bench.clock.frames(4, 200);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 800_000, reachedSpeed: null });
    bench.clock.frames(4, 500);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 1_800_000, reachedSpeed: 0.5 });
  });

  test('stops by itself at the time asked for, and at the end', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(2);
    bench.state.commands.playUntil(333_333);
    bench.clock.frames(100, 20);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 333_333, playing: false, stopAtUs: null });
    bench.state.commands.play();
    bench.clock.frames(200, 20);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 2_000_000, playing: false });
    bench.state.commands.play();
    bench.clock.tick(20);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 40_000, playing: true });
  });

  test('opening a link without a cursor plays; one with a cursor stands there', async () => {
    const moving = await openBench({ scenario: fakeScenario() });
    expect(moving.state.playback.getState().playing).toBe(true);
    const standing = await openBench({ scenario: fakeScenario({ view: { cursorUs: 1_234_567 } }) });
    expect(standing.state.playback.getState()).toMatchObject({ playing: false, cursorUs: 1_234_567, cursorSeq: 123 });
  });

  test('tells a step to an event from a way to a time', async () => {
    const bench = await openBench({ scenario: fakeScenario({ view: { cursorUs: 100_000 } }) });
    const stepped = () => bench.state.playback.getState().stepped;
    expect(stepped()).toBe(false);
    bench.state.commands.stepEvent(1);
    expect(stepped()).toBe(true);
    bench.state.commands.seek(bench.state.playback.getState().cursorUs);
    expect(stepped()).toBe(false);
    bench.state.commands.stepEvent(1);
    bench.state.commands.play();
    bench.clock.frames(3, 20);
    bench.state.commands.pause();
    expect(stepped()).toBe(false);
  });

  test('with little motion asked for, a telling moment stands still', async () => {
    const scenario = fakeScenario({ actions: [{ kind: 'crash', node: 'a', atUs: 400_000 }] });
    const bench = await openBench({ scenario, environment: { reducedMotion: () => true } });
    expect(bench.state.playback.getState()).toMatchObject({ playing: false, cursorUs: 900_000 });
  });
});

describe('a violated property', () => {
  const broken = [{ id: 'one-charge', kind: 'always', status: 'violated', atUs: 155_000, seq: 15 }] as const;

  test('stops the clock right there, once, and can be jumped to', async () => {
    const bench = await openBench();
    bench.main.properties = broken;
    bench.state.commands.play();
    bench.clock.frames(60, 20);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 155_000, playing: false });
    expect(bench.state.view.getState().toast?.text).toContain('one-charge');
    bench.state.commands.play();
    bench.clock.frames(10, 20);
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThan(155_000);
    bench.state.commands.jumpToViolation();
    expect(bench.state.playback.getState()).toMatchObject({ cursorSeq: 15, playing: false });
  });

  test('does not stop a run that is on its way to a set time', async () => {
    const bench = await openBench();
    bench.main.properties = broken;
    bench.state.commands.playUntil(400_000);
    bench.clock.frames(100, 20);
    expect(bench.state.playback.getState().cursorUs).toBe(400_000);
  });
});

describe('stepping', () => {
  test('goes event by event through what is recorded and, at the head, one further', async () => {
    const bench = await openBench();
    bench.state.commands.seek(500_000);
    bench.state.commands.stepEvent(1);
    expect(cursor(bench)).toEqual([510_000, 51]);
    bench.state.commands.stepEvent(-1);
    bench.state.commands.stepEvent(-1);
    expect(cursor(bench)).toEqual([490_000, 49]);
    const atHead = bench.state.mainRun.getState().index.events.length;
    bench.state.commands.seekSeq(atHead - 1);
    bench.state.commands.stepEvent(1);
    expect(cursor(bench)[1]).toBe(atHead);
    expect(bench.main.of('step').at(-1)?.events).toBe(1);
  });

  test('back past the first event is before everything', async () => {
    const bench = await openBench();
    bench.state.commands.stepEvent(-1);
    bench.state.commands.stepEvent(-1);
    expect(cursor(bench)).toEqual([0, -1]);
  });

  test('may stand in the middle of an instant', async () => {
    const scenario = fakeScenario({
      view: { cursorUs: 0 },
      actions: [
        { kind: 'crash', node: 'a', atUs: 100_000 },
        { kind: 'restart', node: 'a', atUs: 100_000 },
      ],
    });
    const bench = await openBench({ scenario });
    bench.state.commands.seek(100_000);
    expect(cursor(bench)).toEqual([100_000, 12]);
    bench.state.commands.stepEvent(-1);
    expect(cursor(bench)).toEqual([100_000, 11]);
    // More of the run comes, and nobody is moved by it.
    bench.main.post({ kind: 'advance', untilUs: 1_500_000, shownSeq: 11 });
    expect(bench.state.mainRun.getState().headUs).toBeGreaterThanOrEqual(1_500_000);
    expect(cursor(bench)).toEqual([100_000, 11]);
  });

  test('the next interesting event is looked for until the run ends', async () => {
    const scenario = fakeScenario({ view: { cursorUs: 0 }, actions: [{ kind: 'crash', node: 'a', atUs: 1_700_001 }] });
    const bench = await openBench({ scenario });
    bench.state.commands.stepInteresting(1);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 1_700_001, playing: false });
    bench.state.commands.stepInteresting(1);
    expect(bench.state.playback.getState().cursorUs).toBe(2_000_000);
    expect(bench.state.view.getState().toast?.text).toContain('Nothing more');
    bench.state.commands.stepInteresting(-1);
    expect(bench.state.playback.getState().cursorUs).toBe(1_700_001);
  });

  test('events of what is selected', async () => {
    const bench = await openBench({
      scenario: fakeScenario({ view: { cursorUs: 0 }, actions: [{ kind: 'crash', node: 'b', atUs: 55_000 }] }),
    });
    bench.state.commands.stepSelection(1);
    expect(bench.state.view.getState().toast?.text).toContain('Select');
    bench.state.commands.select({ kind: 'node', id: 'b' });
    bench.state.commands.stepSelection(1);
    expect(bench.state.playback.getState().cursorUs).toBe(55_000);
  });

  test('a seek beyond the head goes there as the run gets there', async () => {
    const bench = await openBench();
    bench.main.hold = ['advance'];
    bench.state.commands.seek(1_000_000);
    expect(bench.state.playback.getState().cursorUs).toBeLessThan(1_000_000);
    bench.main.release();
    expect(cursor(bench)).toEqual([1_000_000, 100]);
  });

  test('on the way to a moment the reader sees only now and then how far it is', async () => {
    const bench = await openBench({ hold: ['advance'] });
    bench.state.commands.seek(1_000_000);
    const seen: number[] = [];
    bench.state.mainRun.subscribe(({ headUs }, before) => {
      if (headUs !== before.headUs) seen.push(headUs);
    });
    for (let untilUs = 50_000; untilUs <= 1_200_000; untilUs += 50_000) {
      bench.main.progress(untilUs);
      bench.clock.tick(50);
    }
    expect(seen).toEqual([250_000, 500_000, 750_000, 1_000_000, 1_050_000, 1_100_000, 1_150_000, 1_200_000]);
    expect(cursor(bench)).toEqual([1_000_000, 100]);
    expect(bench.state.mainRun.getState().index.events).toHaveLength(121);
  });

  test('what was on its way to a moment is not held against another run', async () => {
    const bench = await openBench({ hold: ['advance'] });
    bench.state.commands.seek(1_000_000);
    bench.main.progress(100_000);
    bench.state.commands.restart();
    bench.clock.tick(1_000);
    expect(bench.state.mainRun.getState()).toMatchObject({ headUs: 0, status: 'ready' });
    expect(bench.state.mainRun.getState().index.events).toHaveLength(0);
  });
});
