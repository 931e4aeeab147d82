// npm test [-- --only types,lint,…]: every check of the project, one after the other, and one sum.
// Written against Node alone, so that it runs before anything is installed.
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browser.mjs';
import { build } from './lib/build.mjs';
import { countPlaywright, countVitest, readCounts } from './lib/counts.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { cacheFolder } from './lib/root.mjs';
import { run, runTool } from './lib/run.mjs';

const MINUTE = 60_000;

/**
 * @typedef {import('./lib/counts.mjs').Counts} Counts
 * @typedef {object} Step
 * @property {string} name as `--only` takes it
 * @property {string} what
 * @property {string} fix the command that mends a failure, or shows it alone
 * @property {() => Promise<Counts>} go
 * @property {string} [needs] a step that has to have passed, if it ran
 */

/**
 * A check that counts as one. What it printed is shown only when it failed.
 * @param {Promise<import('./lib/run.mjs').RunResult>} result
 * @returns {Promise<Counts>}
 */
async function check(result) {
  const { code, output, outOfTime } = await result;
  if (code === 0) return { passed: 1, failed: 0, skipped: 0 };
  process.stdout.write(output.endsWith('\n') ? output : `${output}\n`);
  return { passed: 0, failed: 1, skipped: 0, ...(outOfTime ? { note: 'stopped: it took too long' } : {}) };
}

/**
 * @param {string} name of the report
 * @param {readonly string[]} args
 * @param {number} limitMs
 */
async function vitest(name, args, limitMs) {
  const report = `${cacheFolder}/${name}.json`;
  rmSync(report, { force: true });
  const result = await runTool(
    'vitest',
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { show: true, limitMs },
  );
  return readCounts(report, countVitest, result.code);
}

async function endToEnd() {
  const browser = await ensureBrowser();
  const report = `${cacheFolder}/e2e.json`;
  rmSync(report, { force: true });
  const result = await runTool('playwright', ['test'], {
    show: true,
    limitMs: 15 * MINUTE,
    env: { CHROMIUM_PATH: browser, FAULTLINE_E2E_REPORT: report },
  });
  return readCounts(report, countPlaywright, result.code);
}

const conformance = Boolean(process.env['CONFORMANCE_VECTORS']);

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'types',
    what: 'Types',
    fix: 'npm run typecheck',
    go: () => check(run('node', ['scripts/typecheck.mjs'], { limitMs: 5 * MINUTE })),
  },
  {
    name: 'lint',
    what: 'Lint',
    fix: 'npm run lint',
    go: () => check(runTool('oxlint', ['--type-aware', '--deny-warnings'], { limitMs: 5 * MINUTE })),
  },
  {
    name: 'format',
    what: 'Format',
    fix: 'npm run format',
    go: () => check(runTool('oxfmt', ['--check'], { limitMs: 2 * MINUTE })),
  },
  {
    name: 'deadcode',
    what: 'Dead code',
    fix: 'npm run deadcode',
    go: () => check(runTool('knip', ['--treat-config-hints-as-errors'], { limitMs: 3 * MINUTE })),
  },
  {
    name: 'unit',
    what: 'Architecture, unit and property tests',
    fix: 'npx vitest run',
    go: () => vitest('unit', [], 15 * MINUTE),
  },
  ...(conformance
    ? [
        {
          name: 'conformance',
          what: 'Conformance vectors',
          fix: 'npm run test:conformance',
          go: () => vitest('conformance', ['--mode', 'conformance'], 5 * MINUTE),
        },
      ]
    : []),
  { name: 'build', what: 'Build', fix: 'npm run build', go: () => check(build({ limitMs: 5 * MINUTE })) },
  {
    name: 'weight',
    what: 'Weight budgets',
    fix: 'npm run weight',
    needs: 'build',
    go: () => check(run('node', ['scripts/weight.mjs'])),
  },
  { name: 'e2e', what: 'End-to-end tests', fix: 'npx playwright test', needs: 'build', go: endToEnd },
];

/** @param {string | undefined} only */
function chosenSteps(only) {
  if (only === undefined) return STEPS;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const advice = unknown.includes('conformance') ? ' The conformance step needs CONFORMANCE_VECTORS.' : '';
    throw new Error(
      `No step is called ${unknown.join(', ')}. There are: ${STEPS.map((step) => step.name).join(', ')}.${advice}`,
    );
  }
  return STEPS.filter((step) => names.includes(step.name));
}

/**
 * @param {Step} step
 * @param {ReadonlySet<string>} broken steps that failed
 * @returns {Promise<Counts>}
 */
async function take(step, broken) {
  if (step.needs && broken.has(step.needs)) {
    return { passed: 0, failed: 1, skipped: 0, note: `not run, because "${step.needs}" failed` };
  }
  try {
    return await step.go();
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, note: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {number} ms */
const secondsOf = (ms) => `${(ms / 1000).toFixed(1)} s`;

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const steps = chosenSteps(values.only);
  await ensureInstalled();
  mkdirSync(cacheFolder, { recursive: true });
  /** @type {{ step: Step, counts: Counts, tookMs: number }[]} */
  const done = [];
  /** @type {Set<string>} */
  const broken = new Set();
  for (const step of steps) {
    process.stdout.write(`\n── ${step.what}\n`);
    const began = performance.now();
    const counts = await take(step, broken);
    done.push({ step, counts, tookMs: performance.now() - began });
    if (counts.failed > 0) broken.add(step.name);
    process.stdout.write(counts.failed > 0 ? `failed; mend or look with: ${step.fix}\n` : 'ok\n');
  }
  process.stdout.write('\n');
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const { step, counts, tookMs } of done) {
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
    const figures = `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
    const note = counts.note ? ` (${counts.note})` : '';
    const fix = counts.failed > 0 ? `  →  ${step.fix}` : '';
    process.stdout.write(
      `${counts.failed > 0 ? '✗' : '✓'} ${step.what.padEnd(38)} ${secondsOf(tookMs).padStart(8)}  ${figures}${note}${fix}\n`,
    );
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

try {
  await main();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n\n0 passed, 1 failed\n`);
  process.exitCode = 1;
}
