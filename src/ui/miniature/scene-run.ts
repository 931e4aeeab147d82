import { createTraceIndex } from '../../derive/trace-index.ts';
import type { TraceIndex } from '../../derive/types.ts';
import { connectSession } from '../../host/session-client.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { Face, PatternWords, ShownPattern } from '../../pattern-kit/pattern.ts';
import { NO_WORDS, scenarioOf, settingsOf } from '../../pattern-kit/setup.ts';
import type { Settings } from '../../kernel/program.ts';
import { loadFace } from '../../patterns/registry.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { troubledStretch } from './troubled-stretch.ts';

/** A finished run with its look-ups. */
export interface FinishedRun {
  readonly pattern: ShownPattern;
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly settings: Settings;
  readonly index: TraceIndex;
}

/** The same, and the stretch of it that is worth watching. */
export interface SceneRun extends FinishedRun {
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** How much of a run is looked through for its trouble. */
const LOOK_US = seconds(10);

/** Runs one after another: a page full of scenes must not take every core. */
let queue: Promise<unknown> = Promise.resolve();
const known = new Map<string, Promise<SceneRun>>();

/**
 * The first experiment of a pattern, run without it, where its trouble is plainest: the problem that a card
 * tells of. The same promise for the same pattern.
 */
export function defaultScene(id: string): Promise<SceneRun> {
  return once(id, async () => {
    const pattern = await loadFace(id);
    const scenario = scenarioOf(pattern, undefined, false);
    const untilUs = Math.min(scenario.untilUs, LOOK_US);
    return runScene(pattern, scenario, untilUs, (run) => troubledStretch(run, untilUs));
  });
}

/** What is under this key, made once; made again after a failure. */
export function once(key: string, make: () => Promise<SceneRun>): Promise<SceneRun> {
  const held = known.get(key);
  if (held) return held;
  const run = make();
  known.set(key, run);
  run.catch(() => known.delete(key));
  return run;
}

/** Runs a scenario in a worker of its own, when those asked for before are done; then chooses what of it to play. */
export function runScene(
  pattern: Face,
  scenario: Scenario,
  untilUs: Us,
  stretchOf: (run: FinishedRun) => Pick<SceneRun, 'fromUs' | 'toUs'>,
): Promise<SceneRun> {
  const run = queue.then(() => traceOf(scenario, untilUs));
  queue = run.catch(() => undefined);
  return run.then(({ words, topology, index }) => {
    const shown = { ...pattern, ...words };
    const finished = { pattern: shown, scenario, topology, settings: settingsOf(pattern, scenario), index };
    return { ...finished, ...stretchOf(finished) };
  });
}

interface Ran {
  readonly words: PatternWords;
  readonly topology: Topology;
  readonly index: TraceIndex;
}

function traceOf(scenario: Scenario, untilUs: Us): Promise<Ran> {
  const session = connectSession('scene');
  const index = createTraceIndex();
  let topology: Topology = { nodes: [], links: [] };
  let words: PatternWords = NO_WORDS;
  return new Promise<Ran>((resolve, reject) => {
    session.onMessage((message) => {
      if (message.kind === 'failed') reject(new Error(`${message.what} ${message.detail}`));
      else if (message.kind === 'opened') ({ topology, words } = message);
      else if (message.kind === 'trace') {
        index.append(message.events);
        if (message.ended || message.headUs >= untilUs) resolve({ words, topology, index });
        else session.post({ kind: 'advance', untilUs, shownSeq: index.events.length - 1 });
      }
    });
    session.post({ kind: 'open', scenario, host: 'inline' });
    session.post({ kind: 'advance', untilUs, shownSeq: -1 });
  }).finally(() => session.close());
}
