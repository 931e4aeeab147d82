import { describe, expect, it } from 'vitest';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { openStep, presetOf, runStep, setScene, showSolution } from './lesson-run.ts';

function recorder() {
  const calls: string[] = [];
  const commands = new Proxy({} as Parameters<typeof runStep>[0], {
    get:
      (_target, name: string) =>
      (...values: unknown[]) =>
        void calls.push([name, ...values.map((value) => JSON.stringify(value))].join(' ')),
  });
  return { calls, commands };
}

const step: LessonStep = {
  id: 's',
  title: '',
  prose: '',
  scenario: { preset: 'hang', on: true },
  stopUs: 6_000_000,
  goal: { text: '', reached: () => false },
  solution: {
    runUntilUs: 9_000_000,
    on: false,
    settings: { rate: 5 },
    actions: [{ kind: 'crash', node: 'gateway', atUs: 2_000_000, forUs: 1_000 }],
  },
  hints: [],
};

describe('a lesson step', () => {
  it('opens with its own scenario, paused at the start', () => {
    const { calls, commands } = recorder();
    openStep(commands, [step], 0);
    expect(calls).toEqual(['pause', 'openLesson 0', 'loadExperiment "hang" true']);
  });

  it('goes on with the run where it has none', () => {
    const { calls, commands } = recorder();
    const { scenario: _, ...loose } = step;
    openStep(commands, [loose], 0);
    expect(calls).toEqual(['pause', 'openLesson 0']);
  });

  it('is about the scene that was set last, and can set it again', () => {
    const { scenario: _, ...loose } = step;
    const steps = [step, loose, { ...step, scenario: { preset: 'slow', on: true } }];
    expect(steps.map((_step, number) => presetOf(steps, number))).toEqual(['hang', 'hang', 'slow']);
    expect(presetOf([loose], 0)).toBeNull();
    const { calls, commands } = recorder();
    setScene(commands, steps, 1);
    expect(calls).toEqual(['pause', 'openLesson 0', 'loadExperiment "hang" true', 'openLesson 1']);
  });

  it('plays to its stop, from the start once that has gone by', () => {
    const { calls, commands } = recorder();
    runStep(commands, step, 0, 0.5);
    runStep(commands, step, 6_000_000, 0.5);
    expect(calls).toEqual(['playUntil 6000000', 'loadExperiment "hang" true', 'playUntil 6000000']);
  });

  it('goes faster where one would wait too long, unless one looks closely', () => {
    const { calls, commands } = recorder();
    const long = { ...step, stopUs: 15_000_000 };
    runStep(commands, long, 0, 0.5);
    runStep(commands, long, 0, 5);
    runStep(commands, long, 0, 0.1);
    expect(calls).toEqual(['setSpeed 2', 'playUntil 15000000', 'playUntil 15000000', 'playUntil 15000000']);
  });

  it('shows its solution from a fresh start, settings before anything has happened', () => {
    const { calls, commands } = recorder();
    showSolution(commands, step, 1);
    expect(calls).toEqual([
      'pause',
      'loadExperiment "hang" true',
      'setOn false',
      'setSetting "rate" 5',
      'seek 1999999',
      'act {"kind":"crash","node":"gateway"} 1000',
      'seek 0',
      'playUntil 9000000',
    ]);
  });
});
