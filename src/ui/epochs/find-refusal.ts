import { headline, narrate } from '../../derive/narrate.ts';
import type { Refusal } from '../../derive/types.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { EventKind, TraceEvent } from '../../kernel/trace.ts';
import { epochScenario, vocabularyOf } from '../../pattern-kit/setup.ts';
import { loadFace } from '../../patterns/registry.ts';
import { encodeScenario } from '../../scenario/link.ts';
import { once, runScene, type SceneRun } from '../miniature/scene-run.ts';

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
const AFTER_US = seconds(1);

/** What happens inside a node by itself says less than what came of it. */
const INWARD: readonly EventKind[] = ['work', 'timer', 'disk'];

const tell = (event: TraceEvent, { pattern, topology }: SceneRun): string =>
  (INWARD.includes(event.kind) ? headline : narrate)(event, pattern, topology);

/** Runs what the pattern's lens names and answers the first thing refused by its epoch; null for a pattern without one. */
export async function findRefusal(id: string): Promise<Example | null> {
  const pattern = await loadFace(id);
  const lens = pattern.epoch;
  if (!lens) return null;
  const scenario = epochScenario(pattern, lens);
  const run = await once(`epoch ${id}`, () =>
    runScene(pattern, scenario, scenario.untilUs, ({ index }) => {
      const found = index.refusals(-1, scenario.untilUs).find(({ epoch }) => epoch.name === lens.name);
      const atUs = found?.timeUs ?? 0;
      return { fromUs: Math.max(0, atUs - BEFORE_US), toUs: Math.min(scenario.untilUs, atUs + AFTER_US) };
    }),
  );
  const refusal = run.index.refusals(-1, scenario.untilUs).find(({ epoch }) => epoch.name === lens.name);
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
