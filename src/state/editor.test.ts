import { describe, expect, test } from 'vitest';
import type { Action } from '../kernel/action.ts';
import { fakeScenario, openBench } from './testing.ts';

const actionsOf = (bench: Awaited<ReturnType<typeof openBench>>) => bench.state.mainRun.getState().scenario!.actions;

describe('acting on the run', () => {
  test('paused: one microsecond after the cursor, and the cursor goes there', async () => {
    const bench = await openBench();
    bench.state.commands.seek(500_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(actionsOf(bench)).toEqual([{ kind: 'crash', node: 'a', atUs: 500_001 }]);
    expect(bench.state.playback.getState()).toMatchObject({ cursorUs: 500_001, cursorSeq: 51 });
    expect(bench.state.mainRun.getState().index.events[51]?.kind).toBe('action');
    expect(bench.main.of('revise').at(-1)?.keepUs).toBe(500_000);
  });

  test('playing: on the next whole millisecond; on a message: at once', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(0.5);
    bench.state.commands.play();
    bench.clock.tick(20.7);
    const { cursorUs } = bench.state.playback.getState();
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(actionsOf(bench)[0]?.atUs).toBe(11_000);
    bench.state.commands.act({ kind: 'dropMessage', message: 'a#1' });
    expect(actionsOf(bench).map(({ atUs }) => atUs)).toEqual([cursorUs + 1, 11_000]);
    expect(bench.state.playback.getState().playing).toBe(true);
  });

  test('the cursor stands still until the session has answered', async () => {
    const bench = await openBench();
    bench.state.commands.setSpeed(1);
    bench.state.commands.play();
    bench.clock.frames(5, 20);
    bench.main.hold = ['revise'];
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    const { cursorUs } = bench.state.playback.getState();
    bench.clock.frames(5, 20);
    expect(bench.state.playback.getState().cursorUs).toBe(cursorUs);
    bench.main.release();
    bench.clock.frames(2, 20);
    expect(bench.state.playback.getState().cursorUs).toBe(cursorUs + 40_000);
  });

  test('several at once are one thing to undo', async () => {
    const bench = await openBench({ scenario: fakeScenario({ view: { cursorUs: 100_000 } }) });
    const actions = () => bench.state.mainRun.getState().scenario?.actions;
    bench.state.commands.actAll([]);
    expect(bench.state.editHistory.getState().past).toHaveLength(0);
    bench.state.commands.actAll([
      { kind: 'cut', a: 'a', b: 'b' },
      { kind: 'crash', node: 'a' },
    ]);
    expect(actions()).toMatchObject([
      { kind: 'cut', atUs: 100_001 },
      { kind: 'crash', atUs: 100_001 },
    ]);
    bench.state.commands.undo();
    expect(actions()).toEqual([]);
  });

  test('a fault and its repair are changed together: one thing to undo', async () => {
    const actions: Action[] = [
      { kind: 'crash', node: 'a', atUs: 200_000 },
      { kind: 'restart', node: 'a', atUs: 400_000 },
    ];
    const bench = await openBench({ scenario: fakeScenario({ actions }) });
    bench.state.commands.editActions([
      { index: 1, action: null },
      { index: 0, action: null },
    ]);
    expect(actionsOf(bench)).toEqual([]);
    bench.state.commands.undo();
    expect(actionsOf(bench)).toEqual(actions);
  });

  test('in the past it starts a branch and says so; at the edge of what was shown it does not', async () => {
    const bench = await openBench();
    bench.state.commands.seek(1_000_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(bench.state.view.getState().toast).toBeNull();
    bench.state.commands.seek(300_000);
    bench.state.commands.act({ kind: 'pause', node: 'a' });
    expect(bench.state.view.getState().toast).toMatchObject({
      text: expect.stringContaining('new branch'),
      undo: true,
    });
    expect(bench.state.mainRun.getState().branches).toHaveLength(2);
    expect(bench.state.mainRun.getState().branch).toBe(1);
  });

  test('another seed, other code or the pattern off is no change of the past', async () => {
    const bench = await openBench();
    bench.state.commands.seek(1_000_000);
    bench.state.commands.setSeed(8);
    bench.state.commands.setOn(false);
    expect(bench.state.mainRun.getState().branches.length).toBeGreaterThan(1);
    expect(bench.state.view.getState().toast).toBeNull();
  });

  test('after the end there is nothing to act on', async () => {
    const bench = await openBench();
    bench.state.commands.seek(2_000_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(actionsOf(bench)).toEqual([]);
    expect(bench.state.view.getState().toast?.text).toContain('over');
  });
});

describe('dials', () => {
  test('before anything has happened they belong to the document', async () => {
    const bench = await openBench();
    bench.state.commands.setSetting('waitMs', 2_000);
    expect(bench.state.mainRun.getState().scenario).toMatchObject({ settings: { waitMs: 2_000 }, actions: [] });
    bench.state.commands.setSetting('waitMs', 5_000);
    expect(bench.state.mainRun.getState().scenario?.settings).toEqual({});
  });

  test('later they are actions; turning on and on at one place is one of them', async () => {
    const bench = await openBench();
    bench.state.commands.seek(400_000);
    for (const value of [1_000, 1_500, 2_000]) bench.state.commands.setSetting('waitMs', value);
    expect(actionsOf(bench)).toEqual([{ kind: 'set', setting: 'waitMs', value: 2_000, atUs: 400_001 }]);
    bench.state.commands.undo();
    expect(actionsOf(bench)).toEqual([]);
    bench.state.commands.redo();
    expect(actionsOf(bench)).toHaveLength(1);
  });
});

describe('undo and redo', () => {
  test('take back and bring again everything that was done', async () => {
    const bench = await openBench();
    const { commands, mainRun } = bench.state;
    const seen = [JSON.stringify(mainRun.getState().scenario)];
    const edits: (() => void)[] = [
      () => commands.setSetting('waitMs', 100),
      () => commands.seek(600_000),
      () => commands.act({ kind: 'crash', node: 'a' }, 50_000),
      () => commands.editActions([{ index: 0, action: { kind: 'crash', node: 'a', atUs: 200_000 } }]),
      () => commands.setOn(false),
      () => commands.setSeed(99),
      () => commands.setMutant('forgetful'),
      () => commands.editActions([{ index: 0, action: null }]),
      () => commands.loadExperiment('second'),
      () => commands.restart(),
    ];
    for (const edit of edits) {
      edit();
      const now = JSON.stringify(mainRun.getState().scenario);
      if (now !== seen.at(-1)) seen.push(now);
    }
    expect(seen.length).toBeGreaterThanOrEqual(9);
    const depth = bench.state.editHistory.getState().past.length;
    const back: string[] = [];
    for (let i = 0; i < depth; i += 1) {
      commands.undo();
      back.push(JSON.stringify(mainRun.getState().scenario));
    }
    expect(new Set(back)).toEqual(new Set(seen));
    expect(back.at(-1)).toBe(seen[0]);
    for (let i = 0; i < depth; i += 1) commands.redo();
    expect(JSON.stringify(mainRun.getState().scenario)).toBe(seen.at(-1));
    commands.redo();
    expect(JSON.stringify(mainRun.getState().scenario)).toBe(seen.at(-1));
  });

  test('keep the cursor where it is', async () => {
    const bench = await openBench();
    bench.state.commands.seek(400_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    bench.state.commands.seek(900_000);
    bench.state.commands.undo();
    expect(bench.state.playback.getState().cursorUs).toBe(900_000);
    expect(bench.state.mainRun.getState().index.events.some(({ kind }) => kind === 'action')).toBe(false);
  });

  test('another experiment starts at 0; undoing that goes back to where one stood', async () => {
    const bench = await openBench();
    bench.state.commands.seek(700_000);
    bench.state.commands.loadExperiment('second', false);
    expect(bench.state.playback.getState().cursorUs).toBe(0);
    expect(bench.state.mainRun.getState().scenario).toMatchObject({ preset: 'second', on: false });
    bench.state.commands.undo();
    expect(bench.state.playback.getState().cursorUs).toBe(700_000);
    expect(bench.state.mainRun.getState().scenario).toMatchObject({ preset: 'first', on: true });
  });

  test('a whole other scenario is taken paused at its moment, and is one thing to undo', async () => {
    const bench = await openBench();
    const before = bench.state.mainRun.getState().scenario!;
    bench.state.commands.seek(200_000);
    bench.state.commands.play();
    const actions = [
      { kind: 'pause', node: 'a', atUs: 400_000 },
      { kind: 'crash', node: 'b', atUs: 600_000 },
    ] as const;
    bench.state.commands.take({ ...before, seed: 9, actions }, 500_000);
    expect(bench.state.mainRun.getState().scenario).toMatchObject({ seed: 9, actions });
    expect(bench.state.playback.getState()).toMatchObject({ playing: false, cursorUs: 500_000 });
    bench.state.commands.undo();
    expect(bench.state.mainRun.getState().scenario).toMatchObject({ seed: before.seed, actions: before.actions });
    bench.state.commands.take({ ...before, pattern: 'another', seed: 9 }, 0);
    expect(bench.state.mainRun.getState().scenario?.seed).toBe(before.seed);
  });

  test('go back to the kept branch instead of making a third', async () => {
    const bench = await openBench();
    bench.state.commands.seek(1_000_000);
    bench.state.commands.seek(300_000);
    bench.state.commands.act({ kind: 'pause', node: 'a' });
    expect(bench.state.mainRun.getState().branch).toBe(1);
    bench.state.commands.undo();
    expect(bench.main.of('checkout').at(-1)?.branch).toBe(0);
    expect(bench.state.mainRun.getState().branches).toHaveLength(2);
  });

  test('a branch checked out is one step back', async () => {
    const bench = await openBench();
    bench.state.commands.seek(1_000_000);
    bench.state.commands.seek(300_000);
    bench.state.commands.act({ kind: 'pause', node: 'a' });
    bench.state.commands.checkout(0);
    expect(actionsOf(bench)).toEqual([]);
    bench.state.commands.undo();
    expect(actionsOf(bench)).toHaveLength(1);
    expect(bench.state.mainRun.getState().branch).toBe(1);
  });

  test('a new edit ends what could be redone', async () => {
    const bench = await openBench();
    bench.state.commands.setSeed(1);
    bench.state.commands.undo();
    bench.state.commands.setSeed(2);
    bench.state.commands.redo();
    expect(bench.state.mainRun.getState().scenario?.seed).toBe(2);
  });
});

describe('side by side', () => {
  test('the twin follows a cursor that is moved while it stands still', async () => {
    const bench = await openBench({ scenario: fakeScenario({ view: { cursorUs: 900_000, compare: true } }) });
    const headUs = () => bench.state.twinRun.getState().headUs;
    expect(headUs()).toBeGreaterThanOrEqual(900_000);
    bench.state.commands.seek(1_500_000);
    expect(headUs()).toBeGreaterThanOrEqual(1_500_000);
    bench.state.commands.seekSeq(180);
    expect(headUs()).toBeGreaterThanOrEqual(1_800_000);
  });

  test('the twin is the same scenario the other way, follows every edit and the cursor', async () => {
    const bench = await openBench({ scenario: fakeScenario({ view: { cursorUs: 200_000 } }) });
    bench.state.commands.setCompare(true);
    const twin = bench.sessions[1]!;
    expect(twin.of('open')[0]?.scenario).toMatchObject({ on: false, seed: 7 });
    expect(bench.state.twinRun.getState().headUs).toBeGreaterThanOrEqual(200_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(twin.of('revise').at(-1)?.scenario).toMatchObject({ on: false, actions: [{ kind: 'crash' }] });
    bench.state.commands.setOn(false);
    expect(bench.state.twinRun.getState().scenario?.on).toBe(true);
    bench.state.commands.setCompare(false);
    expect(twin.closed).toBe(true);
  });

  test('the cursor waits for the slower of the two', async () => {
    const bench = await openBench();
    bench.state.commands.setCompare(true);
    bench.state.commands.setSpeed(1);
    const twin = bench.sessions[1]!;
    twin.hold = ['advance'];
    bench.state.commands.play();
    bench.clock.frames(100, 20);
    expect(bench.state.playback.getState().cursorUs).toBe(bench.state.twinRun.getState().headUs);
    twin.release();
    bench.clock.frames(5, 20);
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThan(bench.state.twinRun.getState().headUs - 500_000);
  });
});
