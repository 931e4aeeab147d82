import { KernelError } from '../kernel/assert.ts';
import type { Setup } from '../kernel/setup.ts';
import type { SettingValue, Settings } from '../kernel/program.ts';
import type { Scenario, Vocabulary } from '../scenario/scenario.ts';
import type { EpochLens, Experiment, Face, Pattern, PatternWords } from './pattern.ts';

/** Every dial with its default. */
export function defaultSettings(pattern: Face): Record<string, SettingValue> {
  return Object.fromEntries(Object.entries(pattern.settings).map(([key, spec]) => [key, spec.default]));
}

/** Every dial as a scenario has it at the start: default, then preset, then what differs. */
export function settingsOf(pattern: Face, scenario: Scenario): Settings {
  return { ...defaultSettings(pattern), ...experimentOf(pattern, scenario.preset).settings, ...scenario.settings };
}

/** The experiment of this id; throws a KernelError that names those there are. */
export function experimentOf(pattern: Face, id: string): Experiment {
  const experiment = pattern.experiments.find((candidate) => candidate.id === id);
  if (!experiment)
    throw new KernelError(
      `${pattern.meta.title} has no experiment "${id}". There are: ${pattern.experiments.map((each) => each.id).join(', ')}.`,
    );
  return experiment;
}

/** A fresh scenario from an experiment; `on` overrides what the experiment says. */
export function scenarioOf(pattern: Face, presetId = pattern.experiments[0]!.id, on?: boolean): Scenario {
  const preset = experimentOf(pattern, presetId);
  return {
    pattern: pattern.meta.id,
    preset: preset.id,
    on: on ?? preset.on,
    seed: preset.seed,
    settings: {},
    actions: preset.actions,
    untilUs: preset.untilUs,
    view: {},
  };
}

/** The run that a pattern's epoch lens tells of. */
export function epochScenario(pattern: Face, lens: EpochLens): Scenario {
  const scenario = scenarioOf(pattern, lens.preset, lens.on);
  const actions = [...scenario.actions, ...(lens.actions ?? [])].sort((a, b) => a.atUs - b.atUs);
  return { ...scenario, settings: { ...lens.settings }, actions };
}

/** What the kernel needs to run a scenario of this pattern. */
export function setupOf(pattern: Pattern, scenario: Scenario): Setup {
  const settings = settingsOf(pattern, scenario);
  const mutant =
    scenario.mutant === undefined ? undefined : pattern.mutants.find((candidate) => candidate.id === scenario.mutant);
  if (scenario.mutant !== undefined && !mutant)
    throw new KernelError(`${pattern.meta.title} has no planted bug "${scenario.mutant}".`);
  const { on } = scenario;
  return {
    topology: pattern.topology({ on, settings }),
    programs: { ...pattern.programs, ...mutant?.programs },
    settings,
    seed: scenario.seed,
    actions: scenario.actions,
    untilUs: scenario.untilUs,
    on,
    properties: pattern.properties,
    retune: (changed) => pattern.topology({ on, settings: changed }),
  };
}

/** Before the one who runs it has said anything. */
export const NO_WORDS: PatternWords = { programs: {}, properties: [], mutants: [] };

/** What can be told of the parts that run, as data. */
export function wordsOf(pattern: Pattern): PatternWords {
  return {
    programs: Object.fromEntries(
      Object.entries(pattern.programs).map(([id, { modes }]) => [id, modes === undefined ? {} : { modes }]),
    ),
    properties: pattern.properties.map(({ id, kind, title, explain }) => ({ id, kind, title, explain })),
    mutants: pattern.mutants.map(({ id, title, explain, breaks, preset }) => ({ id, title, explain, breaks, preset })),
  };
}

/** What the link codec has to know of this pattern. */
export function vocabularyOf(pattern: Face): Vocabulary {
  const topologies = pattern.experiments.flatMap((experiment) => {
    const settings = { ...defaultSettings(pattern), ...experiment.settings };
    return [pattern.topology({ on: true, settings }), pattern.topology({ on: false, settings })];
  });
  const nodes = topologies.flatMap((topology) => topology.nodes);
  return {
    pattern: pattern.meta.id,
    presets: Object.fromEntries(
      pattern.experiments.map(({ id, on, seed, settings, actions, untilUs }) => [
        id,
        { on, seed, settings, actions, untilUs },
      ]),
    ),
    defaultPreset: pattern.experiments[0]!.id,
    settings: pattern.settings,
    nodes: unique(nodes.map((node) => node.id)),
    pods: unique(nodes.flatMap((node) => node.pod ?? [])),
    modes: Object.keys(pattern.modes),
    commands: Object.keys(pattern.commands),
    mutants: pattern.mutantIds,
  };
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];
