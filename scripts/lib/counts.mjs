import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] what a reader ought to know besides the numbers
 */

/**
 * What Vitest's JSON report counts. A file that could not even be loaded counts as one failure.
 * @param {any} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/**
 * What Playwright's JSON report counts. An error outside of any test counts as one failure.
 * @param {any} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return {
    passed: expected + flaky,
    failed: unexpected + (report.errors?.length ?? 0),
    skipped,
    ...(flaky > 0 ? { note: `${flaky} passed only when tried again` } : {}),
  };
}

/**
 * A runner that failed without a failing test to show for it (no report, a crash, an error between
 * tests) counts as one failure, and so does one that found no test at all.
 * @param {string} path of the JSON report
 * @param {(report: any) => Counts} count
 * @param {number} code exit code of the runner
 * @returns {Counts}
 */
export function readCounts(path, count, code) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0, note: 'no report was written' };
  const counts = count(JSON.parse(readFileSync(path, 'utf8')));
  if (code !== 0 && counts.failed === 0)
    return { ...counts, failed: 1, note: 'the runner failed outside of its tests' };
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, note: 'no test was found' };
  return counts;
}
