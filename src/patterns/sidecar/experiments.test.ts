import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, firstMove, ledgerOf, moves, notes, okPct, slowestMs } from './figures.ts';
import pattern from './index.ts';
import { bufferedLines, droppedLines, type Ledger } from './ledger.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
function run(preset: string, on: boolean, settings: Settings = {}): Run {
  const key = JSON.stringify([preset, on, settings]);
  const known = runs.get(key) ?? freshRun(preset, on, settings);
  runs.set(key, known);
  return known;
}

type Run = ReturnType<typeof freshRun>;
const runs = new Map<string, Run>();

function freshRun(preset: string, on: boolean, settings: Settings) {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const ledger = ledgerOf(trace);
  return {
    trace,
    ledger,
    ok: (from: number, to: number) => okOf(ended(trace, seconds(from), seconds(to))),
    figure(id: string): number {
      const meter = createGoalMeter(
        pattern.goals.find((goal) => goal.id === id)!,
        { bucketUs: seconds(1) },
      );
      meter.append(trace);
      return meter.value(scenario.untilUs)!;
    },
    violated: properties.filter((property) => property.status === 'violated').map((property) => property.id),
  };
}

const okOf = (operations: ReturnType<typeof ended>): readonly [ok: number, all: number] => [
  operations.filter((each) => each.outcome === 'ok').length,
  operations.length,
];
const seconds1 = (us: number | undefined): number => Math.round((us ?? 0) / 100_000) / 10;
const balance = (ledger: Ledger): number => ledger.stored + bufferedLines(ledger) + droppedLines(ledger);
const exits = (trace: readonly TraceEvent[], node: string): number[] =>
  moves(trace, node).flatMap((move) => (move.to === 'WAITING' && move.from !== '' ? [seconds1(move.atUs)] : []));

it('every run keeps the sum, and no property is violated', () => {
  for (const { id } of pattern.experiments)
    for (const on of [true, false]) {
      const { ledger, violated } = run(id, on);
      expect([id, on, balance(ledger), violated]).toEqual([id, on, ledger.produced, []]);
      expect(ledger.produced).toBeGreaterThan(200);
    }
});

describe('The collectors are away', () => {
  it('in the application orders wait for logs, and the logs are lost as well', () => {
    const off = run('outage', false);
    expect(off.ok(4, 24)).toEqual([48, 194]);
    expect(off.ledger.dropped).toEqual({ 'not shipped in time': 441 });
    expect(Math.round(off.figure('answered'))).toBe(60);
    expect(Math.round(run('outage', false, { 'app.inAppShipping': 'queue' }).figure('answered'))).toBe(55);
  });

  it('with the shipper no order waits, and every line arrives', () => {
    const on = run('outage', true);
    expect(on.ok(4, 24)).toEqual([211, 211]);
    expect(slowestMs(ended(on.trace, seconds(4), seconds(24)))).toBeLessThan(190);
    expect([on.ledger.produced, on.ledger.stored, droppedLines(on.ledger)]).toEqual([1134, 1125, 0]);
  });

  it('one retry, the default, drops what the buffer had room for', () => {
    const once = run('outage', true, { 'ship.retryLimit': 1 });
    expect(once.ledger.dropped).toEqual({ 'retries spent': 561 });
  });
});

describe('A buffer in memory', () => {
  it('pauses, and loses what is rotated away', () => {
    const on = run('memory', true);
    const paused = moves(on.trace, 'shipper', 'input').find((move) => move.to === 'PAUSED');
    expect(seconds1(paused?.atUs)).toBe(8);
    expect(on.ledger.dropped).toEqual({ 'rotated away': 336 });
    expect(on.ok(4, 24)).toEqual([211, 211]);
  });

  it('in the application the same room makes orders wait, and loses no line', () => {
    const off = run('memory', false);
    expect(off.ok(4, 24)).toEqual([47, 211]);
    expect(droppedLines(off.ledger)).toBe(0);
  });
});

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

describe('Goals that need the book', () => {
  it('say what the auditor says', () => {
    const { ledger, figure } = run('memory', true);
    expect(figure('loss')).toBe(Math.round((droppedLines(ledger) * 1_000) / ledger.produced) / 10);
    expect([figure('stored'), figure('drops'), figure('waiting')]).toEqual([
      ledger.stored,
      droppedLines(ledger),
      bufferedLines(ledger),
    ]);
    const twice = run('lost-acks', true);
    expect(twice.figure('copies')).toBe(Math.round((135 * 1_000) / twice.ledger.stored) / 10);
  });

  it('drain: from the end of the outage until no more lines wait than usual', () => {
    expect(Math.round(run('outage', true).figure('drain') * 10) / 10).toBe(10.8);
    expect(run('outage', false).figure('drain')).toBe(null);
  });

  it('each pod pays for its sidecars', () =>
    expect([run('outage', true).figure('overhead'), run('outage', false).figure('overhead')]).toEqual([95, 0]));
});

describe('A probe that kills', () => {
  const killed = (trace: readonly TraceEvent[]) => notes(trace, 'kubelet', 'liveness probe failed').map(seconds1);
  const runsAt = (trace: readonly TraceEvent[]) => seconds1(firstMove(trace, 'app', 'RUNNING', seconds(10))?.atUs);

  it.each([true, false])('ends what was well, and keeps it away when all is well again; on: %s', (on) => {
    const { trace, ok } = run('restart-loop', on);
    expect([killed(trace)[0]! < 10.2, killed(trace).length, runsAt(trace)]).toEqual([true, 1, 21.7]);
    expect(notes(trace, 'kubelet', 'CrashLoopBackOff')).toHaveLength(1);
    expect(ok(16, 24)).toEqual([28, 82]);
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

  it('at the shipper it costs what was in memory', () => {
    const { trace, ledger } = run('readiness', true, {
      'shipper.healthCheck': false,
      'shipper.livenessAsks': 'health',
    });
    expect(killed(trace)).toEqual([16, 28]);
    expect(ledger.dropped['memory lost']).toBe(117);
    expect(run('readiness', true).ledger.dropped['memory lost']).toBeUndefined();
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

describe('The shipping code crashes', () => {
  it('ends the application, or only the shipper', () => {
    const off = run('crash-loop', false);
    expect(exits(off.trace, 'app')).toHaveLength(3);
    expect(off.ok(4, 24)).toEqual([172, 237]);
    expect(run('crash-loop', true).ok(4, 24)).toEqual([237, 237]);
  });

  it.each([
    ['memory and database', {}, { dropped: { 'memory lost': 114 }, copies: 0 }],
    ['filesystem and database', { 'shipper.storage': 'filesystem' }, { dropped: {}, copies: 0 }],
    ['memory, from the end', { 'tail.offsetDb': false }, { dropped: { 'memory lost': 114, skipped: 165 }, copies: 0 }],
    [
      'memory, from the head',
      { 'tail.offsetDb': false, 'tail.readFromHead': true },
      { dropped: { 'memory lost': 0 }, copies: 243 },
    ],
  ] as const)('%s', (_name, settings, expected) => {
    const { ledger } = run('crash-loop', true, settings);
    expect({ dropped: ledger.dropped, copies: ledger.copies }).toEqual(expected);
  });
});

describe('A noisy neighbour in the house', () => {
  it('slows the application unless there are limits', () => {
    const p99 = (on: boolean, limits: boolean): number =>
      Math.round(run('noisy', on, { 'pod.limits': limits }).figure('p99') / 100) / 10;
    expect([p99(false, true), p99(true, false), p99(true, true)]).toEqual([2.3, 1.3, 0.5]);
    expect(droppedLines(run('noisy', true).ledger)).toBe(0);
  });
});

describe('A leak, and who is killed for it', () => {
  const killed = (trace: readonly TraceEvent[], node: string): number =>
    moves(trace, node).filter((move) => move.why === 'OOMKilled').length;

  it('with limits the shipper, and no order fails', () => {
    const { trace, ledger, ok } = run('leak', true);
    expect([killed(trace, 'shipper'), killed(trace, 'app')]).toEqual([3, 0]);
    expect(ok(4, 24)[0]).toBe(ok(4, 24)[1]);
    expect(ledger.dropped).toEqual({ 'memory lost': 102 });
  });

  it('without limits the application, for the shipper’s leak', () => {
    const free = run('leak', true, { 'pod.limits': false });
    expect(killed(free.trace, 'app')).toBeGreaterThan(0);
    expect([Math.round(free.figure('answered')), Math.round(run('leak', true).figure('answered'))]).toEqual([84, 94]);
  });
});

describe('Stored, but nobody said so', () => {
  it('is stored twice, at the other collector, and never lost', () => {
    expect([run('lost-acks', true).ledger.copies, run('lost-acks', false).ledger.copies]).toEqual([135, 186]);
    expect(droppedLines(run('lost-acks', true).ledger)).toBe(0);
  });
});

describe('Bad configuration, then silence', () => {
  it('is refused by the proxy, and used by an application that polls', () => {
    const on = run('bad-config', true);
    expect([on.ok(5, 12), run('bad-config', false).ok(5, 12)]).toEqual([
      [80, 80],
      [0, 79],
    ]);
    expect(notes(on.trace, 'proxy', 'NACK')).toHaveLength(2);
    expect(okPct(ended(on.trace, seconds(8), seconds(13)))).toBe(100);
  });
});
