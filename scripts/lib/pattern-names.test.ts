import { expect, it } from 'vitest';
import { nameObjection, rename } from './pattern-names.mjs';

it.each(['rate-limiter', 'crdt', 'two-phase-commit', 'raft2'])('takes the name %s', (name) => {
  expect(nameObjection(name, ['circuit-breaker'])).toBeNull();
});

it.each([
  undefined,
  '',
  '..',
  '../x',
  'a/b',
  'A',
  '-a',
  'a-',
  'a--b',
  '2pc',
  '_template',
  'a b',
  'a'.repeat(41),
  'circuit-breaker',
  'registry',
])('refuses the name %s', (name) => {
  expect(nameObjection(name, ['circuit-breaker', 'registry.ts'])).toEqual(expect.any(String));
});

it('replaces the names of the template in every form', () => {
  const text =
    "id: '_template', title: 'Template', type TemplateMessage, const templateStart, `#/_template`, a template literal";
  expect(rename(text, 'rate-limiter')).toBe(
    "id: 'rate-limiter', title: 'Rate Limiter', type RateLimiterMessage, const rateLimiterStart, `#/rate-limiter`, a template literal",
  );
});
