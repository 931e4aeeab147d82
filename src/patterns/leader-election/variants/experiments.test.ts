import { describe, expect, it } from 'vitest';
import type { Action } from '../../../kernel/action.ts';
import { runInline } from '../../../kernel/inline.ts';
import type { Settings } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../../kernel/trace.ts';
import { scenarioOf, setupOf } from '../../../pattern-kit/setup.ts';
import pattern from '../index.ts';

/** What the answers of the experiments tell the reader is what the runs show. None of it depends on the clients. */
function run(preset: string, settings: Settings = {}, on = true) {
  const { trace, properties } = runInline(setupOf(pattern, { ...scenarioOf(pattern, preset, on), settings }));
  const violated = properties.filter(({ status }) => status === 'violated').map(({ id }) => id);
  const reached = properties.filter(({ status }) => status === 'reached').map(({ id }) => id);
  return { trace, violated, reached };
}

/** Seconds, node and state of every step into or out of leading, to a tenth. */
function reigns(trace: readonly TraceEvent[]): string[] {
  return effects(trace, 'become').flatMap(([event, effect]) => {
    const from = effect.from === 'leader' || effect.from === 'acquired';
    const to = effect.to === 'leader' || effect.to === 'acquired';
    return from === to ? [] : [`${tenths(event.timeUs)} ${event.node} ${to ? 'leads' : 'stops'}`];
  });
}

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
function effects<K extends Effect['kind']>(trace: readonly TraceEvent[], kind: K): [TraceEvent, Of<K>][] {
  return trace.flatMap((event) =>
    event.effects.flatMap((effect) => (effect.kind === kind ? [[event, effect as Of<K>] as [TraceEvent, Of<K>]] : [])),
  );
}
const tenths = (us: number): string => (Math.round(us / 100_000) / 10).toFixed(1);
const notes = (trace: readonly TraceEvent[], rule: string): number[] =>
  effects(trace, 'note').flatMap(([event, effect]) => (effect.rule === rule ? [event.timeUs] : []));
const sent = (trace: readonly TraceEvent[], type: string, fromUs: number, toUs: number): number =>
  effects(trace, 'send').filter(
    ([event, effect]) => effect.transit.message.type === type && event.timeUs >= fromUs && event.timeUs < toUs,
  ).length;

describe('The holder that slept', () => {
  const { trace, violated, reached } = run('lease-pause');

  it('wakes up as a leader, and stops by its renew deadline, or by its token', () => {
    expect(reigns(trace)).toEqual(['0.0 n1 leads', '8.4 n2 leads', '12.5 n1 stops', '20.1 n3 leads', '22.0 n2 stops']);
    expect(violated).toEqual([]);
    expect(reached).toEqual(['lease-two-holders', 'stale-write', 'stale-refused']);
  });

  it('writes over its successor until storage checks tokens', () => {
    const stale = notes(trace, 'stale write kept');
    expect(stale.length).toBeGreaterThan(5);
    expect(stale[0]! - seconds(10)).toBeLessThan(20_000);
    expect(stale.at(-1)).toBeLessThan(seconds(12.6));
    const refused = notes(trace, 'stale token');
    expect(refused).toHaveLength(1);
    const stopped = effects(trace, 'become').find(([, effect]) => effect.why === 'storage refused its token')![0];
    expect(stopped.timeUs - seconds(22)).toBeLessThan(25_000);
  });
});

describe('A clock at half speed', () => {
  it('a jump changes nothing, a drift above lease / renew deadline makes two holders', () => {
    const { trace, violated } = run('lease-drift');
    expect(reigns(trace).slice(0, 4)).toEqual(['0.0 n1 leads', '6.9 n1 stops', '8.4 n2 leads', '16.5 n1 leads']);
    expect(effects(trace, 'become').at(-2)![1].why).toBe('storage refused its token');
    expect(violated).toEqual([]);
    expect(notes(trace, 'stale write kept')).toEqual([]);
  });

  it('without fencing both write until the slow clock is at the deadline', () => {
    const { trace } = run('lease-drift', { 'storage.checkTokens': false });
    expect(reigns(trace).slice(-2)).toEqual(['16.5 n1 leads', '18.3 n2 stops']);
    expect(notes(trace, 'stale write kept').length).toBeGreaterThan(0);
  });

  it('with a longer lease the same drift does no harm', () => {
    const { trace, reached } = run('lease-drift', { 'lease.durationMs': 7_000 });
    expect(reigns(trace).slice(-2)).toEqual(['15.8 n2 stops', '20.0 n1 leads']);
    expect(reached).not.toContain('lease-two-holders');
  });
});

describe('Bully across a cut', () => {
  it('has two leaders for as long as the cut lasts, and one token', () => {
    const { trace, violated, reached } = run('bully-partition');
    expect(reigns(trace)).toEqual(['0.0 n5 leads', '5.1 n3 leads', '12.0 n3 stops']);
    expect(reached).toContain('bully-two-leaders');
    expect(violated).toEqual([]);
    const tokens = effects(trace, 'metric').flatMap(([, effect]) => (effect.name === 'token' ? [effect.value] : []));
    expect(new Set(tokens)).toEqual(new Set([0]));
    const writers = effects(trace, 'note').flatMap(([event, { rule, data }]) =>
      rule === 'write kept' && event.timeUs > seconds(6) && event.timeUs < seconds(12)
        ? [(data as { readonly from: string }).from]
        : [],
    );
    expect(new Set(writers)).toEqual(new Set(['n3', 'n5']));
  });
});

describe('Ids around a ring', () => {
  it.each([
    ['descending', 3, 6],
    ['descending', 5, 15],
    ['descending', 7, 28],
    ['ascending', 3, 5],
    ['ascending', 5, 9],
    ['ascending', 7, 13],
  ] as const)('%s, %i replicas: %i election messages', (order, replicas, messages) => {
    const { trace } = run('ring-order', { 'ring.order': order, 'cluster.replicas': replicas });
    expect(sent(trace, 'RingElection', 0, seconds(1))).toBe(messages);
  });

  it('skips the dead, and takes it back', () => {
    const { trace, violated } = run('ring-order');
    expect(reigns(trace)).toEqual(['0.1 n5 leads', '6.2 n4 leads', '11.0 n4 stops', '11.0 n5 leads']);
    expect(sent(trace, 'Elected', 0, seconds(1))).toBe(5);
    expect(notes(trace, 'successor skipped').length).toBeGreaterThan(0);
    expect(violated).toEqual([]);
  });
});

describe('Duelling proposers', () => {
  it('choose nobody until they back off', () => {
    const { trace, violated } = run('paxos-duel');
    expect(reigns(trace)).toEqual(['6.1 n2 leads']);
    expect(notes(trace, 'proposal failed').filter((atUs) => atUs < seconds(6))).toHaveLength(136);
    expect(sent(trace, 'Accept', 0, seconds(6))).toBeGreaterThan(20);
    expect(violated).toEqual([]);
  });

  it('need no time with backoff, or with one proposer', () => {
    expect(reigns(run('paxos-duel', { 'paxos.backoff': true }).trace)).toEqual(['0.6 n2 leads']);
    expect(reigns(run('paxos-duel', { 'paxos.proposers': 1 }).trace)).toEqual(['0.6 n1 leads']);
  });
});

describe('One decree after the other', () => {
  it('a new reign for each leader, and the number of the reign fences', () => {
    const { trace, violated } = run('paxos-reigns');
    expect(reigns(trace)).toEqual(['1.1 n1 leads', '5.3 n3 leads', '11.2 n1 leads', '15.0 n3 stops']);
    expect(notes(trace, 'stale token')).toHaveLength(1);
    expect(violated).toEqual([]);
  });
});

describe('a storage process that dies in the middle of a write', () => {
  it('finds it on the disk again, and whoever is told that it is done was told the truth', () => {
    const scenario = scenarioOf(pattern, 'paxos-duel', true);
    const faults: readonly Action[] = [
      { kind: 'crash', node: 'n1', loseUnsynced: true, atUs: ms(1_510), forUs: ms(902) },
      { kind: 'crash', node: 'storage', atUs: ms(3_204), forUs: ms(477) },
    ];
    const actions = [...scenario.actions, ...faults].sort((a, b) => a.atUs - b.atUs);
    const { trace, properties } = runInline(setupOf(pattern, { ...scenario, seed: 788, actions }));
    expect(notes(trace, 'writes found again')).toHaveLength(1);
    expect(properties.find(({ id }) => id === 'acknowledged-kept')).toMatchObject({ status: 'holds' });
  });
});

describe('the other side', () => {
  it.each([
    ['lease-pause', 16],
    ['lease-drift', 0],
    ['bully-partition', 22],
    ['ring-order', 0],
    ['paxos-duel', 0],
    ['paxos-reigns', 12],
  ])('%s: %i acknowledged writes are lost without consensus', (preset, lost) => {
    expect(notes(run(preset, {}, false).trace, 'discards an acknowledged write')).toHaveLength(lost);
  });

  it('a fixed order takes over after one timeout', () => {
    expect(reigns(run('ring-order', {}, false).trace)).toContain('6.0 n2 leads');
    expect(reigns(run('lease-pause', {}, false).trace)).toContain('5.0 n2 leads');
    expect(reigns(run('bully-partition', {}, false).trace)).toContain('7.0 n4 leads');
  });
});
