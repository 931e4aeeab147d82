import type { Action } from '../kernel/action.ts';
import type { Settings, SettingValue } from '../kernel/program.ts';
import type { Topology } from '../kernel/topology.ts';
import type { SettingSpec } from '../scenario/scenario.ts';
import type { Lesson, Pattern } from './pattern.ts';

/** Every reference between the parts of a pattern that leads nowhere, each with the part it stands in and what there is instead. */
export function patternProblems(pattern: Pattern): string[] {
  const problems: string[] = [];
  const check = checks(problems);
  checkMeta(pattern, check);
  checkSettings(pattern, check);
  checkRoles(pattern, check);
  checkScenes(pattern, check);
  checkExperiments(pattern, check);
  checkMutants(pattern, check);
  return problems;
}

/** The same for its lesson, which is loaded apart. */
export function lessonProblems(pattern: Pattern, lesson: Lesson): string[] {
  const problems: string[] = [];
  checkLesson(pattern, lesson, checks(problems));
  return problems;
}

interface Checks {
  that(holds: boolean, problem: string): void;
  /** `name` must be one of `known`. */
  known(where: string, kind: string, name: string, known: Iterable<string>): void;
  unique(where: string, ids: readonly string[]): void;
  text(where: string, text: string): void;
}

function checks(problems: string[]): Checks {
  const that = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  return {
    that,
    known(where, kind, name, known) {
      const names = [...known];
      that(
        names.includes(name),
        `${where} names the ${kind} "${name}", which does not exist. There are: ${names.join(', ') || 'none'}.`,
      );
    },
    unique(where, ids) {
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      that(twice.length === 0, `${where} has the id "${twice[0]}" twice.`);
    },
    text: (where, text) => that(text.trim().length > 0, `${where} is empty.`),
  };
}

const ids = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function checkMeta({ meta, about, switchLabels }: Pattern, check: Checks): void {
  check.that(
    ID.test(meta.id),
    `meta.id "${meta.id}" must be lower case letters, digits and dashes, as the folder is named.`,
  );
  for (const [key, text] of Object.entries({ title: meta.title, summary: meta.summary, answers: meta.answers }))
    check.text(`meta.${key}`, text);
  check.text('about.what', about.what);
  check.text('about.how', about.how);
  check.that(
    about.benefits.length > 0 && about.costs.length > 0 && about.avoidWhen.length > 0,
    'about needs at least one benefit, one cost and one case to avoid.',
  );
  check.text('switchLabels.off', switchLabels.off);
  check.text('switchLabels.on', switchLabels.on);
}

function checkSettings({ settings }: Pattern, check: Checks): void {
  for (const [key, spec] of Object.entries(settings)) {
    const where = `settings["${key}"]`;
    for (const word of ['label', 'help', 'group', 'source'] as const) check.text(`${where}.${word}`, spec[word]);
    if (spec.type === 'number')
      check.that(spec.min < spec.max && spec.step > 0, `${where} needs min < max and a step above 0.`);
    const problem = valueProblem(spec, spec.default);
    check.that(problem === null, `${where}.default ${problem}`);
  }
}

/** What is wrong with a value for this dial, or null. */
export function valueProblem(spec: SettingSpec, value: SettingValue): string | null {
  if (spec.type === 'switch')
    return typeof value === 'boolean' ? null : `is ${String(value)}: a switch is true or false.`;
  if (spec.type === 'choice') {
    const options = spec.options.map((option) => option.value);
    return typeof value === 'string' && options.includes(value)
      ? null
      : `is ${String(value)}: choose one of ${options.join(', ')}.`;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return `is ${String(value)}: it takes a number.`;
  return value >= spec.min && value <= spec.max
    ? null
    : `is ${value}: it lies between ${spec.min} and ${spec.max} ${spec.unit}.`;
}

function checkRoles(pattern: Pattern, check: Checks): void {
  const programs = Object.keys(pattern.programs);
  for (const [id, role] of Object.entries(pattern.roles)) {
    const where = `roles.${id}`;
    check.known(where, 'program', id, programs);
    check.text(`${where}.label`, role.label);
    check.text(`${where}.about`, role.about);
    check.that(role.letter.length === 1, `${where}.letter "${role.letter}" must be one letter.`);
    check.that(role.source.endsWith('.ts'), `${where}.source "${role.source}" must be a file below programs/.`);
    const states = ids(role.machine?.states ?? []);
    check.unique(`${where}.machine`, states);
    for (const edge of role.machine?.edges ?? []) {
      check.known(`${where}.machine, edge ${edge.from} to ${edge.to},`, 'state', edge.from, states);
      check.known(`${where}.machine, edge ${edge.from} to ${edge.to},`, 'state', edge.to, states);
    }
  }
  for (const [id, program] of Object.entries(pattern.programs)) {
    check.known(`programs.${id}`, 'role', id, Object.keys(pattern.roles));
    for (const type of [...Object.keys(program.on ?? {}), ...(program.needsWorker ?? [])])
      check.known(`programs.${id}`, 'message', type, Object.keys(pattern.messages));
    for (const mode of program.modes ?? []) check.known(`programs.${id}`, 'mode', mode, Object.keys(pattern.modes));
    for (const command of Object.keys(program.commands ?? {}))
      check.known(`programs.${id}`, 'command', command, Object.keys(pattern.commands));
  }
  for (const pair of pattern.seldom ?? [])
    for (const role of pair) check.known(`seldom, ${pair.join(' and ')},`, 'role', role, Object.keys(pattern.roles));
  for (const [name, command] of Object.entries(pattern.commands)) {
    check.known(`commands.${name}`, 'program', command.program, programs);
    check.that(
      pattern.programs[command.program]?.commands?.[name] !== undefined,
      `commands.${name}: the program ${command.program} does not handle it.`,
    );
  }
}

function completeSettings(pattern: Pattern, settings: Settings): Settings {
  return {
    ...Object.fromEntries(Object.entries(pattern.settings).map(([key, spec]) => [key, spec.default])),
    ...settings,
  };
}

/** Every topology that a preset can open with. */
function scenes(pattern: Pattern): { readonly where: string; readonly topology: Topology }[] {
  return pattern.experiments.flatMap((experiment) =>
    [true, false].map((on) => ({
      where: `The topology of ${experiment.id}, ${on ? 'on' : 'off'},`,
      topology: pattern.topology({ on, settings: completeSettings(pattern, experiment.settings) }),
    })),
  );
}

function checkScenes(pattern: Pattern, check: Checks): void {
  for (const { where, topology } of scenes(pattern)) {
    const nodes = ids(topology.nodes);
    check.unique(where, nodes);
    for (const node of topology.nodes) {
      check.known(`${where} node ${node.id},`, 'program', node.program, Object.keys(pattern.programs));
      check.that(
        pattern.layout[node.id] !== undefined,
        `${where} has the node "${node.id}", which has no place in layout.`,
      );
      check.that(
        ID.test(node.id) && (node.pod === undefined || ID.test(node.pod)),
        `${where} node ${node.id}: ids of nodes and pods are lower case letters, digits and dashes.`,
      );
    }
    for (const link of topology.links)
      for (const end of [link.a, link.b]) check.known(`${where} link ${link.a}–${link.b},`, 'node', end, nodes);
  }
}

/** Settings and actions of a preset, a step or a solution. */
function checkChanges(
  pattern: Pattern,
  check: Checks,
  where: string,
  settings: Settings,
  actions: readonly Action[],
  untilUs: number,
): void {
  for (const [key, value] of Object.entries(settings)) {
    check.known(where, 'setting', key, Object.keys(pattern.settings));
    const problem = pattern.settings[key] ? valueProblem(pattern.settings[key], value) : null;
    check.that(problem === null, `${where}: ${key} ${problem}`);
  }
  for (const action of actions) {
    const here = `${where}, action ${action.kind} at ${action.atUs} µs,`;
    check.that(
      action.atUs >= 0 && action.atUs <= untilUs,
      `${here} lies outside the run, which ends at ${untilUs} µs.`,
    );
    for (const target of targetsOf(action))
      check.that(
        target.startsWith('@') || pattern.layout[target] !== undefined,
        `${here} names the node "${target}", which does not exist.`,
      );
    if (action.kind === 'mode') check.known(here, 'mode', action.mode, Object.keys(pattern.modes));
    if (action.kind === 'command') check.known(here, 'command', action.command, Object.keys(pattern.commands));
    if (action.kind === 'set') {
      const spec = pattern.settings[action.setting];
      check.known(here, 'setting', action.setting, Object.keys(pattern.settings));
      const problem = spec ? valueProblem(spec, action.value) : null;
      check.that(problem === null, `${here} ${action.setting} ${problem}`);
    }
  }
}

function targetsOf(action: Action): readonly string[] {
  if ('node' in action) return [action.node];
  if ('a' in action) return [action.a, action.b];
  return action.kind === 'partition' ? action.groups.flat() : [];
}

function checkExperiments(pattern: Pattern, check: Checks): void {
  check.that(pattern.experiments.length > 0, 'There must be at least one experiment: the first is what opens.');
  check.unique('experiments', ids(pattern.experiments));
  check.unique('properties', ids(pattern.properties));
  check.unique('goals', ids(pattern.goals));
  for (const experiment of pattern.experiments) {
    const where = `Experiment ${experiment.id}`;
    for (const word of ['title', 'question', 'watch', 'answer'] as const)
      check.text(`${where}, ${word},`, experiment[word]);
    for (const goal of experiment.goals) check.known(where, 'goal', goal, ids(pattern.goals));
    checkChanges(pattern, check, where, experiment.settings, experiment.actions, experiment.untilUs);
  }
  for (const goal of pattern.goals) {
    const { measure } = goal;
    if ('node' in measure && measure.node !== undefined)
      check.known(`Goal ${goal.id}`, 'node', measure.node, Object.keys(pattern.layout));
    if (measure.kind === 'deliveries')
      check.known(`Goal ${goal.id}`, 'message', measure.message, Object.keys(pattern.messages));
  }
}

function checkMutants(pattern: Pattern, check: Checks): void {
  check.unique('mutants', ids(pattern.mutants));
  check.that(
    pattern.mutantIds.join() === ids(pattern.mutants).join(),
    `mutantIds must list the mutants in order: ${ids(pattern.mutants).join(', ')}.`,
  );
  for (const mutant of pattern.mutants) {
    const where = `Mutant ${mutant.id}`;
    check.known(where, 'property', mutant.breaks, ids(pattern.properties));
    check.known(where, 'experiment', mutant.preset, ids(pattern.experiments));
    check.that(Object.keys(mutant.programs).length > 0, `${where} replaces no program.`);
    for (const program of Object.keys(mutant.programs))
      check.known(where, 'program', program, Object.keys(pattern.programs));
  }
}

function checkLesson(pattern: Pattern, { steps }: Lesson, check: Checks): void {
  check.unique('lesson', ids(steps));
  check.that(steps.length > 0, 'The lesson has no steps.');
  check.that(
    steps[0]?.scenario !== undefined,
    'The first step of the lesson must name the scenario that it starts with.',
  );
  for (const [index, step] of steps.entries()) {
    const where = `Lesson step ${step.id}`;
    check.text(`${where}, prose,`, step.prose);
    check.text(`${where}, goal,`, step.goal.text);
    if (step.scenario) check.known(where, 'experiment', step.scenario.preset, ids(pattern.experiments));
    const unasked = step.predict === undefined && steps[index - 1]?.predict === undefined;
    check.that(index === 0 || !unasked, `${where}: at least every second step asks for a prediction.`);
    if (step.predict) check.unique(`${where}, predict,`, ids(step.predict.options));
    const { settings = {}, actions = [], runUntilUs } = step.solution;
    check.that(step.stopUs === undefined || step.stopUs <= runUntilUs, `${where}: its solution ends before it stops.`);
    checkChanges(pattern, check, `${where}, solution,`, settings, actions, runUntilUs);
  }
}
