import { describe, expect, it, vi } from 'vitest';
import { drawFaults } from '../kernel/chaos.ts';
import { InlineRun, runInline } from '../kernel/inline.ts';
import { program, type Program } from '../kernel/program.ts';
import { gossip } from '../kernel/testing.ts';
import { ms } from '../kernel/time.ts';
import type { Message, TraceEvent } from '../kernel/trace.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Checkpoints } from './checkpoints.ts';
import { Diverged, LiveRun } from './live-run.ts';
import { CALLS, LINE } from './node-protocol.ts';
import { localSession, LocalWorkers, toyPattern, toyScenario } from './testing.ts';

const pattern = toyPattern();

function faulty(seed: number): Scenario {
  const topology = pattern.topology({ on: true, settings: {} });
  return toyScenario(drawFaults({ seed, topology, programs: pattern.programs, untilUs: ms(900) }), seed);
}

function start(scenario: Scenario, find: () => Program = () => gossip) {
  const workers = new LocalWorkers(find);
  const live = new LiveRun(setupOf(pattern, scenario), {
    workers: { start: workers.start, pattern: 'toy', mutant: null, watchdogMs: 100 },
  });
  live.startWorkers();
  return { live, workers };
}

async function ahead(live: LiveRun, settleEvery: number): Promise<void> {
  for (let n = 1; live.nextUs() >= 0; n++) {
    const wait = live.stepAhead();
    if (wait !== null) await wait;
    // Now one stretch at a time, now with the next one under way.
    if (n % settleEvery === 0) await (n % (2 * settleEvery) === 0 ? live.settle() : live.settleBefore());
  }
  await live.settle();
}

/** Counts its calls where no replay can see it, and draws one random number more from the hundredth on. */
const differing = (): Program => {
  const { tick } = (gossip as Program).timers!;
  let ticks = 0;
  return program<unknown, Message>({
    ...(gossip as Program),
    timers: {
      tick(node, state, data) {
        if (++ticks > 100) node.random.int(2);
        tick!(node, state, data);
      },
    },
  });
};

describe('running ahead of the Workers', () => {
  it('gives the run that goes call by call, and asks far less often (25 random scenarios with faults)', async () => {
    for (let seed = 0; seed < 25; seed++) {
      const scenario = { ...faulty(seed), untilUs: ms(400) };
      const inline = runInline(setupOf(pattern, scenario));
      const { live, workers } = start(scenario);
      await ahead(live, 1 + ((seed * 37) % 200));
      expect(live.kernel.fingerprint(), `seed ${seed}`).toBe(inline.fingerprint);
      expect(live.kernel.trace.slice()).toEqual(inline.trace);
      expect(live.settledSeq).toBe(live.kernel.seq);
      if (seed % 5 === 4) expect(workers.posts).toBeLessThan(inline.kernel.seq / 2);
      await live.close();
    }
  });

  it('a crash waits for what its Worker still has to say, and ends it', async () => {
    const { live, workers } = start(toyScenario([{ kind: 'crash', node: 'n1', atUs: ms(100), forUs: ms(100) }]));
    while (live.nextUs() < ms(150)) await live.stepAhead();
    expect([...workers.alive].sort()).toEqual(['n0', 'n2', 'n3']);
    await ahead(live, 50);
    expect(workers.started).toBe(5);
    await live.close();
  });

  it('whatever a Worker does otherwise is found when it is settled', async () => {
    const program = differing();
    const { live } = start(toyScenario(), () => program);
    await expect(ahead(live, 100)).rejects.toThrow(Diverged);
    expect(live.settledSeq).toBeLessThan(live.kernel.seq);
    await live.close();
  });

  it('a session goes back to what was settled, looks closely, and names what differs', async () => {
    const program = differing();
    const { said, tell } = localSession(pattern, () => program);
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    await tell({ kind: 'advance', untilUs: ms(900), shownSeq: -1 });
    const failed = said.findLast((message) => message.kind === 'failed');
    expect(failed).toMatchObject({ what: 'A Worker failed.', recoverable: true });
    expect(failed?.kind === 'failed' && failed.detail).toMatch(/did something else in its Worker/);
  });

  it('tells only what is settled: every batch follows on the one before, with the fingerprint of its end', async () => {
    const scenario = { ...faulty(3), untilUs: ms(900) };
    const { said, tell } = localSession(pattern);
    await tell({ kind: 'open', scenario, host: 'worker' });
    await tell({ kind: 'advance', untilUs: ms(900), shownSeq: -1 });
    const inline = new InlineRun(setupOf(pattern, scenario));
    const batches = said.filter((message) => message.kind === 'trace');
    expect(batches.length).toBeGreaterThan(2);
    for (const { from, events, fingerprint, headUs } of batches) {
      expect(from).toBe(inline.kernel.seq);
      inline.runTo(from + events.length);
      expect(fingerprint).toBe(inline.kernel.fingerprint());
      expect(headUs).toBeGreaterThanOrEqual(events.at(-1)!.timeUs);
    }
    expect(batches.at(-1)).toMatchObject({ ended: true, headUs: ms(900) });
    expect(inline.kernel.nextUs()).toBe(-1);
  });

  it('what is done to a run while Workers are busy with it comes after all they have been given', async () => {
    const { said, post, idle } = localSession(pattern);
    const acted = toyScenario([{ kind: 'pause', node: 'n1', atUs: ms(700) }]);
    post({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    post({ kind: 'advance', untilUs: ms(650), shownSeq: -1 });
    // Between two slices, both ahead.
    while (said.filter((message) => message.kind === 'trace').length < 2)
      await new Promise((wake) => void setTimeout(wake));
    post({ kind: 'revise', scenario: acted, keepUs: ms(300), shownSeq: 10 });
    post({ kind: 'advance', untilUs: ms(900), shownSeq: 10 });
    await idle();
    expect(said.some((message) => message.kind === 'failed')).toBe(false);
    const shown: TraceEvent[] = [];
    for (const message of said) {
      if (message.kind === 'rewound') shown.length = message.to;
      if (message.kind !== 'trace') continue;
      expect(message.from).toBe(shown.length);
      shown.push(...message.events);
    }
    expect(shown).toEqual(runInline(setupOf(pattern, acted)).trace);
  });

  it('keeps checkpoints of what is settled, so that no seek has far to go', async () => {
    const kept: number[] = [];
    vi.spyOn(Checkpoints.prototype, 'add').mockImplementation((checkpoint) => {
      kept.push(checkpoint.kernel.seq);
    });
    vi.spyOn(Checkpoints.prototype, 'due').mockImplementation((seq) => seq >= (kept.at(-1) ?? 0) + 100);
    const { said, tell } = localSession(pattern);
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    await tell({ kind: 'advance', untilUs: ms(900), shownSeq: -1 });
    vi.restoreAllMocks();
    const events = said.flatMap((message) => (message.kind === 'trace' ? message.events : [])).length;
    expect(events).toBeGreaterThan(1_000);
    // A slice of this session is some 400 events long, and the first goes call by call.
    expect(Math.max(...kept.map((seq, i) => (kept[i + 1] ?? events) - seq))).toBeLessThan(500);
  });

  it('a program that hangs is killed all the same, and the run goes on without its node', async () => {
    const { said, workers, tell } = localSession(pattern);
    await tell({ kind: 'open', scenario: toyScenario(), host: 'worker' });
    // From the first message of several calls on.
    let inLoop = false;
    workers.hangs = (name, text) => {
      if (name !== 'n2' || !text.startsWith(CALLS)) return false;
      inLoop ||= text.includes(LINE);
      return inLoop;
    };
    await tell({ kind: 'advance', untilUs: ms(900), shownSeq: -1 });
    expect(inLoop).toBe(true);
    const events = said
      .flatMap((message) => (message.kind === 'trace' ? message.events : []))
      .flatMap((event) => event.effects)
      .filter((effect) => effect.kind === 'status' && effect.status === 'down');
    expect(events).toMatchObject([{ node: 'n2', status: 'down', error: expect.stringContaining('hung') as unknown }]);
    expect(said.at(-1)).toMatchObject({ kind: 'trace', ended: true });
    expect(said.some((message) => message.kind === 'failed')).toBe(false);
  });
});
