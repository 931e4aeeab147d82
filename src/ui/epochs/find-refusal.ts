import { headline, narrate } from '../../derive/narrate.ts';
import type { Refusal } from '../../derive/types.ts';
import { ms } from '../../kernel/time.ts';
import type { EventKind, TraceEvent } from '../../kernel/trace.ts';
import type { EpochLens, PatternMeta } from '../../pattern-kit/pattern.ts';
import { epochScenario, vocabularyOf } from '../../pattern-kit/setup.ts';
import { loadFace, patternMetas } from '../../patterns/registry.ts';
import { encodeScenario } from '../../scenario/link.ts';
import { once, runScene, type SceneRun } from '../miniature/scene-run.ts';

/** One of the numbers that a pattern goes by. */
export interface Idea {
  readonly meta: PatternMeta;
  readonly lens: EpochLens;
}

export interface Example {
  readonly run: SceneRun;
  readonly refusal: Refusal;
  /** What the log says of it. */
  readonly sentence: string;
  /** Opens the workbench at this moment. */
  readonly link: string;
}

/** Around the refusal: the message on its way, and time to read. */
const BEFORE_US = ms(1_500);
const AFTER_US = ms(500);

/** What happens inside a node by itself says less than what came of it. */
const INWARD: readonly EventKind[] = ['work', 'timer', 'disk'];

const tell = (event: TraceEvent, { pattern, topology }: SceneRun): string =>
  (INWARD.includes(event.kind) ? headline : narrate)(event, pattern, topology);

/** All of them, in the order of the patterns. */
export async function loadIdeas(): Promise<readonly Idea[]> {
  const ideas = await Promise.all(
    patternMetas.map(async (meta) => {
      const lenses = (await (await loadFace(meta.id)).epoch?.()) ?? [];
      return lenses.map((lens) => ({ meta, lens }));
    }),
  );
  return ideas.flat();
}

/** Runs what a lens names and answers the first thing refused by its epoch. */
export async function findRefusal({ meta, lens }: Idea): Promise<Example> {
  const pattern = await loadFace(meta.id);
  const scenario = epochScenario(pattern, lens);
  const firstIn = ({ index }: Pick<SceneRun, 'index'>): Refusal | undefined =>
    index.refusals(-1, scenario.untilUs).find(({ epoch }) => epoch.name === lens.name);
  const run = await once(`epoch ${meta.id} ${lens.name}`, () =>
    runScene(pattern, scenario, scenario.untilUs, (finished) => {
      const atUs = firstIn(finished)?.timeUs ?? 0;
      return { fromUs: Math.max(0, atUs - BEFORE_US), toUs: Math.min(scenario.untilUs, atUs + AFTER_US) };
    }),
  );
  const refusal = firstIn(run);
  if (!refusal) throw new Error(`Nothing was refused by its ${lens.name}.`);
  const link = await encodeScenario(
    { ...scenario, view: { cursorUs: refusal.timeUs, cursorSeq: refusal.seq, selection: refusal.node } },
    vocabularyOf(pattern),
  );
  const event = run.index.events[refusal.seq];
  // What properties make of it is another story.
  const told = event && { ...event, effects: event.effects.filter(({ kind }) => kind !== 'verdict') };
  return { run, refusal, sentence: told ? tell(told, run) : '', link };
}
