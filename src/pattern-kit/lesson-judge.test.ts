import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../kernel/trace.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { judgeStep, solvedScenario } from './lesson-judge.ts';
import type { LessonStep, LessonView } from './pattern.ts';

const scenario: Scenario = {
  pattern: 'p',
  preset: 'first',
  on: false,
  seed: 1,
  settings: { load: 40 },
  actions: [{ kind: 'mode', node: 'gateway', mode: 'hang', atUs: 2_000 }],
  untilUs: 10_000,
  view: {},
};

const event = (timeUs: number, seq: number): TraceEvent => ({
  seq,
  timeUs,
  kind: 'timer',
  node: 'a',
  cause: -1,
  effects: [],
});

const view = (timeUs: number, ...timesUs: number[]): LessonView => ({
  scenario,
  topology: { nodes: [], links: [] },
  events: timesUs.map(event),
  timeUs,
});

const step: LessonStep = {
  id: 'hang',
  title: 'The gateway hangs',
  prose: '',
  stopUs: 6_000,
  predict: {
    question: 'What fails?',
    options: [
      { id: 'payment', text: 'Payment' },
      { id: 'all', text: 'Everything' },
    ],
    judge: (seen) => (seen.events.length >= 3 ? 'all' : 'payment'),
    reveal: (seen) => `${seen.events.length} by ${seen.timeUs}.`,
  },
  goal: { text: 'See it', reached: (seen) => seen.timeUs >= 7_000 },
  solution: {
    runUntilUs: 8_000,
    on: true,
    settings: { load: 50 },
    actions: [{ kind: 'crash', node: 'gateway', atUs: 1_000 }],
  },
  hints: [],
};

describe('judgeStep', () => {
  it('compares nothing before the step has run as far as it asks', () => {
    expect(judgeStep(step, view(5_999), 'payment')).toEqual({
      solved: false,
      due: false,
      prediction: null,
      problem: null,
    });
  });

  it('compares the choice with what the trace shows', () => {
    expect(judgeStep(step, view(6_000, 1, 2), 'payment').prediction).toEqual({
      came: 'payment',
      right: true,
      reveal: '2 by 6000.',
    });
    expect(judgeStep(step, view(6_000, 1, 2, 3), 'payment').prediction?.right).toBe(false);
    expect(judgeStep(step, view(6_000, 1, 2)).prediction?.right).toBeNull();
  });

  it('does not change its mind when the run plays on', () => {
    expect(judgeStep(step, view(9_000, 1, 6_000, 6_001), 'payment').prediction).toEqual({
      came: 'payment',
      right: true,
      reveal: '2 by 6000.',
    });
  });

  it('judges the goal on its own', () => {
    expect([6_999, 7_000].map((us) => judgeStep(step, view(us)).solved)).toEqual([false, true]);
  });

  it('says so when a judge names no option or throws, instead of throwing', () => {
    const lost: LessonStep = { ...step, predict: { ...step.predict!, judge: () => 'neither' } };
    expect(judgeStep(lost, view(6_000)).problem).toContain('"neither"');
    const broken: LessonStep = {
      ...step,
      goal: {
        text: '',
        reached: () => {
          throw new Error('no such node');
        },
      },
    };
    expect(judgeStep(broken, view(6_000))).toMatchObject({
      solved: false,
      problem: 'The judge of step hang failed: no such node',
    });
  });
});

describe('solvedScenario', () => {
  it('adds the solution to the start', () => {
    const solved = solvedScenario(step, scenario);
    expect(solved.on).toBe(true);
    expect(solved.settings).toEqual({ load: 50 });
    expect(solved.actions.map((action) => action.kind)).toEqual(['crash', 'mode']);
    expect(solved.untilUs).toBe(10_000);
    expect(scenario.actions).toHaveLength(1);
  });

  it('leaves alone what the solution does not name, and runs long enough', () => {
    const solved = solvedScenario({ ...step, solution: { runUntilUs: 20_000 } }, scenario);
    expect(solved).toEqual({ ...scenario, untilUs: 20_000 });
  });
});
