import { InlineRun, runInline, type Run } from '../kernel/inline.ts';
import { notPlain } from '../kernel/plain.ts';
import type { Us } from '../kernel/time.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import { sameRun } from '../scenario/edit.ts';
import { decodeLink, encodeScenario } from '../scenario/link.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lessonProblems } from './check-pattern.ts';
import { staleIn } from './epoch.ts';
import { judgeStep, solvedScenario } from './lesson-judge.ts';
import type { EpochLens, LessonStep, LessonView, Mutant, Pattern } from './pattern.ts';
import { withFaults } from './random-faults.ts';
import { epochScenario, scenarioOf, setupOf, vocabularyOf } from './setup.ts';

/**
 * What every pattern must hold, as functions that answer what is wrong, in words; empty where
 * nothing is. A pattern's author writes none of it: `src/patterns/conformance.test.ts` runs it over
 * every folder.
 */
export type Findings = string[];

/** Both sides of every experiment: name and scenario. */
export function allScenarios(pattern: Pattern): readonly (readonly [string, Scenario])[] {
  return pattern.experiments.flatMap((experiment) =>
    [true, false].map(
      (on) => [`${experiment.id} ${on ? 'on' : 'off'}`, scenarioOf(pattern, experiment.id, on)] as const,
    ),
  );
}

/** Presets survive their own link, and so pass the one schema. */
export async function checkPresets(pattern: Pattern): Promise<Findings> {
  const vocabulary = vocabularyOf(pattern);
  const findings: Findings = [];
  for (const [name, scenario] of allScenarios(pattern)) {
    const decoded = await decodeLink(await encodeScenario(scenario, vocabulary), async () => vocabulary);
    findings.push(...decoded.problems.map((problem) => `${name}: "${problem.part}", expected ${problem.expected}`));
    if (decoded.scenario === null || !sameRun(decoded.scenario, scenario))
      findings.push(`${name}: the link does not give the preset back`);
  }
  return findings;
}

/** Everything on stage has a place, a face and words. */
export function checkWords(pattern: Pattern): Findings {
  const findings: Findings = [];
  const need = (what: string, present: unknown): void => {
    if (present === undefined || present === '') findings.push(`${what} is missing`);
  };
  for (const [name, scenario] of allScenarios(pattern)) {
    const setup = setupOf(pattern, scenario);
    for (const node of setup.topology.nodes) {
      need(`${name}: layout of ${node.id}`, pattern.layout[node.id]);
      need(`${name}: role ${node.program}`, pattern.roles[node.program]);
      const program = setup.programs[node.program];
      for (const mode of program?.modes ?? []) need(`words for the mode ${mode}`, pattern.modes[mode]?.label);
      for (const command of Object.keys(program?.commands ?? {}))
        need(`words for the command ${command}`, pattern.commands[command]?.label);
    }
  }
  for (const [key, spec] of Object.entries(pattern.settings)) {
    for (const field of ['label', 'help', 'group', 'source'] as const)
      need(`${field} of the setting ${key}`, spec[field]);
    if (spec.type === 'number' && !(spec.min <= spec.default && spec.default <= spec.max && spec.step > 0))
      findings.push(`${key}: the default ${spec.default} is outside ${spec.min}…${spec.max}`);
    if (spec.type === 'choice' && !spec.options.some((option) => option.value === spec.default))
      findings.push(`${key}: the default is no option`);
  }
  for (const experiment of pattern.experiments) {
    for (const field of ['title', 'question', 'watch', 'answer'] as const)
      need(`${experiment.id}: ${field}`, experiment[field]);
    for (const goal of experiment.goals)
      need(
        `${experiment.id}: goal ${goal}`,
        pattern.goals.find((each) => each.id === goal),
      );
  }
  return findings;
}

/** Every message that a run shows has a name, a glyph and a sentence. */
export function checkMessages(pattern: Pattern): Findings {
  const findings = new Set<string>();
  for (const [, scenario] of allScenarios(pattern)) {
    for (const event of runInline(setupOf(pattern, scenario)).trace) {
      for (const effect of event.effects) {
        if (effect.kind !== 'send') continue;
        const { type } = effect.transit.message;
        const meta = pattern.messages[type];
        if (meta === undefined) findings.add(`the message ${type} has no label`);
        else if (meta.narrate(effect.transit, (id) => id).length < 5)
          findings.add(`the message ${type} has no sentence`);
      }
    }
  }
  return [...findings];
}

/** Every scenario runs to its end, twice the same, and its state survives JSON and cloning. */
export function checkDeterminism(pattern: Pattern): Findings {
  const findings: Findings = [];
  for (const [name, scenario] of allScenarios(pattern)) {
    const setup = setupOf(pattern, scenario);
    const first = runInline(setup);
    if (runInline(setup).fingerprint !== first.fingerprint) findings.push(`${name}: two runs differ`);
    const crashed = first.trace.flatMap((event) =>
      event.effects.filter((effect) => effect.kind === 'status' && effect.error !== undefined),
    );
    findings.push(...crashed.map((effect) => `${name}: a program failed: ${JSON.stringify(effect)}`));
  }
  return findings;
}

/** Restoring after every event changes nothing: no program keeps anything outside its state. */
export function checkState(pattern: Pattern, untilUs: Us): Findings {
  const findings: Findings = [];
  for (const [name, scenario] of allScenarios(pattern)) {
    const setup = setupOf(pattern, { ...scenario, untilUs: Math.min(untilUs, scenario.untilUs) });
    const whole = runInline(setup).fingerprint;
    const run = new InlineRun(setup);
    while (run.step()) {
      // Only the node that it happened at can have changed; an action may be felt by all.
      const { node: at } = run.kernel.trace.at(run.kernel.seq - 1);
      const changed = run.kernel.nodes.filter((node) => at === '' || node.id === at);
      for (const node of changed) {
        const problem = node.status === 'down' ? null : notPlain(run.state(node.index), `${node.id}.state`);
        if (problem !== null) return [...findings, `${name}: ${problem}`];
      }
      const checkpoint = run.checkpoint();
      const again = new Set(changed.map((node) => node.index));
      run.restore({
        ...checkpoint,
        runtimes: checkpoint.runtimes.map((runtime, index) =>
          again.has(index) ? { ...runtime, state: JSON.parse(JSON.stringify(runtime.state)) as unknown } : runtime,
        ),
      });
    }
    if (run.kernel.fingerprint() !== whole) findings.push(`${name}: restoring after every event gives another run`);
  }
  return findings;
}

/** The true programs under random faults: no `always` may break. Seeds from … to, experiments in turn. */
export function checkControl(pattern: Pattern, from: number, to: number): Findings {
  const findings: Findings = [];
  const scenarios = allScenarios(pattern);
  for (let seed = from; seed < to; seed++) {
    const [name, scenario] = scenarios[seed % scenarios.length]!;
    const run = runInline(setupOf(pattern, withFaults(pattern, scenario, seed)), { keepTrace: false });
    for (const result of run.properties) {
      if (result.kind === 'always' && result.status === 'violated')
        findings.push(`seed ${seed}, ${name}: ${result.id} at ${result.atUs} µs: ${result.detail}`);
    }
  }
  return findings;
}

/**
 * What a property does not watch says nothing to it: shown every event it comes to the same state and
 * verdict, in every experiment and mutant, and under random faults (seeds 1 … `seeds`).
 */
export function checkWatches(pattern: Pattern, seeds: number): Findings {
  const all = allScenarios(pattern);
  const tried = [
    ...all,
    ...pattern.mutants.map(
      ({ id, preset }) => [`mutant ${id}`, { ...scenarioOf(pattern, preset), mutant: id }] as const,
    ),
    ...Array.from({ length: seeds }, (_, index) => {
      const [name, scenario] = all[index % all.length]!;
      return [`${name}, faults of seed ${index + 1}`, withFaults(pattern, scenario, index + 1)] as const;
    }),
  ];
  const findings = new Set<string>();
  for (const [name, scenario] of tried) {
    const setup = setupOf(pattern, scenario);
    const choosy = runInline(setup, { keepTrace: false });
    const properties = setup.properties.map(({ watches: _all, ...property }) => property);
    const curious = runInline({ ...setup, properties }, { keepTrace: false });
    const seen = curious.kernel.snapshot().monitors;
    choosy.kernel.snapshot().monitors.forEach((monitor, index) => {
      if (JSON.stringify(monitor) !== JSON.stringify(seen[index]))
        findings.add(`${choosy.properties[index]!.id} does not watch all that changes it (${name})`);
    });
  }
  return [...findings];
}

/** Without random faults the experiments hold every `always`; together they judge all and reach every `sometimes`. */
export function checkExperiments(pattern: Pattern): Findings {
  const findings: Findings = [];
  const unjudged = new Set(pattern.properties.map((property) => property.id));
  const unreached = new Set(
    pattern.properties.filter((property) => property.kind === 'sometimes').map((property) => property.id),
  );
  for (const [name, scenario] of allScenarios(pattern)) {
    for (const result of runInline(setupOf(pattern, scenario), { keepTrace: false }).properties) {
      if (result.kind === 'always' && result.status === 'violated')
        findings.push(`${name}: ${result.id} at ${result.atUs} µs: ${result.detail}`);
      if (result.status === 'reached') unreached.delete(result.id);
      if (result.status !== 'unjudged') unjudged.delete(result.id);
    }
  }
  return [
    ...findings,
    ...[...unreached].map((id) => `no experiment reaches the property ${id}`),
    ...[...unjudged].map((id) => `the property ${id} applies to no experiment`),
  ];
}

/** The planted bug is caught by the property it names, and by nothing when it is not planted. */
export function checkMutant(pattern: Pattern, mutant: Mutant): Findings {
  const scenario = scenarioOf(pattern, mutant.preset);
  const verdict = (run: Run) => run.properties.find((result) => result.id === mutant.breaks);
  if (!pattern.properties.some((property) => property.id === mutant.breaks))
    return [`there is no property ${mutant.breaks}`];
  const honest = verdict(runInline(setupOf(pattern, scenario), { keepTrace: false }));
  if (honest?.status === 'unjudged') return [`${mutant.breaks} does not apply to ${mutant.preset}: ${honest.detail}`];
  if (honest?.status === 'violated') return [`${mutant.breaks} breaks without the bug as well`];
  for (let seed = 0; seed <= 40; seed++) {
    const tried = { ...(seed === 0 ? scenario : withFaults(pattern, scenario, seed)), mutant: mutant.id };
    if (verdict(runInline(setupOf(pattern, tried), { keepTrace: false }))?.status === 'violated') return [];
  }
  return [`40 seeds do not show it: ${mutant.breaks} is never violated`];
}

/** The run that an epoch lens tells of does refuse something by that epoch, and something older indeed. */
export async function checkEpoch(pattern: Pattern): Promise<Findings> {
  const lenses = (await pattern.epoch?.()) ?? [];
  return lenses.flatMap((lens) => epochFindings(pattern, lens));
}

function epochFindings(pattern: Pattern, lens: EpochLens): Findings {
  const { name } = lens;
  const refused = runInline(setupOf(pattern, epochScenario(pattern, lens))).trace.flatMap((event) => {
    const stale = staleIn(event);
    return stale === null ? [] : [stale];
  });
  const findings = refused
    .filter(({ got, have }) => !(got < have))
    .map((stale) => `refused as older: ${stale.name} ${stale.got} against ${stale.have}`);
  return refused.some((stale) => stale.name === name) ? findings : [...findings, `nothing is refused by its ${name}`];
}

/** Off and on meet the same arrivals: operations begin at the same times, whatever becomes of them. */
export function checkArrivals(pattern: Pattern): Findings {
  const arrivals = (on: boolean): string => {
    const { trace } = runInline(setupOf(pattern, scenarioOf(pattern, undefined, on)));
    return trace
      .flatMap((event) =>
        event.effects.flatMap((effect) => (effect.kind === 'begin' ? [`${effect.name}@${event.timeUs}`] : [])),
      )
      .join();
  };
  const off = arrivals(false);
  if (off === '') return ['no operation ever begins'];
  return off === arrivals(true)
    ? []
    : ['off and on do not meet the same arrivals: draw them from a stream of their own'];
}

/** Each step is unsolved at its start, is solved by its own solution, and its prediction comes true. */
export async function checkLesson(pattern: Pattern): Promise<Findings> {
  const lesson = await pattern.lesson();
  const findings: Findings = lessonProblems(pattern, lesson);
  let scenario = scenarioOf(pattern);
  for (const step of lesson.steps) {
    if (step.scenario) scenario = scenarioOf(pattern, step.scenario.preset, step.scenario.on);
    const start = judgeStep(step, { ...view(pattern, scenario, 0), events: [] });
    if (start.solved) findings.push(`step ${step.id} is solved before it starts`);
    const solved = solvedScenario(step, scenario);
    const after = judgeStep(step, view(pattern, solved, step.solution.runUntilUs));
    if (after.problem !== null) findings.push(after.problem);
    if (!after.solved) findings.push(`step ${step.id} is not solved by its own solution`);
    if (step.predict && after.prediction === null) findings.push(`step ${step.id}: the prediction is never compared`);
    findings.push(...checkStepWords(step));
    scenario = solved;
  }
  return findings;
}

function checkStepWords(step: LessonStep): Findings {
  const findings: Findings = [];
  if (step.prose.length > 480) findings.push(`step ${step.id}: ${step.prose.length} characters of prose are a lecture`);
  if (step.hints.length === 0) findings.push(`step ${step.id} has no hint`);
  return findings;
}

function view(pattern: Pattern, scenario: Scenario, untilUs: Us): LessonView {
  const setup = setupOf(pattern, scenario);
  const events: readonly TraceEvent[] = runInline(setup, { untilUs }).trace;
  return { scenario, topology: setup.topology, events, timeUs: untilUs };
}
