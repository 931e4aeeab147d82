import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from './action.ts';
import { drawFaults } from './chaos.ts';
import { InlineRun, runInline } from './inline.ts';
import type { Setup } from './setup.ts';
import { program } from './program.ts';
import { gossip, mesh, setup } from './testing.ts';
import { ms, seconds } from './time.ts';
import type { Channel } from './topology.ts';
import type { Message, TraceEvent } from './trace.ts';

/** A random small world with random faults. */
function world(seed: number, channel: Channel = seed % 3 === 0 ? 'stream' : 'datagram'): Setup {
  const topology = mesh(
    2 + (seed % 4),
    channel,
    seed % 5 === 0 ? { clock: { driftPpm: 50_000, offsetUs: ms(30) } } : {},
  );
  const untilUs = ms(900);
  const actions = drawFaults({ seed, topology, programs: { main: gossip }, untilUs, count: 8 });
  return setup({ topology, seed, actions, untilUs });
}

describe('determinism', () => {
  it('gives the same trace for the same setup, another for another seed', () => {
    const first = runInline(setup());
    const second = runInline(setup());
    expect(first.trace.length).toBeGreaterThan(500);
    expect(second.trace).toEqual(first.trace);
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(runInline(setup({ seed: 2 })).fingerprint).not.toBe(first.fingerprint);
  });

  it('has the fingerprint it always had: links that were shared keep their runs', () => {
    expect(runInline(world(7)).fingerprint).toMatchInlineSnapshot(`"2e0f787a532fb0fd"`);
  });

  it('restored after every single event, goes on the same (40 random worlds with faults)', () => {
    for (let seed = 0; seed < 40; seed++) {
      const whole = runInline(world(seed));
      let run = new InlineRun(world(seed));
      while (run.kernel.nextUs() >= 0) {
        run.step();
        const checkpoint = run.checkpoint();
        // A fresh kernel every now and then: nothing may hide outside the checkpoint.
        if (run.kernel.seq % 7 === 0) run = new InlineRun(world(seed), { trace: run.kernel.trace });
        run.restore(checkpoint);
      }
      expect(run.kernel.fingerprint(), `seed ${seed}`).toBe(whole.fingerprint);
      expect(run.kernel.trace.slice()).toEqual(whole.trace);
    }
  });

  it('goes back to any checkpoint and forward again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.nat(), (seed, where) => {
        const whole = runInline(world(seed));
        const run = new InlineRun(world(seed));
        run.runTo(where % whole.trace.length);
        const checkpoint = run.checkpoint();
        run.runUntil(seconds(9));
        run.restore(checkpoint);
        run.runUntil(seconds(9));
        expect(run.kernel.fingerprint()).toBe(whole.fingerprint);
      }),
      { numRuns: 60 },
    );
  });

  it('an action later on changes nothing before it', () => {
    const quiet = runInline(setup());
    const loud = runInline(setup({ actions: [{ kind: 'crash', node: 'n1', atUs: seconds(1) }] }));
    const before = (events: readonly TraceEvent[]) => events.filter((event) => event.timeUs < seconds(1));
    expect(before(loud.trace)).toEqual(before(quiet.trace));
    expect(loud.fingerprint).not.toBe(quiet.fingerprint);
  });

  it('losing a message shifts no later latency on its link', () => {
    const beat = program<{ n: number }, Message & { type: 'Beat'; n: number }>({
      start: (node) => (node.setTimer('beat', ms(10)), { n: 0 }),
      on: { Beat() {} },
      timers: {
        beat(node, state) {
          if (node.id === 'n0') node.send('n1', { type: 'Beat', n: state.n++ });
          node.setTimer('beat', ms(10));
        },
      },
    });
    const latencies = (actions: readonly Action[]): Map<string, number> =>
      new Map(
        runInline(setup({ main: beat, topology: mesh(2), actions })).trace.flatMap((event) =>
          event.effects.flatMap((effect) =>
            effect.kind === 'send' && effect.transit.lost === undefined
              ? [[effect.transit.id, effect.transit.arriveUs] as const]
              : [],
          ),
        ),
      );
    const clean = latencies([]);
    const lossy = latencies([{ kind: 'loss', a: 'n0', b: 'n1', ppm: 500_000, atUs: ms(100), forUs: ms(900) }]);
    expect(lossy.size).toBeLessThan(clean.size);
    for (const [id, arriveUs] of lossy) expect(arriveUs).toBe(clean.get(id));
  });
});

describe('causes', () => {
  it('every event but boots and actions has an earlier cause', () => {
    for (const event of runInline(world(3)).trace) {
      if (event.kind === 'start' || event.kind === 'action') expect(event.cause).toBe(-1);
      else expect(event.cause).toBeLessThan(event.seq);
    }
  });

  it('time never goes back and sequence numbers are dense', () => {
    const { trace } = runInline(world(11));
    trace.forEach((event, index) => {
      expect(event.seq).toBe(index);
      if (index > 0) expect(event.timeUs).toBeGreaterThanOrEqual(trace[index - 1]!.timeUs);
    });
  });

  it('every message sent has exactly one end, or is still under way', () => {
    for (let seed = 0; seed < 60; seed++) {
      const run = runInline(world(seed));
      const open = new Map<string, string>();
      const end = (id: string) => {
        expect(open.has(id), `seed ${seed}: ${id} ends once`).toBe(true);
        open.delete(id);
      };
      for (const event of run.trace) {
        const lostHere = event.effects.some((effect) => effect.kind === 'lose' && effect.id === event.transit?.id);
        if (
          event.transit !== undefined &&
          !lostHere &&
          ['deliver', 'reply', 'late', 'wait', 'overflow'].includes(event.kind)
        )
          end(event.transit.id);
        for (const effect of event.effects) {
          if (effect.kind === 'send') open.set(effect.transit.id, 'sent');
          if (effect.kind === 'lose') end(effect.id);
        }
      }
      for (const item of run.kernel.scheduledItems())
        if (item.transit !== undefined && item.kind !== 'take') open.delete(item.transit.id);
      for (const node of run.kernel.nodes)
        for (const item of node.held) if (item.transit !== undefined) open.delete(item.transit.id);
      expect([...open.keys()], `seed ${seed}`).toEqual([]);
    }
  });
});

describe('programs that misbehave', () => {
  const misbehaving = (act: () => unknown) =>
    program<{ n: number }, Message>({
      start: (node) => (node.setTimer('go', ms(node.id === 'n0' ? 50 : 10)), { n: 0 }),
      timers: {
        go(node, state) {
          state.n++;
          if (node.id === 'n0') return act() as undefined;
          node.setTimer('go', ms(10));
        },
      },
    });

  it('a handler that throws crashes its node, shows the error, and the run goes on', () => {
    const run = runInline(
      setup({
        main: misbehaving(() => {
          throw new RangeError('no such account');
        }),
      }),
    );
    expect(run.kernel.status('n0')).toBe('down');
    expect(run.kernel.byId('n0').error).toBe('RangeError: no such account');
    expect(run.kernel.status('n1')).toBe('up');
    expect(run.endUs).toBeGreaterThan(seconds(1.9));
  });

  it('an async handler is refused with advice', () => {
    const run = runInline(setup({ main: misbehaving(() => Promise.resolve()) }));
    expect(run.kernel.byId('n0').error).toContain('asynchronous');
  });

  it('a loop that takes no time ends the run with advice', () => {
    const spin = program<null, Message>({
      start: (node) => (node.setTimer('again', 0), null),
      timers: { again: (node) => node.setTimer('again', 0) },
    });
    expect(() => runInline(setup({ main: spin }))).toThrow(/takes no time/);
  });

  it('what is not plain data cannot be sent', () => {
    const sender = program<null, Message>({
      start: (node) => (node.send('n1', { type: 'Odd', when: new Map() } as unknown as Message), null),
      on: {},
    });
    expect(runInline(setup({ main: sender, topology: mesh(2) })).kernel.byId('n0').error).toContain('plain data');
  });

  it('a received message cannot be changed', () => {
    const vandal = program<null, Message & { type: 'Hello'; list: number[] }>({
      start: (node) => {
        if (node.id === 'n0') node.send('n1', { type: 'Hello', list: [1] });
        return null;
      },
      on: { Hello: (_node, _state, message) => void message.list.push(2) },
    });
    expect(runInline(setup({ main: vandal, topology: mesh(2) })).kernel.byId('n1').error).toContain('TypeError');
  });
});
