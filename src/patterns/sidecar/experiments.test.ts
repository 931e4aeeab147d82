import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { ended, firstMove, moves, notes, okPct, slowestMs } from './figures.ts';
import pattern from './index.ts';
import { bufferedLines, droppedLines } from './ledger.ts';
import { balance, exits, run, seconds1 } from './testing-runs.ts';

/** What the answers of the experiments tell the reader is what the runs show; those about lives of containers stand apart. */

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

it('a process that has run long enough is restarted at once, however often it has crashed', () => {
  const loops = (settings: Settings) =>
    notes(run('crash-loop', true, settings).trace, 'kubelet', 'CrashLoopBackOff').length;
  expect([loops({}), loops({ 'kubelet.forgivenMs': 1_000 })]).toEqual([2, 0]);
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

  it('a pod that is replaced meanwhile has no last good version, and waits until there is one', () => {
    const scenario = scenarioOf(pattern, 'bad-config', true);
    const replace = { kind: 'command', node: 'kubelet', command: 'deletePod', atUs: seconds(8.5) } as const;
    const { trace } = runInline(
      setupOf(pattern, {
        ...scenario,
        actions: [...scenario.actions.slice(0, 2), replace, ...scenario.actions.slice(2)],
      }),
    );
    const again = firstMove(trace, 'app', 'RUNNING', seconds(9))?.atUs;
    expect([seconds1(again), notes(trace, 'proxy', 'NACK', seconds(13)).length]).toEqual([15, 1]);
  });
});
