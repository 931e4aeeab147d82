import { describe, expect, it } from 'vitest';
import { drawFaults } from '../kernel/chaos.ts';
import { runInline } from '../kernel/inline.ts';
import { program } from '../kernel/program.ts';
import { gossip } from '../kernel/testing.ts';
import { ms, type Us } from '../kernel/time.ts';
import type { Message, TraceEvent } from '../kernel/trace.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { LiveRun } from './live-run.ts';
import type { FromSession } from './protocol.ts';
import { localSession, LocalWorkers, toyPattern, toyScenario } from './testing.ts';

const pattern = toyPattern();
const END = ms(900);

function faulty(seed: number): Scenario {
  const topology = pattern.topology({ on: true, settings: {} });
  return toyScenario(drawFaults({ seed, topology, programs: pattern.programs, untilUs: END }), seed);
}

/** What a view would hold after these messages. */
function shown(said: readonly FromSession[]): { trace: TraceEvent[]; fingerprint: string } {
  const trace: TraceEvent[] = [];
  let fingerprint = '';
  for (const message of said) {
    if (message.kind === 'opened') trace.length = 0;
    if (message.kind === 'rewound') trace.length = Math.min(trace.length, message.to);
    if (message.kind === 'trace') {
      expect(message.from).toBe(trace.length);
      trace.push(...message.events);
      fingerprint = message.fingerprint;
    }
  }
  return { trace, fingerprint };
}

const fresh = (scenario: Scenario) => runInline(setupOf(pattern, scenario));
const last = <K extends FromSession['kind']>(said: readonly FromSession[], kind: K) =>
  said.findLast((message) => message.kind === kind) as Extract<FromSession, { kind: K }>;

describe('hosts', () => {
  it('inline and Workers give equal fingerprints (25 random scenarios with faults)', async () => {
    for (let seed = 0; seed < 25; seed++) {
      const scenario = { ...faulty(seed), untilUs: ms(400) };
      const inline = fresh(scenario);
      const workers = new LocalWorkers(() => gossip);
      const live = new LiveRun(setupOf(pattern, scenario), {
        workers: { start: workers.start, pattern: 'toy', mutant: null },
      });
      live.startWorkers();
      while (live.nextUs() >= 0) await live.step();
      expect(live.kernel.fingerprint(), `seed ${seed}`).toBe(inline.fingerprint);
      expect(live.kernel.trace.slice()).toEqual(inline.trace);
      await live.close();
    }
  });

  it('a crash ends the Worker, a restart starts a new one', async () => {
    const { said, workers, tell } = localSession();
    await tell({
      kind: 'open',
      scenario: toyScenario([{ kind: 'crash', node: 'n1', atUs: ms(100), forUs: ms(100) }]),
      host: 'worker',
    });
    await tell({ kind: 'advance', untilUs: ms(150), shownSeq: -1 });
    expect([...workers.alive].sort()).toEqual(['n0', 'n2', 'n3']);
    expect(last(said, 'workers').alive).toEqual(['n0', 'n2', 'n3']);
    await tell({ kind: 'advance', untilUs: ms(250), shownSeq: -1 });
    expect(workers.alive.size).toBe(4);
    expect(workers.started).toBe(5);
  });

  it('a program that hides state is found out', async () => {
    let hidden = 0;
    const secretive = program<null, Message>({
      start: (node) => (node.setTimer('go', ms(1)), null),
      timers: {
        go(node) {
          for (let i = 0; i < hidden; i++) node.note('odd', '');
          hidden++;
          node.setTimer('go', ms(1));
        },
      },
    });
    const { said, tell } = localSession(toyPattern(secretive));
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    expect(last(said, 'failed').detail).toContain('keeps state outside its state');
  });

  it('a program that hangs is killed, shown so, and stays so in every replay', async () => {
    let hang = true;
    const hanging = program<null, Message>({
      start: (node) => (node.setTimer('go', ms(5)), null),
      timers: { go: (node) => node.setTimer('go', ms(5)) },
    });
    const workers = new LocalWorkers(() => hanging);
    const scenario = toyScenario();
    const live = new LiveRun(setupOf(toyPattern(hanging), scenario), {
      workers: {
        // n1 never answers its third call.
        start: (name) => {
          const port = workers.start(name);
          let calls = 0;
          return { ...port, post: (text) => (name === 'n1' && hang && ++calls === 4 ? undefined : port.post(text)) };
        },
        pattern: 'toy',
        mutant: null,
        watchdogMs: 60,
      },
    });
    live.startWorkers();
    while (live.nextUs() >= 0) await live.step();
    hang = false;
    expect(live.kernel.byId('n1').error).toContain('hung');
    expect(workers.alive.has('n1')).toBe(false);
    const replay = new LiveRun(setupOf(toyPattern(hanging), scenario), { deaths: live.deaths });
    while (replay.nextUs() >= 0) replay.stepInline();
    expect(replay.kernel.fingerprint()).toBe(live.kernel.fingerprint());
    await live.close();
  });
});

describe('a session', () => {
  it('streams the whole run, in any portions', async () => {
    for (const host of ['inline', 'worker'] as const) {
      const { said, tell } = localSession();
      await tell({ kind: 'open', scenario: faulty(3), host });
      for (const untilUs of [ms(10), ms(11), ms(250)] satisfies Us[])
        await tell({ kind: 'advance', untilUs, shownSeq: -1 });
      await tell({ kind: 'step', events: 3, shownSeq: -1 });
      await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
      const run = fresh(faulty(3));
      expect(shown(said)).toEqual({ trace: run.trace, fingerprint: run.fingerprint });
      expect(last(said, 'trace').ended).toBe(true);
    }
  });

  it('a revised scenario runs as if it had been so from the beginning', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const { said, tell } = localSession();
      const before = faulty(seed);
      const after: Scenario = {
        ...before,
        actions: [...before.actions, { kind: 'crash' as const, node: 'n2', atUs: ms(300) + seed }].sort(
          (a, b) => a.atUs - b.atUs,
        ),
      };
      await tell({ kind: 'open', scenario: before, host: seed % 2 === 0 ? 'inline' : 'worker' });
      await tell({ kind: 'advance', untilUs: ms(seed < 6 ? 600 : 200), shownSeq: -1 });
      await tell({ kind: 'revise', scenario: after, keepUs: ms(300), shownSeq: 10_000 });
      await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
      const run = fresh(after);
      expect(shown(said).fingerprint, `seed ${seed}`).toBe(run.fingerprint);
      expect(shown(said).trace).toEqual(run.trace);
    }
  });

  it('keeps the future that was shown, and goes back to it', async () => {
    const { said, tell } = localSession();
    const changed = toyScenario([{ kind: 'crash', node: 'n0', atUs: ms(200) }]);
    await tell({ kind: 'open', scenario: toyScenario(), host: 'inline' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    const first = shown(said);
    await tell({ kind: 'revise', scenario: changed, keepUs: ms(199), shownSeq: first.trace.length - 1 });
    const rewound = last(said, 'rewound');
    expect(rewound.kept).toBe(0);
    expect(rewound.branches.map((branch) => [branch.id, branch.parent])).toEqual([
      [0, null],
      [1, 0],
    ]);
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    expect(shown(said).fingerprint).toBe(fresh(changed).fingerprint);
    await tell({ kind: 'checkout', branch: 0 });
    expect(shown(said)).toEqual(first);
    expect(last(said, 'rewound').branches.map(({ id }) => id)).toEqual([0, 1]);
    // Undo finds the same future instead of making one more.
    await tell({ kind: 'revise', scenario: changed, keepUs: 0, shownSeq: 10_000 });
    expect(last(said, 'rewound').branch).toBe(1);
    expect(shown(said).fingerprint).toBe(fresh(changed).fingerprint);
  });

  it('what was not shown yet needs no branch', async () => {
    const { said, tell } = localSession();
    await tell({ kind: 'open', scenario: toyScenario(), host: 'inline' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    await tell({
      kind: 'revise',
      scenario: toyScenario([{ kind: 'crash', node: 'n0', atUs: ms(200) }]),
      keepUs: ms(199),
      shownSeq: 3,
    });
    expect(last(said, 'rewound')).toMatchObject({ kept: null, branch: 0 });
  });

  it('switching the pattern off reopens with the other topology', async () => {
    const { said, tell } = localSession();
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    await tell({ kind: 'advance', untilUs: ms(100), shownSeq: -1 });
    await tell({ kind: 'revise', scenario: { ...toyScenario(), on: false }, keepUs: 0, shownSeq: 5 });
    expect(last(said, 'opened').topology.nodes).toHaveLength(3);
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    expect(shown(said).fingerprint).toBe(fresh({ ...toyScenario(), on: false }).fingerprint);
  });

  it('inspects any moment: seeking gives the fingerprint that running gave', async () => {
    const { said, tell } = localSession();
    await tell({ kind: 'open', scenario: faulty(5), host: 'inline' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    const { trace } = shown(said);
    for (const seq of [trace.length - 1, 0, 400, 399, 401, 17, -1, trace.length - 2]) {
      await tell({ kind: 'inspect', id: seq, seq });
      const expected = runInline(setupOf(pattern, faulty(5)), { maxEvents: seq + 1 }).fingerprint;
      expect(last(said, 'inspected')).toMatchObject({ id: seq, seq, fingerprint: expected });
    }
  });

  it('shows a failing Worker and recovers from where it was', async () => {
    const { said, workers, tell } = localSession();
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    await tell({ kind: 'advance', untilUs: ms(100), shownSeq: -1 });
    workers.doomed = 'n2';
    await tell({ kind: 'advance', untilUs: ms(300), shownSeq: -1 });
    expect(last(said, 'failed')).toMatchObject({ what: 'A Worker failed.', recoverable: true });
    expect(last(said, 'failed').detail).toContain('out of memory');
    await tell({ kind: 'recover' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    expect(shown(said).fingerprint).toBe(fresh(toyScenario()).fingerprint);
  });

  it('a limit ends the run with words, and the session still answers', async () => {
    const spin = program<null, Message>({
      start: (node) => (node.setTimer('again', 0), null),
      timers: { again: (node) => node.setTimer('again', 0) },
    });
    const { said, tell } = localSession(toyPattern(spin));
    await tell({ kind: 'open', scenario: toyScenario(), host: 'inline' });
    await tell({ kind: 'advance', untilUs: END, shownSeq: -1 });
    expect(last(said, 'failed')).toMatchObject({ what: 'The run stopped at a limit.', recoverable: true });
    await tell({ kind: 'open', scenario: toyScenario(), host: 'inline' });
    expect(last(said, 'opened')).toBeDefined();
  });
});
