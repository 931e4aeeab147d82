import { describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../derive/trace-index.ts';
import { TEST_PATTERN, TEST_TOPOLOGY } from '../../derive/testing-pattern.ts';
import { traceOf } from '../../derive/testing.ts';
import { seconds } from '../../kernel/time.ts';
import { isFull, troubledStretch } from './troubled-stretch.ts';

function stretchOf(diagram: string) {
  const index = createTraceIndex();
  index.append(traceOf(diagram));
  const scenario = {
    pattern: 'test',
    preset: 'hang',
    on: false,
    seed: 1,
    settings: {},
    actions: [],
    untilUs: seconds(10),
    view: {},
  };
  return troubledStretch(
    { pattern: TEST_PATTERN, scenario, topology: TEST_TOPOLOGY, settings: {}, index },
    seconds(10),
  );
}

describe('the stretch that a miniature plays', () => {
  it('begins where the trouble shows already, not before', () => {
    const { fromUs, toUs } = stretchOf(`
      0    start  client
      3000 action - | status server down
      9000 action - | status server up
    `);
    expect(fromUs).toBeGreaterThanOrEqual(seconds(3));
    expect(toUs - fromUs).toBe(seconds(5));
  });

  it('is where most is wrong at once', () => {
    const { fromUs } = stretchOf(`
      0    start  client
      500  action - | status client down
      1500 action - | status client up
      4000 action - | status server down
      4500 action - | status breaker down
    `);
    expect(fromUs).toBeGreaterThanOrEqual(seconds(4));
  });

  it('is the beginning of a run in which nothing goes wrong', () => {
    expect(stretchOf('0 start client')).toEqual({ fromUs: 0, toUs: seconds(5) });
  });

  it('calls a part full when all are busy and somebody waits', () => {
    expect(isFull({ workers: 4, busy: 4, queued: 1 })).toBe(true);
    expect(isFull({ workers: 4, busy: 4, queued: 0 })).toBe(false);
    expect(isFull({ workers: 0, busy: 0, queued: 3 })).toBe(false);
  });
});
