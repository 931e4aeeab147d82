import { expect, it } from 'vitest';
import { runInline } from '../kernel/inline.ts';
import { scenarioOf, setupOf } from '../pattern-kit/setup.ts';
import breaker from '../patterns/circuit-breaker/index.ts';
import { runErrand } from './errands.ts';
import type { Errand, FromSession } from './protocol.ts';

async function told(errand: Errand): Promise<FromSession[]> {
  const said: FromSession[] = [];
  await runErrand(errand, {
    loadPattern: () => Promise.resolve(breaker),
    startNode: () => {
      throw new Error('inline runs start no Worker');
    },
    post: (message) => said.push(message),
  });
  return said;
}

it('tells a whole run as one answer', async () => {
  const scenario = scenarioOf(breaker);
  const said = await told({ kind: 'simulate', id: 3, scenario, host: 'inline' });
  const { fingerprint } = runInline(setupOf(breaker, scenario));
  expect(said).toMatchObject([{ kind: 'simulated', id: 3, result: { fingerprint } }]);
});

it('tells how far a search is, and in the end what it found', async () => {
  const scenario = { ...scenarioOf(breaker), mutant: 'evict-newest' };
  const trouble = { kind: 'property', id: null } as const;
  const said = await told({ kind: 'search', id: 7, scenario, trouble, first: 1, tries: 5 });
  expect(said.slice(0, -1).every(({ kind }) => kind === 'searching')).toBe(true);
  expect(said.at(-1)).toMatchObject({
    kind: 'searched',
    id: 7,
    result: { found: { schedule: null, what: { kind: 'property', id: 'opens-when-due' } } },
  });
});
