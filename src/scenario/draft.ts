import type { Action } from '../kernel/action.ts';
import type { SettingValue } from '../kernel/program.ts';
import { byTime, canonicalAction } from './actions.ts';
import { CAPS } from './caps.ts';
import { mergeActions, presetOf, presetSetting } from './preset-diff.ts';
import type { Decoded, Scenario, ScenarioProblem, ScenarioView, Vocabulary } from './scenario.ts';
import { documentSchema, judge, type ScenarioField, type ViewField } from './schema.ts';

/**
 * A scenario being put together from parts that may be broken. Every part is judged on its own;
 * one that fails becomes a problem, and the rest stands.
 */
export interface Draft {
  /** Returns whether the value was taken. */
  field(name: Exclude<ScenarioField, 'pattern'>, value: unknown, part: string): boolean;
  view(name: ViewField, value: unknown, part: string): void;
  /** A setting and an action that passed the schema. */
  setting(key: string, value: SettingValue): void;
  action(action: Action): void;
  /** Leaves out actions of the preset: those at these indices, or all. */
  skip(indices: readonly number[] | 'all'): void;
  /** `changesRun`: the run is not the one that was meant, so its fingerprint says nothing. */
  problem(part: string, expected: string, changesRun?: boolean): void;
  finish(): Decoded;
}

export function createDraft(vocabulary: Vocabulary): Draft {
  const schema = documentSchema(vocabulary);
  const problems: ScenarioProblem[] = [];
  const fields = new Map<ScenarioField, unknown>();
  const settings = new Map<string, SettingValue>();
  const view = new Map<ViewField, unknown>();
  const added: Action[] = [];
  let skipped: readonly number[] | 'all' = [];
  let sound = true;

  const problem: Draft['problem'] = (part, expected, changesRun = true) => {
    problems.push({ part: clipped(part), expected });
    if (changesRun) sound = false;
  };
  return {
    problem,
    field(name, value, part) {
      const judged = judge(schema.fields[name], value);
      if ('expected' in judged) problem(part, judged.expected);
      else fields.set(name, judged.value);
      return 'value' in judged;
    },
    view(name, value, part) {
      const judged = judge(schema.view[name], value);
      if ('expected' in judged) problem(part, judged.expected, false);
      else view.set(name, judged.value);
    },
    setting: (key, value) => void settings.set(key, value),
    action: (action) => void added.push(canonicalAction(action)),
    skip(indices) {
      skipped = indices;
    },
    finish() {
      const named = fields.get('preset');
      const name = typeof named === 'string' ? named : vocabulary.defaultPreset;
      const preset = presetOf(vocabulary, name);
      const actions = skipped === 'all' ? byTime(added) : mergeActions(preset.actions, skipped, added);
      if (actions.length > CAPS.actions)
        problem(`${actions.length} actions`, `at most ${CAPS.actions} actions; the last are left out`);
      if (!view.has('cursorUs')) view.delete('cursorSeq');
      if (!sound) view.delete('fingerprint');
      const own = [...settings].filter(([key, value]) => presetSetting(vocabulary, preset, key) !== value);
      const { on, seed, untilUs } = preset;
      const scenario = {
        pattern: vocabulary.pattern,
        preset: name,
        on,
        seed,
        untilUs,
        ...Object.fromEntries(fields),
        settings: Object.fromEntries(own),
        actions: actions.slice(0, CAPS.actions),
        view: Object.fromEntries(view) as ScenarioView,
      } satisfies Scenario;
      return { scenario, problems: limited(problems) };
    },
  };
}

/** What there is to say when nothing can be opened. */
export function nothing(part: string, expected: string): Decoded {
  return { scenario: null, problems: [{ part: clipped(part), expected }] };
}

function clipped(part: string): string {
  const short = part.length > CAPS.partChars ? `${part.slice(0, CAPS.partChars)}…` : part;
  return short.replace(/[\p{Surrogate}\p{Cc}]/gu, '\uFFFD');
}

function limited(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  if (problems.length <= CAPS.problems) return [...problems];
  const rest = problems.length - CAPS.problems;
  return [...problems.slice(0, CAPS.problems), { part: `${rest} more`, expected: 'parts that can be read' }];
}
