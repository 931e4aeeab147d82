import { describe, expect, it } from 'vitest';
import type { Action } from './action.ts';
import { runInline, type Run } from './inline.ts';
import { program } from './program.ts';
import { mesh, setup } from './testing.ts';
import { ms, seconds, type Us } from './time.ts';
import type { Channel, NodeSpec } from './topology.ts';
import type { Effect, Message, TraceEvent } from './trace.ts';

interface Tick extends Message {
  readonly type: 'Tick';
  readonly n: number;
}

/** n0 sends n1 a numbered Tick every 10 ms; everybody ticks on an own timer and writes what it counts. */
const ticker = program<{ n: number; got: number[]; ticks: Us[]; resets: string[]; syncs: boolean[] }, Tick>({
  start: (node) => {
    node.setTimer('tick', ms(10));
    return { n: 0, got: [], ticks: [], resets: [], syncs: [] };
  },
  restart: (node, disk) => {
    node.setTimer('tick', ms(10));
    const n = disk['n'];
    return { n: typeof n === 'number' ? n : -1, got: [], ticks: [], resets: [], syncs: [] };
  },
  on: { Tick: (_node, state, message) => void state.got.push(message.n) },
  timers: {
    tick(node, state) {
      state.ticks.push(node.now());
      if (node.id === 'n0') node.send('n1', { type: 'Tick', n: state.n });
      state.n++;
      node.disk.set('n', state.n);
      if (state.n % 5 === 0) node.disk.sync('saved');
      node.setTimer('tick', ms(10));
    },
  },
  disk: { saved: (_node, state, result) => void state.syncs.push(result.ok) },
  reset: (_node, state, peer) => void state.resets.push(peer),
  modes: ['ok', 'odd'],
  commands: { jump: (_node, state, args: { to: number }) => void (state.n = args.to) },
});

interface State {
  n: number;
  got: number[];
  ticks: Us[];
  resets: string[];
  syncs: boolean[];
}

function run(
  actions: readonly Action[],
  channel: Channel = 'datagram',
  node: Partial<NodeSpec> = {},
): { run: Run; of(id: string): State } {
  const states: Record<string, State> = {};
  const topology = mesh(2, channel, node);
  const result = runInline(
    setup({
      main: ticker,
      topology: {
        ...topology,
        links: topology.links.map((link) => ({ ...link, latency: { kind: 'fixed', us: ms(3) } })),
      },
      actions,
      untilUs: seconds(1),
      properties: [
        {
          id: 'watch',
          kind: 'always',
          title: '',
          explain: '',
          init: () => null,
          step: (_s, _e, world) =>
            void ['n0', 'n1'].forEach((id) => (states[id] = structuredClone(world.state(id)) as State)),
        },
      ],
    }),
  );
  return { run: result, of: (id) => states[id]! };
}

const effects = <K extends Effect['kind']>(trace: readonly TraceEvent[], kind: K): Extract<Effect, { kind: K }>[] =>
  trace.flatMap((event) =>
    event.effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind),
  );

const clean = run([]);

describe('nodes', () => {
  it('without faults, every tick arrives', () => {
    expect(clean.of('n0').n).toBe(100);
    expect(clean.of('n1').got).toEqual(Array.from({ length: 99 }, (_, n) => n));
  });

  it('a crash loses memory and what arrives meanwhile; restart has the disk', () => {
    const { run: result, of } = run([{ kind: 'crash', node: 'n1', atUs: ms(300), forUs: ms(200) }]);
    expect(of('n1').got[0]).toBeGreaterThanOrEqual(49);
    expect(of('n1').n).toBeGreaterThan(70);
    expect(effects(result.trace, 'lose').every((effect) => effect.reason === 'down')).toBe(true);
    expect(result.trace.filter((event) => event.kind === 'restart').map((event) => [event.timeUs, event.node])).toEqual(
      [[ms(500), 'n1']],
    );
  });

  it('a process crash keeps what was written, a power loss only what was synced', () => {
    const counts = [false, true].map(
      (loseUnsynced) =>
        run([{ kind: 'crash', node: 'n1', atUs: ms(338), loseUnsynced, forUs: ms(10) }]).of('n1').n - 65,
    );
    expect(counts).toEqual([33, 30]);
  });

  it('a sync takes its time: what was synced too late is lost', () => {
    const { of } = run([{ kind: 'crash', node: 'n1', atUs: ms(304), loseUnsynced: true, forUs: ms(10) }], 'datagram', {
      disk: { syncUs: ms(8) },
    });
    expect(of('n1').n - 68).toBe(25);
  });

  it('paused, nothing is handled; resumed, messages come first, then timers, late', () => {
    const { of } = run([{ kind: 'pause', node: 'n1', atUs: ms(205), forUs: ms(100) }]);
    const { ticks, got } = of('n1');
    expect(got).toEqual(clean.of('n1').got);
    expect(ticks.filter((at) => at > ms(205) && at < ms(305))).toEqual([]);
    expect(ticks).toContain(ms(305));
  });

  it('a crash of a paused node loses what had reached it', () => {
    const { run: result } = run([
      { kind: 'pause', node: 'n1', atUs: ms(205) },
      { kind: 'crash', node: 'n1', atUs: ms(305) },
    ]);
    expect(
      effects(
        result.trace.filter((event) => event.timeUs === ms(305)),
        'lose',
      ),
    ).toHaveLength(10);
  });

  it('slow stretches service times and nothing else', () => {
    const took = (percent: number): Us => {
      const result = runInline(setup({ actions: [{ kind: 'slow', node: '@all', percent, atUs: 0 }] }));
      const begun = new Map(
        result.trace.filter((event) => event.kind === 'deliver').map((event) => [event.seq, event.timeUs]),
      );
      const spans = result.trace
        .filter((event) => event.kind === 'work' && begun.has(event.cause))
        .map((event) => event.timeUs - begun.get(event.cause)!);
      return Math.max(...spans);
    };
    expect(took(100)).toBeLessThanOrEqual(ms(5));
    expect(took(400)).toBeGreaterThan(ms(15));
  });

  it('a clock jumps for the program, timers keep their pace', () => {
    const { of } = run([{ kind: 'clockJump', node: 'n1', byUs: seconds(5), atUs: ms(505) }]);
    expect(of('n1').ticks).toHaveLength(100);
    expect(of('n1').ticks.at(-1)).toBe(seconds(6));
  });

  it('a clock that is set wrong is wrong by so much, whatever it was before, and right again after the time', () => {
    const { of } = run([
      { kind: 'clockJump', node: 'n1', byUs: seconds(5), atUs: ms(205) },
      { kind: 'clockOffset', node: 'n1', offsetUs: -ms(50), atUs: ms(505), forUs: ms(300) },
    ]);
    const { ticks } = of('n1');
    expect(ticks).toHaveLength(100);
    // Every 10 ms a tick: the program's own clock before, under and after the fault.
    expect([ticks[39], ticks[59], ticks.at(-1)]).toEqual([seconds(5) + ms(400), ms(550), seconds(1)]);
  });

  it('a clock that drifts fires its timers early or late', () => {
    expect(run([{ kind: 'clockDrift', node: 'n1', ppm: 500_000, atUs: 0 }]).of('n1').ticks.length).toBeGreaterThan(145);
    expect(run([{ kind: 'clockDrift', node: 'n1', ppm: -500_000, atUs: 0 }]).of('n1').ticks.length).toBeLessThan(51);
  });

  it('a timer that was set before the drift follows it', () => {
    const { run: result } = run([{ kind: 'clockDrift', node: 'n1', ppm: 1_000_000, atUs: ms(15) }]);
    const second = result.trace.filter((event) => event.kind === 'timer' && event.node === 'n1')[1]!;
    expect(second.timeUs).toBe(ms(17.5));
  });

  it('a full disk refuses writes and says so at the sync', () => {
    const { of } = run([{ kind: 'diskFull', node: 'n1', full: true, atUs: ms(300), forUs: ms(200) }]);
    expect(of('n1').syncs).toContain(false);
    expect(of('n1').syncs.at(-1)).toBe(true);
  });

  it('slow sync stretches syncs', () => {
    const slow = run([{ kind: 'slowSync', node: 'n1', percent: 2_000, atUs: 0 }], 'datagram', {
      disk: { syncUs: ms(2) },
    });
    const event = slow.run.trace.find((each) => each.kind === 'disk' && each.node === 'n1')!;
    expect(event.timeUs - slow.run.trace[event.cause]!.timeUs).toBe(ms(40));
  });

  it('modes and commands reach the program; a mode that it does not have does nothing', () => {
    const { run: result, of } = run([
      { kind: 'mode', node: 'n1', mode: 'odd', atUs: ms(100), forUs: ms(50) },
      { kind: 'mode', node: 'n1', mode: 'absurd', atUs: ms(200) },
      { kind: 'command', node: 'n1', command: 'jump', args: { to: 1_000 }, atUs: ms(300) },
    ]);
    expect(effects(result.trace, 'mode').map((effect) => effect.mode)).toEqual(['odd', 'ok']);
    expect(of('n1').n).toBeGreaterThan(1_000);
  });
});

describe('links', () => {
  const lossesOf = (actions: readonly Action[], channel: Channel = 'datagram') =>
    effects(run(actions, channel).run.trace, 'lose').map((effect) => effect.reason);

  it('a cut loses what is under way and what is sent, until it heals', () => {
    const { of } = run([{ kind: 'cut', a: 'n0', b: 'n1', atUs: ms(301), forUs: ms(100) }]);
    expect(clean.of('n1').got.filter((n) => !of('n1').got.includes(n))).toEqual([
      29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    ]);
  });

  it('one way cuts there, not back', () => {
    expect(lossesOf([{ kind: 'cut', a: 'n1', b: 'n0', oneWay: true, atUs: 0 }])).toEqual([]);
    expect(lossesOf([{ kind: 'cut', a: 'n0', b: 'n1', oneWay: true, atUs: 0 }]).length).toBeGreaterThan(90);
  });

  it('a partition cuts between groups and heals by itself', () => {
    expect(lossesOf([{ kind: 'partition', groups: [['n0'], ['n1']], atUs: ms(300), forUs: ms(100) }])).toHaveLength(10);
    expect(lossesOf([{ kind: 'partition', groups: [['n0', 'n1'], []], atUs: ms(300), forUs: ms(100) }])).toEqual([]);
  });

  it('loss, duplicates, reordering and latency do what they say', () => {
    expect(lossesOf([{ kind: 'loss', a: 'n0', b: 'n1', ppm: 500_000, atUs: 0 }]).length).toBeGreaterThan(30);
    expect(run([{ kind: 'duplicates', a: 'n0', b: 'n1', ppm: 1_000_000, atUs: 0 }]).of('n1').got).toHaveLength(198);
    const { got } = run([{ kind: 'latency', a: 'n0', b: 'n1', addUs: ms(50), atUs: 0 }]).of('n1');
    expect(got).toHaveLength(94);
    const mixed = run([
      { kind: 'latency', a: 'n0', b: 'n1', addUs: ms(30), atUs: 0 },
      { kind: 'reorder', a: 'n0', b: 'n1', ppm: 500_000, atUs: 0 },
    ]).of('n1').got;
    expect(mixed).not.toEqual(mixed.toSorted((a, b) => a - b));
  });

  it('a stream keeps order whatever happens, and a cut resets it for both ends', () => {
    const bad: Action[] = [
      { kind: 'loss', a: 'n0', b: 'n1', ppm: 300_000, atUs: 0 },
      { kind: 'reorder', a: 'n0', b: 'n1', ppm: 500_000, atUs: 0 },
      { kind: 'duplicates', a: 'n0', b: 'n1', ppm: 500_000, atUs: 0 },
    ];
    const { got } = run(bad, 'stream').of('n1');
    expect(got).toEqual(got.map((_, n) => n));
    const { of } = run([{ kind: 'cut', a: 'n0', b: 'n1', atUs: ms(301), forUs: ms(10) }], 'stream');
    expect([of('n0').resets, of('n1').resets]).toEqual([['n1'], ['n0']]);
    expect(lossesOf([{ kind: 'crash', node: 'n1', atUs: ms(301) }], 'stream')).toContain('reset');
  });

  it('bandwidth queues messages behind each other', () => {
    const { got } = run([{ kind: 'bandwidth', a: 'n0', b: 'n1', bytesPerSecond: 1_000, atUs: 0 }]).of('n1');
    expect(got.length).toBeLessThan(60);
    expect(got).toEqual(got.map((_, n) => n));
  });

  it('links inside a pod are immune', () => {
    expect(
      lossesOf(
        [
          { kind: 'cut', a: 'n0', b: 'n1', atUs: 0 },
          { kind: 'loss', a: 'n0', b: 'n1', ppm: 1_000_000, atUs: 0 },
        ],
        'local',
      ),
    ).toEqual([]);
  });
});

describe('one message on its way', () => {
  it('is dropped, delayed, duplicated or delivered now', () => {
    const at = ms(301);
    expect(run([{ kind: 'dropMessage', message: 'n0#30', atUs: at }]).of('n1').got).not.toContain(29);
    expect(
      run([{ kind: 'delayMessage', message: 'n0#30', byUs: ms(15), atUs: at }])
        .of('n1')
        .got.slice(28, 32),
    ).toEqual([28, 30, 29, 31]);
    expect(
      run([{ kind: 'duplicateMessage', message: 'n0#30', atUs: at }])
        .of('n1')
        .got.filter((n) => n === 29),
    ).toHaveLength(2);
    const early = run([{ kind: 'deliverMessage', message: 'n0#30', atUs: at }]).run.trace.find(
      (event) => event.transit?.id === 'n0#30',
    )!;
    expect(early.timeUs).toBe(at);
    expect(run([{ kind: 'dropMessage', message: 'n0#9999', atUs: at }]).of('n1').got).toEqual(clean.of('n1').got);
  });
});

describe('targets and pods', () => {
  const down = (actions: readonly Action[]): string[] =>
    effects(runInline(setup({ topology: mesh(5), actions })).trace, 'status').flatMap((effect) =>
      effect.status === 'down' ? [effect.node] : [],
    );

  it('are names, roles, minorities, lane states or pods', () => {
    expect(down([{ kind: 'crash', node: 'n3', atUs: 1 }])).toEqual(['n3']);
    expect(down([{ kind: 'crash', node: '@role:main', atUs: 1 }])).toHaveLength(5);
    expect(down([{ kind: 'crash', node: '@minority:main', atUs: 1 }])).toEqual(['n0', 'n1']);
    expect(down([{ kind: 'crash', node: '@idle', atUs: 1 }])).toHaveLength(5);
    expect(down([{ kind: 'crash', node: '@nowhere', atUs: 1 }])).toEqual([]);
    const pods = {
      ...mesh(3),
      nodes: mesh(3).nodes.map((node, index) => (index < 2 ? { ...node, pod: 'house' } : node)),
    };
    const run = runInline(
      setup({ topology: pods, actions: [{ kind: 'killPod', pod: 'house', atUs: ms(5), forUs: ms(5) }] }),
    );
    expect(run.trace.filter((event) => event.kind === 'restart').map((event) => event.node)).toEqual(['n0', 'n1']);
  });
});

describe('capacity', () => {
  it('workers are held until the reply, the queue is bounded, the rest is refused', () => {
    const { trace } = runInline(setup({ actions: [{ kind: 'slow', node: 'n1', percent: 5_000, atUs: 0 }] }));
    const loads = trace
      .filter((event) => event.node === 'n1')
      .flatMap((event) => event.effects.filter((effect) => effect.kind === 'load'));
    expect(Math.max(...loads.map((load) => load.busy))).toBe(2);
    expect(Math.max(...loads.map((load) => load.queued))).toBe(4);
    expect(effects(trace, 'lose').some((effect) => effect.reason === 'queue full')).toBe(true);
    expect(trace.some((event) => event.kind === 'take')).toBe(true);
  });
});
