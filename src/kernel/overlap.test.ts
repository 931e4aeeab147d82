import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, ActionBody } from './action.ts';
import { InlineRun } from './inline.ts';
import { program } from './program.ts';
import { mesh, setup } from './testing.ts';
import { ms, seconds } from './time.ts';

/** Something happens every millisecond, or nothing could be seen in between. */
const clockwork = program<{ mode: string }, never>({
  start: (node) => (node.setTimer('tick', ms(1)), { mode: node.mode }),
  timers: { tick: (node) => node.setTimer('tick', ms(1)) },
  modes: ['ok', 'odd', 'worse'],
});

/** What is the matter with node n1 and the link n0–n1 in the middle of each of these milliseconds. */
function seen(actions: readonly Action[], atMs: readonly number[]): Record<string, unknown>[] {
  const sorted = actions.toSorted((a, b) => a.atUs - b.atUs);
  const run = new InlineRun(
    setup({ topology: mesh(3), main: clockwork, actions: sorted, untilUs: seconds(1), settings: { load: 1 } }),
  );
  return atMs.map((at) => {
    run.runUntil(ms(at) + 500);
    const { kernel } = run;
    const node = kernel.byId('n1');
    const cut = [kernel.network.between(0, 1)!.state.cut, kernel.network.between(1, 0)!.state.cut];
    return {
      cut: cut[0] && cut[1] ? 'both' : cut[0] ? 'forth' : cut[1] ? 'back' : 'none',
      addUs: kernel.network.between(0, 1)!.state.addUs,
      status: node.status,
      slow: node.slowPercent,
      mode: node.mode,
      drift: node.clock.driftPpm,
      load: kernel.settings['load'],
    };
  });
}

const during = (fromMs: number, toMs: number, body: ActionBody): Action => ({
  ...body,
  atUs: ms(fromMs),
  forUs: ms(toMs - fromMs),
});
const from = (fromMs: number, body: ActionBody): Action => ({ ...body, atUs: ms(fromMs) });
const CUT: ActionBody = { kind: 'cut', a: 'n0', b: 'n1' };
const column = (rows: readonly Record<string, unknown>[], name: string) => rows.map((row) => row[name]);

describe('two faults on one thing', () => {
  it('a cut ends with the last of those that lie on the link', () => {
    const at = [15, 35, 55, 75];
    const apart: ActionBody = { kind: 'partition', groups: [['n0'], ['n1', 'n2']] };
    expect(column(seen([during(10, 50, CUT), during(30, 70, CUT)], at), 'cut')).toEqual([
      'both',
      'both',
      'both',
      'none',
    ]);
    expect(column(seen([during(10, 70, CUT), during(30, 50, CUT)], at), 'cut')).toEqual([
      'both',
      'both',
      'both',
      'none',
    ]);
    expect(column(seen([during(10, 50, apart), during(30, 70, CUT)], at), 'cut')).toEqual([
      'both',
      'both',
      'both',
      'none',
    ]);
    expect(column(seen([during(10, 50, CUT), from(30, CUT)], at), 'cut')).toEqual(['both', 'both', 'both', 'both']);
  });

  it('one that begins at the very instant another ends is not ended with it', () => {
    expect(column(seen([during(10, 30, CUT), during(30, 50, CUT)], [15, 35, 55]), 'cut')).toEqual([
      'both',
      'both',
      'none',
    ]);
  });

  it('what is left of a cut is one way where only that lies on it', () => {
    const oneWay: ActionBody = { ...CUT, oneWay: true };
    expect(column(seen([during(10, 50, CUT), during(30, 70, oneWay)], [35, 55, 75]), 'cut')).toEqual([
      'both',
      'forth',
      'none',
    ]);
  });

  it('whoever heals by hand ends all that was there, and nothing that comes later', () => {
    const actions = [during(10, 90, CUT), from(30, { kind: 'heal', a: 'n1', b: 'n0' }), during(50, 70, CUT)];
    expect(column(seen(actions, [15, 35, 55, 75, 95]), 'cut')).toEqual(['both', 'none', 'both', 'none', 'none']);
    const all = [during(10, 90, CUT), from(30, { kind: 'healAll' }), during(50, 70, CUT)];
    expect(column(seen(all, [35, 55, 75]), 'cut')).toEqual(['none', 'both', 'none']);
  });

  it('a node is down until the last crash is over, and paused until the last pause is', () => {
    const crash: ActionBody = { kind: 'crash', node: 'n1' };
    const pause: ActionBody = { kind: 'pause', node: 'n1' };
    const at = [35, 55, 75];
    expect(column(seen([during(10, 50, crash), during(30, 70, crash)], at), 'status')).toEqual(['down', 'down', 'up']);
    expect(column(seen([during(10, 50, pause), during(30, 70, pause)], at), 'status')).toEqual([
      'paused',
      'paused',
      'up',
    ]);
    expect(
      column(
        seen([during(10, 90, crash), from(30, { kind: 'restart', node: 'n1' }), during(50, 70, crash)], at),
        'status',
      ),
    ).toEqual(['up', 'down', 'up']);
  });

  it('a dial goes back to what the other one asks for, in the end to where it was', () => {
    const slow = (percent: number): ActionBody => ({ kind: 'slow', node: 'n1', percent });
    expect(column(seen([during(10, 70, slow(400)), during(30, 50, slow(900))], [15, 35, 55, 75]), 'slow')).toEqual([
      400, 900, 400, 100,
    ]);
    const late = (addUs: number): ActionBody => ({ kind: 'latency', a: 'n0', b: 'n1', addUs });
    expect(column(seen([from(10, late(7)), during(30, 50, late(9))], [15, 35, 55]), 'addUs')).toEqual([7, 9, 7]);
    const drift = (ppm: number): ActionBody => ({ kind: 'clockDrift', node: 'n1', ppm });
    expect(column(seen([during(10, 50, drift(100)), during(30, 70, drift(200))], [35, 55, 75]), 'drift')).toEqual([
      200, 200, 0,
    ]);
    const mode = (name: string): ActionBody => ({ kind: 'mode', node: 'n1', mode: name });
    expect(
      column(seen([during(10, 70, mode('odd')), during(30, 50, mode('worse'))], [15, 35, 55, 75]), 'mode'),
    ).toEqual(['odd', 'worse', 'odd', 'ok']);
    const load = (value: number): ActionBody => ({ kind: 'set', setting: 'load', value });
    expect(column(seen([from(10, load(2)), during(30, 50, load(3))], [5, 15, 35, 55]), 'load')).toEqual([1, 2, 3, 2]);
  });

  it('whatever the cuts and slow-downs, each lasts just as long as it says', () => {
    const span = fc.tuple(
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), fc.array(span, { maxLength: 6 }), (cuts, slows) => {
        const byBegin = slows.toSorted(([a], [b]) => a - b);
        const at = Array.from({ length: 125 }, (_, i) => i);
        const rows = seen(
          [
            ...cuts.map(([begin, length]) => during(begin, begin + length, CUT)),
            ...byBegin.map(([begin, length, times]) =>
              during(begin, begin + length, { kind: 'slow', node: 'n1', percent: 100 * times }),
            ),
          ],
          at,
        );
        const covers =
          (now: number) =>
          ([begin, length]: readonly number[]) =>
            begin! <= now && now < begin! + length!;
        expect(column(rows, 'cut')).toEqual(at.map((now) => (cuts.some(covers(now)) ? 'both' : 'none')));
        expect(column(rows, 'slow')).toEqual(at.map((now) => 100 * (byBegin.findLast(covers(now))?.[2] ?? 1)));
      }),
      { numRuns: 60 },
    );
  });
});
