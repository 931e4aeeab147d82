import { runInline } from '../../src/kernel/inline.ts';
import { seconds } from '../../src/kernel/time.ts';
import { scenarioOf, setupOf } from '../../src/pattern-kit/setup.ts';
import { patternMetas } from '../../src/patterns/registry.ts';
import { loadPattern } from '../../src/patterns/whole.ts';
import { bareHeap } from './heap.ts';
import { beside, type Beside, type Round } from './measure.ts';

const EVENTS = 100_000;
const HEARTBEAT_MESSAGES = 100_000;
const ROUNDS = 9;
const heap = () => bareHeap(1_000_000, 64);

/** Rates beside those of the bare heap. */
export interface SceneRates extends Beside {
  /** What the scene is called: its experiment. */
  readonly name: string;
}

/**
 * A pattern's first experiment with all its properties, over and over until there is enough to
 * time, by turns with the bare heap, because machines differ.
 */
export async function sceneRates(id: string): Promise<SceneRates> {
  const meta = patternMetas.find((known) => known.id === id);
  if (!meta) throw new Error(`There is no pattern ${id}.`);
  const pattern = await loadPattern(meta.id);
  const first = pattern.experiments[0];
  if (!first) throw new Error(`${id} has no experiment to run.`);
  const setup = setupOf(pattern, scenarioOf(pattern, first.id, true));
  const measured = await besideHeap(() => {
    let events = 0;
    while (events < EVENTS) events += runInline(setup).kernel.seq;
    return events;
  });
  return { ...measured, name: `${id}, ${first.id}, with properties` };
}

/** Five replicas of the database that do nothing but tell each other that they are there, with all properties. */
export async function heartbeatRates(): Promise<SceneRates> {
  const pattern = await loadPattern('leader-election');
  const scenario = scenarioOf(pattern, pattern.experiments[0]!.id, true);
  const setup = setupOf(pattern, {
    ...scenario,
    actions: [],
    settings: { ...scenario.settings, 'raft.heartbeatMs': 20, 'clients.quietMs': 60_000 },
    untilUs: seconds(60),
  });
  const measured = await besideHeap(() => {
    let sent = 0;
    while (sent < HEARTBEAT_MESSAGES) sent += runInline(setup).kernel.trace.transits.length;
    return sent;
  });
  return { ...measured, name: 'five replicas heartbeating, with properties' };
}

const besideHeap = (round: Round): Promise<Beside> => beside(round, heap, ROUNDS);
