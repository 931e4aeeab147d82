import { describe, expect, it } from 'vitest';
import { program } from '../kernel/program.ts';
import { ms, seconds } from '../kernel/time.ts';
import { lessonProblems, valueProblem } from './check-pattern.ts';
import { definePattern } from './define-pattern.ts';
import type { Experiment, LessonStep, Pattern } from './pattern.ts';
import { wordsOf } from './setup.ts';

const step = (id: string, more: Partial<LessonStep> = {}): LessonStep => ({
  id,
  title: id,
  prose: 'Look.',
  goal: { text: 'Run.', reached: () => true },
  solution: { runUntilUs: seconds(1) },
  hints: ['Press play.'],
  ...more,
});
const experiment: Experiment = {
  id: 'calm',
  title: 'Calm',
  question: 'What happens?',
  watch: 'The echo.',
  answer: 'It answers.',
  on: true,
  seed: 1,
  settings: {},
  actions: [],
  untilUs: seconds(2),
  goals: ['rate'],
};

const valid: Pattern = {
  meta: { id: 'echo', title: 'Echo', summary: 'One asks.', answers: 'Does it answer?', order: 1 },
  about: { what: 'An echo.', how: 'By answering.', benefits: ['Calm.'], costs: ['Time.'], avoidWhen: ['Nobody asks.'] },
  switchLabels: { off: 'Without', on: 'With echo' },
  programs: {
    echo: program<null, { type: 'Ask' }>({
      start: () => null,
      on: { Ask: () => undefined },
      modes: ['ok', 'mute'],
      commands: { shout: () => undefined },
    }),
  },
  roles: { echo: { label: 'Echo', letter: 'E', shape: 'square', about: 'Answers.', source: 'echo.ts' } },
  messages: { Ask: { label: 'Ask', glyph: 'dot', colour: 'message', narrate: () => 'Somebody asks.' } },
  settings: {
    'echo.delayMs': {
      type: 'number',
      label: 'Delay',
      help: 'How long.',
      group: 'Echo',
      source: 'This scene.',
      unit: 'ms',
      min: 1,
      max: 100,
      step: 1,
      default: 10,
    },
  },
  topology: () => ({ nodes: [{ id: 'wall', program: 'echo', label: 'Wall' }], links: [] }),
  layout: { wall: { x: 1, y: 1 } },
  commands: { shout: { program: 'echo', label: 'Shout', narrate: 'Somebody shouts.' } },
  modes: { ok: { label: 'answers', tone: 'ok' }, mute: { label: 'is mute', tone: 'bad' } },
  properties: [
    { id: 'answers', kind: 'always', title: 'It answers', explain: 'Always.', init: () => null, step: () => undefined },
  ],
  goals: [
    {
      id: 'rate',
      title: 'Rate',
      unit: '/s',
      better: 'higher',
      measure: { kind: 'count', rule: 'answered', node: 'wall' },
    },
  ],
  experiments: [experiment],
  mutants: [],
  mutantIds: [],
  lesson: () => Promise.resolve({ title: 'Echo', steps: [] }),
  laneColours: {},
};

const problem = (changes: Partial<Pattern>): string => {
  try {
    definePattern({ ...valid, ...changes });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
const lessonProblem = (steps: readonly LessonStep[]): string => lessonProblems(valid, { title: 'x', steps }).join('\n');
const withActions = (actions: Experiment['actions'], settings: Experiment['settings'] = {}): string =>
  problem({ experiments: [{ ...experiment, actions, settings }] });

describe('definePattern', () => {
  it('answers a sound pattern unchanged', () => expect(definePattern(valid)).toBe(valid));

  it('names every reference that leads nowhere, and what there is instead', () => {
    expect(problem({ experiments: [{ ...experiment, goals: ['latency'] }] })).toContain(
      'Experiment calm names the goal "latency", which does not exist. There are: rate.',
    );
    expect(
      problem({
        mutants: [
          { id: 'deaf', title: 'Deaf', explain: 'x', breaks: 'hears', preset: 'calm', programs: valid.programs },
        ],
      }),
    ).toContain('Mutant deaf names the property "hears"');
    expect(lessonProblem([step('one', { scenario: { preset: 'storm', on: true } })])).toContain(
      'names the experiment "storm"',
    );
    expect(problem({ messages: {} })).toContain('programs.echo names the message "Ask"');
    expect(problem({ modes: {} })).toContain('programs.echo names the mode "ok"');
    expect(problem({ commands: {} })).toContain('programs.echo names the command "shout"');
    expect(problem({ seldom: [['wall', 'door']] })).toContain('seldom, wall and door, names the role "door"');
    expect(problem({ layout: {} })).toContain('has the node "wall", which has no place in layout');
    expect(
      problem({ topology: () => ({ nodes: [{ id: 'wall', program: 'wall', label: 'Wall' }], links: [] }) }),
    ).toContain('names the program "wall"');
  });

  it('checks presets and their actions', () => {
    expect(withActions([], { 'echo.delay': 5 })).toContain('names the setting "echo.delay"');
    expect(withActions([], { 'echo.delayMs': 500 })).toContain('lies between 1 and 100 ms');
    expect(withActions([{ kind: 'mode', node: 'wall', mode: 'loud', atUs: ms(1) }])).toContain('names the mode "loud"');
    expect(withActions([{ kind: 'crash', node: 'door', atUs: ms(1) }])).toContain('names the node "door"');
    expect(withActions([{ kind: 'crash', node: '@all', atUs: ms(1) }])).toBe('');
    expect(withActions([{ kind: 'crash', node: 'wall', atUs: seconds(3) }])).toContain('lies outside the run');
    expect(withActions([{ kind: 'set', setting: 'echo.delayMs', value: 'long', atUs: ms(1) }])).toContain(
      'it takes a number',
    );
  });

  it('asks for a prediction in every second step, and a scenario in the first', () => {
    const steps = [step('one', { scenario: { preset: 'calm', on: true } }), step('two'), step('three')];
    expect(lessonProblem(steps)).toContain('Lesson step two: at least every second step asks for a prediction.');
    expect(lessonProblem([step('one')])).toContain('must name the scenario');
  });

  it('lists all problems at once', () => {
    const text = problem({ messages: {}, modes: {}, commands: {} });
    expect(text.split('\n- ').length).toBeGreaterThan(3);
  });
});

describe('valueProblem', () => {
  it('knows each kind of dial', () => {
    const words = { label: 'x', help: 'x', group: 'x', source: 'x' };
    expect(valueProblem({ ...words, type: 'switch', default: true }, 1)).toContain('true or false');
    expect(
      valueProblem({ ...words, type: 'choice', options: [{ value: 'a', label: 'A' }], default: 'a' }, 'b'),
    ).toContain('choose one of a');
    expect(valueProblem({ ...words, type: 'number', unit: 's', min: 0, max: 5, step: 1, default: 1 }, 5)).toBeNull();
  });
});

describe('wordsOf', () => {
  it('tells data only: what a page may know of the parts that run', () => {
    const words = wordsOf({
      ...valid,
      mutants: [{ id: 'deaf', title: 'Deaf', explain: 'x', breaks: 'hears', preset: 'calm', programs: valid.programs }],
    });
    expect(words).toEqual(JSON.parse(JSON.stringify(words)));
    expect(words.programs).toEqual({ echo: { modes: ['ok', 'mute'] } });
    expect(words.mutants).toEqual([{ id: 'deaf', title: 'Deaf', explain: 'x', breaks: 'hears', preset: 'calm' }]);
  });

  it('refuses ids of planted bugs in a face that are not those there are', () => {
    expect(problem({ mutantIds: ['gone'] })).toContain('mutantIds must list the mutants in order');
  });
});
