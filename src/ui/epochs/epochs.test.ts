import { describe, expect, it } from 'vitest';
import { narrate } from '../../derive/narrate.ts';
import { createTraceIndex } from '../../derive/trace-index.ts';
import type { Refusal, TraceIndex } from '../../derive/types.ts';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { epochScenario, setupOf } from '../../pattern-kit/setup.ts';
import { loadPattern } from '../../patterns/whole.ts';
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
}

const IDEAS: readonly Idea[] = [
  { called: 'Term', pattern: 'leader-election', name: 'term', bySeconds: 10 },
  { called: 'Fencing token', pattern: 'leader-election', name: 'token', bySeconds: 11 },
  { called: 'Slot epoch', pattern: 'sharding', name: 'map epoch', bySeconds: 5 },
  { called: 'Group generation', pattern: 'pub-sub', name: 'generation', bySeconds: 12 },
  { called: 'Producer epoch', pattern: 'pub-sub', name: 'producer epoch', bySeconds: 12 },
  { called: 'Breaker generation', pattern: 'circuit-breaker', name: 'generation', bySeconds: 4 },
  {
    called: 'Breaker generation, in an ambassador',
    pattern: 'ambassador',
    name: 'breaker generation',
    bySeconds: 4,
  },
  { called: 'Configuration version and nonce', pattern: 'sidecar', name: 'nonce', bySeconds: 4 },
  { called: 'Expected version', pattern: 'event-sourcing', name: 'version', bySeconds: 2 },
  { called: 'Position token', pattern: 'cqrs', name: 'position', bySeconds: 3 },
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

async function find({ called, pattern: id, name, bySeconds }: Idea): Promise<Found> {
  const pattern = await loadPattern(id);
  const lens = (await pattern.epoch?.())?.find(({ title }) => title === called);
  if (lens === undefined) throw new Error(`${id} tells of no ${called}`);
  const setup = setupOf(pattern, { ...epochScenario(pattern, lens), untilUs: seconds(bySeconds) });
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

  it('is told of by every pattern, and by no other name', async () => {
    const told = new Set(IDEAS.map(({ pattern }) => pattern));
    expect(told.size).toBe(8);
    const ideas: string[] = [];
    for (const id of told) for (const { title } of (await (await loadPattern(id)).epoch?.()) ?? []) ideas.push(title);
    expect(ideas.toSorted()).toEqual(IDEAS.map(({ called }) => called).toSorted());
  });
});
