import { describe, expect, test } from 'vitest';
import type { Scenario } from '../scenario/scenario.ts';
import { panelNames, panelsOf } from './location.ts';
import { fakeScenario, openBench } from './testing.ts';

const read = (link: string): Scenario => JSON.parse(link.slice('#/demo?'.length)) as Scenario;

describe('the address bar', () => {
  test('holds the document, throttled, and the cursor only while it stands still', async () => {
    const bench = await openBench();
    const written: string[] = [];
    const stop = bench.state.followLink((link) => written.push(link));
    bench.state.commands.play();
    for (let i = 0; i < 100; i += 1) {
      bench.clock.tick(5);
      bench.state.commands.setSeed(i);
      await Promise.resolve();
    }
    await new Promise((done) => {
      setTimeout(done);
    });
    expect(written.length).toBeLessThanOrEqual(2);
    expect(read(written.at(-1)!).view.cursorUs).toBeUndefined();
    bench.state.commands.pause();
    bench.clock.tick(600);
    await new Promise((done) => {
      setTimeout(done);
    });
    const last = read(written.at(-1)!);
    expect(last).toMatchObject({ seed: 99, view: { cursorUs: bench.state.playback.getState().cursorUs } });
    stop();
    const before = written.length;
    bench.state.commands.setSeed(1234);
    bench.clock.tick(600);
    await new Promise((done) => {
      setTimeout(done);
    });
    expect(written).toHaveLength(before);
  });

  test('opens the same run at the same moment', async () => {
    const bench = await openBench();
    bench.state.commands.seek(800_000);
    bench.state.commands.act({ kind: 'crash', node: 'a' });
    bench.state.commands.select({ kind: 'message', id: 'a#12' });
    bench.state.commands.openLesson(2);
    bench.state.commands.keep('asOfMs', 5_200);
    bench.state.commands.keep('order', 'lag');
    bench.state.commands.keep('order', null);
    bench.state.view.setState({
      inspectorTab: 'program',
      panels: { lesson: true, inspector: true, timeline: false, log: true, board: null },
    });
    await bench.state.commands.copyLink();
    const link = bench.copied[0]!.slice('https://example.test/'.length);
    const other = await openBench();
    await other.state.openLink(link);
    expect(other.state.mainRun.getState().scenario?.actions).toEqual(bench.state.mainRun.getState().scenario?.actions);
    expect(other.state.playback.getState()).toMatchObject({
      cursorUs: 800_001,
      cursorSeq: bench.state.playback.getState().cursorSeq,
      playing: false,
    });
    expect(other.state.view.getState()).toMatchObject({
      selection: { kind: 'message', id: 'a#12' },
      lessonStep: 2,
      own: { asOfMs: 5_200 },
      inspectorTab: 'program',
      panels: { timeline: false, log: true },
      toast: null,
    });
  });

  test('opens after an event in the middle of an instant, which the run has yet to reach', async () => {
    const bench = await openBench({
      scenario: fakeScenario({ view: { cursorUs: 120_000, cursorSeq: 11 } }),
      // A worker answers later than the cursor is told where to go.
      hold: ['open'],
    });
    bench.main.release();
    expect(bench.state.playback.getState()).toMatchObject({ cursorSeq: 11, playing: false });
  });

  test('says so where the run is not the one that the link was made from', async () => {
    const bench = await openBench({ scenario: fakeScenario({ view: { cursorUs: 100_000, fingerprint: 'another' } }) });
    await new Promise((done) => {
      setTimeout(done);
    });
    expect(bench.state.view.getState().toast?.text).toContain('not the one');
  });

  test('an instant entered half way is kept to the event', async () => {
    const actions = [
      { kind: 'crash', node: 'a', atUs: 100_000 },
      { kind: 'restart', node: 'a', atUs: 100_000 },
    ] as const;
    const bench = await openBench({ scenario: fakeScenario({ actions, view: { cursorUs: 0 } }) });
    bench.state.commands.seekSeq(11);
    const link = await bench.state.currentLink(false);
    expect(read(link!).view).toMatchObject({ cursorUs: 100_000, cursorSeq: 11 });
    const other = await openBench();
    await other.state.openLink(link!);
    expect(other.state.playback.getState().cursorSeq).toBe(11);
  });

  test('a link with problems runs nothing until the reader has chosen', async () => {
    const problems = [{ part: 'do=2s:hnag(gateway)', expected: 'a verb such as hang' }];
    const bench = await openBench({ environment: { decode: async () => ({ scenario: fakeScenario(), problems }) } });
    expect(bench.state.arrival.getState()).toMatchObject({ kind: 'problems', problems });
    expect(bench.sessions).toHaveLength(0);
    await bench.state.openAnyway();
    expect(bench.state.arrival.getState().kind).toBe('open');
    expect(bench.sessions).toHaveLength(1);
    expect(bench.state.view.getState().problems).toEqual(problems);
  });

  test('a pattern that cannot be loaded is told', async () => {
    const bench = await openBench({
      environment: {
        loadPattern: async () => {
          throw new Error('offline');
        },
      },
    });
    expect(bench.state.arrival.getState()).toEqual({ kind: 'failed', detail: 'offline' });
  });
});

describe('panels in a link', () => {
  test('name only what differs, and come back', () => {
    const looks = {
      inspectorTab: 'messages',
      panels: { lesson: false, inspector: true, timeline: true, log: true, board: false },
    } as const;
    expect(panelNames(looks)).toEqual(['inspector:messages', 'lesson:off', 'log:on', 'board:off']);
    expect(panelsOf(panelNames(looks))).toEqual(looks);
    expect(panelNames(panelsOf([]))).toEqual([]);
    expect(panelsOf(['nonsense', 'log:maybe', 'inspector:elsewhere'])).toEqual(panelsOf([]));
  });
});
