import { describe, expect, it } from 'vitest';
import { seconds } from '../../kernel/time.ts';
import { notes } from './figures.ts';
import { run } from './testing-runs.ts';

describe('A snapshot of the release before', () => {
  const actions = [{ kind: 'command', node: 'snapshots', command: 'oldCode', atUs: seconds(7) }] as const;
  const hang = { kind: 'mode', node: 'bank', mode: 'hang', atUs: seconds(3), forUs: seconds(6) } as const;
  const old = (verify: boolean) =>
    run('reconcile', true, { 'snapshots.every': 5, 'snapshots.verify': verify }, [hang, ...actions]);

  it('is left aside by its number; believed, it brings the old bug back', () => {
    const on = old(true);
    const aside = ['desk-a', 'desk-b'].flatMap((desk) => notes(on.trace, desk, 'snapshot of other code'));
    expect(aside.length).toBeGreaterThan(0);
    expect(on.violated).toEqual([]);
    expect(old(false).violated).toEqual(expect.arrayContaining(['state-is-fold', 'no-overdraft']));
  });
});
