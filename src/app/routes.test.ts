import { expect, test } from 'vitest';
import { routeOf } from './routes.ts';

const built = ['circuit-breaker'];

test.each([
  ['', { kind: 'gallery' }],
  ['#', { kind: 'gallery' }],
  ['#/', { kind: 'gallery' }],
  ['#/?utm=x', { kind: 'gallery' }],
  ['#/circuit-breaker', { kind: 'workbench', pattern: 'circuit-breaker' }],
  ['#circuit-breaker', { kind: 'workbench', pattern: 'circuit-breaker' }],
  ['#/circuit-breaker/?seed=7&do=2s:hang(gateway)', { kind: 'workbench', pattern: 'circuit-breaker' }],
  ['#/circuit%2Dbreaker?seed=7', { kind: 'workbench', pattern: 'circuit-breaker' }],
  ['#/epochs', { kind: 'epochs' }],
  ['#/sharding?seed=7', { kind: 'unknown', name: 'sharding' }],
  ['#/%E0%A4%A', { kind: 'unknown', name: '%E0%A4%A' }],
  [`#/${'x'.repeat(500)}`, { kind: 'unknown', name: 'x'.repeat(80) }],
])('%s', (hash, route) => {
  expect(routeOf(hash, built)).toEqual(route);
});
