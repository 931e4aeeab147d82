import { describe, expect, it } from 'vitest';
import { narrate } from '../../derive/narrate.ts';
import { createTraceIndex } from '../../derive/trace-index.ts';
import type { Refusal, TraceIndex } from '../../derive/types.ts';
import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { epochScenario, scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { loadPattern } from '../../patterns/whole.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Palette } from '../graph/palette.ts';
import { drawRefusals } from '../graph/refusal-marks.ts';
import { fateText, refusalOf } from '../inspector/message-facts.ts';

interface Idea {
  /** What the field calls it. */
  readonly called: string;
  readonly pattern: string;
  /** As it is refused by. */
  readonly name: string;
  /** By when it has been refused. */
  readonly bySeconds: number;
  readonly scenario: (pattern: Pattern) => Scenario;
}

const fromLens = (pattern: Pattern): Scenario => epochScenario(pattern, pattern.epoch!);

/** A batch is held up on its way; its producer gives it up, and goes on under the next epoch. */
function heldUp(pattern: Pattern): Scenario {
  const scenario: Scenario = {
    ...scenarioOf(pattern),
    settings: { 'producer.requestTimeoutMs': 300, 'producer.deliveryTimeoutMs': 1_000 },
  };
  const batch = runInline(setupOf(pattern, scenario), { untilUs: seconds(2) })
    .trace.flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'send' && effect.transit.message.type === 'Produce' ? [effect.transit] : []))
    .find(({ sentUs }) => sentUs > ms(1_500))!;
  const atUs = Math.floor((batch.sentUs + batch.arriveUs) / 2);
  const faults: Action[] = [
    { kind: 'delayMessage', message: batch.id, byUs: ms(4_500), atUs },
    { kind: 'pause', node: batch.to, atUs: atUs + ms(1), forUs: ms(1_600) },
  ];
  return { ...scenario, actions: [...scenario.actions, ...faults].sort((one, other) => one.atUs - other.atUs) };
}

const IDEAS: readonly Idea[] = [
  { called: 'term', pattern: 'leader-election', name: 'term', bySeconds: 10, scenario: fromLens },
  {
    called: 'fencing token',
    pattern: 'leader-election',
    name: 'token',
    bySeconds: 18,
    scenario: (pattern) => scenarioOf(pattern, 'lease-drift', true),
  },
  { called: 'slot epoch', pattern: 'sharding', name: 'map epoch', bySeconds: 5, scenario: fromLens },
  { called: 'group generation', pattern: 'pub-sub', name: 'generation', bySeconds: 12, scenario: fromLens },
  { called: 'producer epoch', pattern: 'pub-sub', name: 'producer epoch', bySeconds: 7, scenario: heldUp },
  { called: 'breaker generation', pattern: 'circuit-breaker', name: 'generation', bySeconds: 4, scenario: fromLens },
  {
    called: 'breaker generation',
    pattern: 'ambassador',
    name: 'breaker generation',
    bySeconds: 4,
    scenario: fromLens,
  },
  { called: 'configuration version', pattern: 'sidecar', name: 'nonce', bySeconds: 4, scenario: fromLens },
  { called: 'expected version', pattern: 'event-sourcing', name: 'version', bySeconds: 2, scenario: fromLens },
  { called: 'position token', pattern: 'cqrs', name: 'position', bySeconds: 3, scenario: fromLens },
];

/** What the graph writes at the receiver of a refused message. */
function markOf(refusal: Refusal): string[] {
  const words: string[] = [];
  const context = new Proxy<Record<string, unknown>>(
    { measureText: () => ({ width: 30 }), fillText: (text: string) => void words.push(text) },
    { get: (target, key: string) => target[key] ?? (() => undefined) },
  ) as unknown as CanvasRenderingContext2D;
  const locate = (_transit: unknown, position: number, into: Float32Array): void => into.set([100 * position, 50]);
  const frame = { timeUs: refusal.timeUs, refusals: [refusal], refusalWindowUs: 1 };
  drawRefusals({ context, width: 800, unit: 1, ratio: 1, names: [], locate }, frame, {} as Palette);
  return words;
}

interface Found {
  readonly pattern: Pattern;
  readonly topology: Topology;
  readonly index: TraceIndex;
  readonly refusal: Refusal;
}

async function find({ pattern: id, name, bySeconds, scenario }: Idea): Promise<Found> {
  const pattern = await loadPattern(id);
  const setup = setupOf(pattern, { ...scenario(pattern), untilUs: seconds(bySeconds) });
  const index = createTraceIndex();
  index.append(runInline({ ...setup, properties: [] }).trace);
  const refusal = index.refusals(-1, seconds(bySeconds)).find(({ epoch }) => epoch.name === name);
  if (refusal === undefined) throw new Error(`nothing is refused by its ${name}`);
  return { pattern, topology: setup.topology, index, refusal };
}

describe('one idea under nine names', () => {
  it.each(IDEAS.map((idea) => [`${idea.called} (${idea.pattern})`, idea] as const))(
    '%s: refused within seconds, and said so with both numbers in graph, log and inspector',
    async (_title, idea) => {
      const { pattern, topology, index, refusal } = await find(idea);
      const { name, got, have } = refusal.epoch;
      expect(got).toBeLessThan(have);
      expect(narrate(index.events[refusal.seq]!, pattern, topology)).toContain(`${name} ${got} is older than ${have}`);
      expect(markOf(refusal)).toEqual([`${name} ${got} < ${have}`]);
      const flight = index.flight(refusal.transit!.id)!;
      const fate = fateText(
        flight,
        refusal.timeUs,
        refusal.seq,
        flight.transit.to,
        index.events[flight.endSeq],
        refusalOf(index, flight, refusal.seq),
      );
      expect(fate.text).toContain(`its ${name} ${got} is older than ${have}`);
    },
  );

  it('is told of by every pattern', async () => {
    for (const { pattern: id } of IDEAS) expect((await loadPattern(id)).epoch, id).toBeDefined();
    expect(new Set(IDEAS.map(({ pattern }) => pattern)).size).toBe(8);
    expect(new Set(IDEAS.map(({ called }) => called)).size).toBe(9);
  });
});
