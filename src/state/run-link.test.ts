import { describe, expect, test } from 'vitest';
import { openBench } from './testing.ts';

describe('a run and its session', () => {
  test('one question at a time; those that wait get the newest answer', async () => {
    const bench = await openBench();
    bench.main.hold = ['inspect'];
    const first = bench.state.commands.inspect();
    bench.state.commands.seek(300_000);
    const second = bench.state.commands.inspect();
    bench.state.commands.seek(600_000);
    const third = bench.state.commands.inspect();
    expect(bench.main.of('inspect')).toHaveLength(1);
    bench.main.release();
    await Promise.all([first, second, third]);
    expect(bench.main.of('inspect').map(({ seq }) => seq)).toEqual([0, 60]);
  });

  test('questions never hang: a rewind or a failure answers them empty', async () => {
    const bench = await openBench();
    bench.main.hold = ['inspect'];
    const asked = bench.state.commands.inspect();
    bench.state.commands.setSeed(3);
    expect(await asked).toEqual({});
  });

  test('a failure is told, stops the clock, and can be recovered from', async () => {
    const bench = await openBench();
    bench.state.commands.play();
    bench.main.fail();
    expect(bench.state.mainRun.getState()).toMatchObject({ status: 'failed', failure: { recoverable: true } });
    expect(bench.state.playback.getState().playing).toBe(false);
    bench.state.commands.recover();
    expect(bench.state.mainRun.getState()).toMatchObject({ status: 'ready', failure: null });
    expect(bench.main.of('recover')).toHaveLength(1);
    bench.state.commands.play();
    bench.clock.frames(5, 20);
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThan(0);
  });

  test('a session that is dead for good is replaced when a run is opened', async () => {
    const bench = await openBench();
    bench.main.fail(false);
    bench.state.commands.recover();
    expect(bench.sessions).toHaveLength(1);
    bench.state.commands.restart();
    expect(bench.main.closed).toBe(true);
    expect(bench.sessions).toHaveLength(2);
    expect(bench.state.mainRun.getState()).toMatchObject({ status: 'ready', failure: null });
  });

  test('the system stands while another experiment of its pattern is opened', async () => {
    const bench = await openBench();
    const { mainRun, commands } = bench.state;
    bench.main.hold = ['open'];
    commands.loadExperiment('second');
    expect(mainRun.getState()).toMatchObject({ status: 'loading', scenario: { preset: 'second' } });
    expect(mainRun.getState().topology).not.toBeNull();
    bench.main.release();
    expect(mainRun.getState().status).toBe('ready');
  });

  test('a session that is held up is ended; the run is opened again, call by call', async () => {
    const bench = await openBench();
    bench.main.hold = ['advance'];
    bench.state.commands.seek(500_000);
    bench.clock.frames(300, 20);
    expect(bench.main.closed).toBe(false);
    bench.clock.frames(200, 20);
    expect(bench.main.closed).toBe(true);
    expect(bench.state.mainRun.getState()).toMatchObject({
      status: 'failed',
      failure: { what: 'The run does not answer.', recoverable: true },
    });
    bench.state.commands.recover();
    const [, second] = bench.sessions;
    expect(second?.of('open')).toMatchObject([{ closely: true, scenario: bench.main.of('open')[0]?.scenario }]);
    expect(bench.state.mainRun.getState()).toMatchObject({ status: 'ready', failure: null });
  });

  test('a session that goes on telling is not held up, however long it takes', async () => {
    const bench = await openBench();
    bench.main.hold = ['advance'];
    bench.state.commands.seek(500_000);
    for (let n = 0; n < 4; n++) {
      bench.clock.frames(300, 20);
      bench.main.progress();
    }
    expect(bench.main.closed).toBe(false);
  });

  test('tells the session what was shown, not where the cursor stands', async () => {
    const bench = await openBench();
    bench.state.commands.seek(1_000_000);
    bench.state.commands.seek(100_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    expect(bench.main.of('revise').at(-1)).toMatchObject({ keepUs: 100_000, shownSeq: 100 });
  });

  test('a session that never answers a change does not hold the cursor for ever', async () => {
    const bench = await openBench();
    bench.state.commands.play();
    bench.main.hold = ['revise'];
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    bench.clock.frames(150, 20);
    expect(bench.state.playback.getState().cursorUs).toBeGreaterThan(0);
  });

  test('leaving ends both sessions', async () => {
    const bench = await openBench();
    bench.state.commands.setCompare(true);
    bench.state.close();
    expect(bench.sessions.map(({ closed }) => closed)).toEqual([true, true]);
  });
});
