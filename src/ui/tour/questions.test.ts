import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { setupOf } from '../../pattern-kit/setup.ts';
import { loadPattern } from '../../patterns/whole.ts';
import { better } from '../workbench/meter-book.ts';
import { sidesOf } from './ask.ts';
import { QUESTIONS, type QuestionRow } from './questions.ts';

async function figures(row: QuestionRow): Promise<readonly ['off' | 'on' | 'even', number | null, number | null]> {
  const pattern = await loadPattern(row.pattern);
  const goal = pattern.goals.find(({ id }) => id === row.goal)!;
  expect(goal, `${row.pattern} has the goal ${row.goal}`).toBeDefined();
  const [off = null, on = null] = sidesOf(pattern, row).map((scenario) => {
    const meter = createGoalMeter(goal, { bucketUs: 1_000_000 });
    meter.append(runInline(setupOf(pattern, scenario)).trace);
    return meter.value(scenario.untilUs);
  });
  return [better(goal, off, on), off, on];
}

describe('questions across patterns', () => {
  it('are three, each asked of several patterns', () => {
    expect(QUESTIONS).toHaveLength(3);
    for (const { rows } of QUESTIONS) expect(new Set(rows.map(({ pattern }) => pattern)).size).toBeGreaterThan(1);
  });

  it.each(QUESTIONS.flatMap(({ id, rows }) => rows.map((row) => [`${id}: ${row.pattern} ${row.goal}`, row] as const)))(
    '%s: the side does better that the answer says',
    async (_, row) => {
      const [winner, off, on] = await figures(row);
      expect(winner, `${off} without, ${on} with`).toBe(row.better ?? 'on');
    },
  );
});
