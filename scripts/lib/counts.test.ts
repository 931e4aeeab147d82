import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countPlaywright, countVitest, readCounts, type Counts } from './counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'faultline-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('counts a file that could not be loaded as a failure', () => {
  const loaded = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  const broken = { status: 'failed', assertionResults: [] };
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [loaded, broken],
  };
  expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

it('counts errors outside of end-to-end tests, and says which passed only when tried again', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({
    passed: 4,
    failed: 2,
    skipped: 0,
    note: '1 passed only when tried again',
  });
});

it('never takes a broken runner for a passed one', () => {
  const path = join(folder, 'report.json');
  const counts = (passed: number, failed: number) => (): Counts => ({ passed, failed, skipped: 0 });
  expect(readCounts(join(folder, 'none.json'), counts(1, 0), 0).failed).toBe(1);
  writeFileSync(path, '{}');
  expect(readCounts(path, counts(3, 0), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(readCounts(path, counts(3, 0), 1).failed).toBe(1);
  expect(readCounts(path, counts(3, 2), 1).failed).toBe(2);
  expect(readCounts(path, counts(0, 0), 0).failed).toBe(1);
});
