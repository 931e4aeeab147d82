import { expect, it } from 'vitest';
import { ms } from '../../kernel/time.ts';
import { becameUs } from './figures.ts';
import { run } from './testing-runs.ts';

it('who missed something sees the gap, and reads on from where it was', () => {
  const { trace } = run('lost-reply', true);
  const dropped = becameUs(trace, 'balances', 'DROPPED');
  expect([dropped > ms(9_600), dropped < ms(10_500)]).toEqual([true, true]);
  expect(becameUs(trace, 'balances', 'LIVE', dropped) - dropped).toBeLessThan(ms(200));
});
