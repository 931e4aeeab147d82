import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { firstMove, moves, notes } from './figures.ts';
import { droppedLines } from './ledger.ts';
import { PODS } from './pods.ts';
import { balance, exits, run, seconds1 } from './testing-runs.ts';

/** What the answers of the experiments tell the reader is what the runs show: who starts, stops, is killed, and when. */

describe('A probe that asks too much', () => {
  it('takes the pod out of traffic because the platform is away, and puts it back before that is over', () => {
    const { trace, ok } = run('readiness', true);
    const pod = moves(trace, 'kubelet').flatMap(({ atUs, to }) => (atUs > seconds(4) ? [[seconds1(atUs), to]] : []));
    expect(pod).toEqual([
      [12, 'NOT_READY'],
      [22, 'READY'],
    ]);
    expect(ok(4, 24)).toEqual([117, 211]);
    expect(moves(trace, 'app').every(({ atUs, to }) => to === 'RUNNING' || atUs < seconds(2))).toBe(true);
  });

  it('without it, and in the application, all succeed', () => {
    expect(run('readiness', false).ok(4, 24)).toEqual([211, 211]);
    expect(run('readiness', true, { 'shipper.healthCheck': false }).ok(4, 24)).toEqual([211, 211]);
  });

  it('a sidecar that crashes counts as well', () => {
    const [good, all] = run('crash-loop', true, { 'kubelet.routeReady': true }).ok(4, 24);
    expect(all - good).toBe(49);
  });
});

describe('Who stops first', () => {
  it('when the application has used up the grace period, the sidecars have none', () => {
    const { trace, ledger } = run('shutdown', true, { 'app.drainMs': 12_000 });
    for (const node of ['shipper', 'watcher', 'proxy']) {
      const at = (to: string): number | undefined => firstMove(trace, node, to, seconds(8))?.atUs;
      expect([seconds1(at('STOPPING')), seconds1(at('WAITING'))]).toEqual([18.1, 18.1]);
    }
    expect(ledger.dropped).toEqual({ 'memory lost': 6 });
  });

  it('native: the application, then sidecars in reverse, and nothing is lost', () => {
    const { trace, ledger, ok } = run('shutdown', true);
    const last = ['app', 'shipper', 'watcher', 'proxy'].map((node) => exits(trace, node)[0]!);
    expect(last[0]).toBe(9.5);
    expect(last).toEqual([...last].sort((a, b) => a - b));
    expect(droppedLines(ledger)).toBe(0);
    expect(ok(8, 9)[1] - ok(8, 9)[0]).toBe(0);
  });

  it('all at once: the last orders fail, and the last lines go with the volume', () => {
    const { trace, ledger, ok } = run('shutdown', true, { 'kubelet.nativeSidecars': false });
    expect(exits(trace, 'proxy')[0]).toBe(8.2);
    expect(ok(8, 9)[0]).toBeLessThan(ok(8, 9)[1]);
    expect(ledger.dropped).toEqual({ 'volume deleted': 33 });
  });

  it('one process: back sooner', () => {
    const refused = (on: boolean): number => {
      const [good, all] = run('shutdown', on).ok(5, 20);
      return all - good;
    };
    expect([refused(false), refused(true)]).toEqual([16, 18]);
  });
});

describe('A job that has to end', () => {
  const completeAt = (trace: readonly TraceEvent[]): number => seconds1(firstMove(trace, 'kubelet', 'SUCCEEDED')?.atUs);

  it('native: it is complete when the sidecars have stopped after it', () => {
    const { trace, ledger, figure } = run('job', true);
    expect([exits(trace, 'app'), completeAt(trace), droppedLines(ledger)]).toEqual([[14.7], 14.9, 0]);
    expect(figure('job')).toBeLessThan(0.5);
    expect(completeAt(run('job', false).trace)).toBe(14.7);
  });

  it('ordinary containers run on, and so does the Job', () => {
    const { trace, figure } = run('job', true, { 'kubelet.nativeSidecars': false });
    expect([exits(trace, 'app'), exits(trace, 'proxy'), completeAt(trace)]).toEqual([[14.7], [], 0]);
    expect(figure('job')).toBeGreaterThan(15);
    expect(figure('overhead')).toBe(95);
  });
});

describe('A probe that kills', () => {
  const killed = (trace: readonly TraceEvent[]) => notes(trace, 'kubelet', 'liveness probe failed').map(seconds1);
  const runsAt = (trace: readonly TraceEvent[]) => seconds1(firstMove(trace, 'app', 'RUNNING', seconds(10))?.atUs);

  it.each([true, false])('ends what was well, and keeps it away when all is well again; on: %s', (on) => {
    const { trace, ok } = run('restart-loop', on);
    expect([killed(trace)[0]! < 10.2, killed(trace).length, runsAt(trace)]).toEqual([true, 1, 23.2]);
    expect(notes(trace, 'kubelet', 'CrashLoopBackOff')).toHaveLength(1);
    expect(ok(16, 24)).toEqual([12, 82]);
  });

  it('asked for its process only, it runs on', () => {
    const { trace, ok } = run('restart-loop', true, { 'app.livenessAsks': 'process' });
    expect([killed(trace), ok(16, 24)]).toEqual([[], [83, 84]]);
  });

  it('as a readiness probe the question restarts nothing', () => {
    const asks = { 'app.livenessAsks': 'process', 'app.readinessAsks': 'payments' };
    const { trace, ok } = run('restart-loop', true, asks);
    const pod = moves(trace, 'kubelet').flatMap(({ atUs, to }) => (atUs > seconds(5) ? [[seconds1(atUs), to]] : []));
    expect(pod).toEqual([
      [6.1, 'NOT_READY'],
      [16.1, 'READY'],
    ]);
    expect([killed(trace), ok(16, 24)]).toEqual([[], [80, 82]]);
  });

  it('kills with SIGTERM first, and with SIGKILL who does not stop within the grace period', () => {
    const signals = (settings: Settings) =>
      run('restart-loop', true, settings).trace.flatMap(({ kind, node, timeUs, transit }) =>
        kind === 'deliver' && node === 'app' && transit!.message.type.startsWith('Sig')
          ? [[transit!.message.type, seconds1(timeUs)]]
          : [],
      );
    expect(signals({})).toEqual([['Sigterm', 10.1]]);
    const [asked, killedAt] = signals({ 'app.drainMs': 60_000, 'kubelet.graceMs': 3_000 });
    expect([asked, killedAt![0]]).toEqual([['Sigterm', 10.1], 'Sigkill']);
    // It counts twice a second.
    const waited = Number(killedAt![1]) - 10.1;
    expect(waited > 2.9 && waited < 3.7).toBe(true);
  });

  it('at the shipper it restarts what was well, because the platform is away', () => {
    const { trace, violated } = run('readiness', true, {
      'shipper.healthCheck': false,
      'shipper.livenessAsks': 'health',
    });
    expect([killed(trace), exits(trace, 'shipper').length, exits(trace, 'app')]).toEqual([[16], 1, []]);
    expect(violated).toEqual([]);
  });
});

describe('A restart storm', () => {
  it.each([true, false])('takes both pods at once, and keeps both away; on: %s', (on) => {
    const { trace, ok } = run('storm', on);
    for (const pod of PODS) {
      expect(Math.floor(exits(trace, `app${pod}`)[0]!)).toBe(11);
      expect(seconds1(firstMove(trace, `app${pod}`, 'RUNNING', seconds(12))?.atUs)).toBe(23.2);
    }
    expect([ok(12, 23), ok(16, 24)[0] < 15]).toEqual([[0, 106], true]);
  });

  it('asked for their process, or asked as readiness, both run on', () => {
    const asks = { 'app.livenessAsks': 'process' };
    expect(run('storm', true, asks).ok(16, 24)).toEqual([84, 84]);
    expect(run('storm', true, { ...asks, 'app.readinessAsks': 'payments' }).ok(16, 24)).toEqual([82, 82]);
  });
});

describe('One pod falls, two get bad news', () => {
  const on = run('two-pods', true);

  it('each proxy refuses for itself, where both applications would take it', () => {
    expect(['proxy', 'proxy-2'].map((node) => notes(on.trace, node, 'NACK').length)).toEqual([1, 1]);
    expect([on.ok(4, 8), run('two-pods', false).ok(4, 8)]).toEqual([
      [45, 45],
      [1, 46],
    ]);
  });

  it('the other pod serves while one is gone, and each pays for its sidecars', () => {
    expect([on.ok(10, 17), run('two-pods', true, { 'scene.pods': 'one' }).ok(10, 17)]).toEqual([
      [64, 71],
      [1, 71],
    ]);
    const serving = on.trace.flatMap(({ kind, node, timeUs, transit }) =>
      kind === 'deliver' && transit!.message.type === 'Checkout' && timeUs > seconds(13) && timeUs < seconds(16)
        ? [node]
        : [],
    );
    expect(new Set(serving)).toEqual(new Set(['app-2']));
    const megabytes = (kubelet: string) =>
      on.trace.flatMap(({ node, effects }) =>
        effects.flatMap((each) =>
          node === kubelet && each.kind === 'metric' && each.name === 'sidecarMb' ? [each.value] : [],
        ),
      );
    expect(PODS.map((pod) => megabytes(`kubelet${pod}`).at(-1))).toEqual([95, 95]);
  });

  it('keeps the books of both pods apart', () => {
    const { ledger } = on;
    expect(new Set(Object.values(ledger.logs).map(({ pod }) => pod))).toEqual(new Set(PODS));
    expect(balance(ledger)).toBe(ledger.produced);
  });
});

describe('Who starts first', () => {
  it('all at once: the first call fails until CrashLoopBackOff has begun', () => {
    const { trace, figure } = run('startup', true);
    expect(seconds1(firstMove(trace, 'proxy', 'RUNNING')?.atUs)).toBe(2.5);
    expect(seconds1(firstMove(trace, 'app', 'RUNNING')?.atUs)).toBe(12.2);
    expect(notes(trace, 'kubelet', 'CrashLoopBackOff')).toHaveLength(1);
    expect(Math.round(figure('answered'))).toBe(39);
  });

  it('native: after the proxy, and at once', () => {
    const { trace, figure } = run('startup', true, { 'kubelet.nativeSidecars': true });
    expect(seconds1(firstMove(trace, 'app', 'RUNNING')?.atUs)).toBe(3.5);
    expect(Math.round(figure('answered'))).toBe(85);
  });
});
