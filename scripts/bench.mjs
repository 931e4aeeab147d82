// npm run bench [-- name …]: speed and memory as ratios taken in one process.
import { ensureInstalled } from './lib/install.mjs';
import { run } from './lib/run.mjs';
import { nodeBundle } from './node-bundle.mjs';

try {
  await ensureInstalled();
  const built = await nodeBundle({
    main: 'scripts/bench/main.ts',
    echo: 'scripts/bench/echo.ts',
    'relay-worker': 'scripts/bench/relay-worker.ts',
    'scene-worker': 'scripts/bench/scene-worker.ts',
  });
  // Without gc() by hand, memory would be measured together with whatever garbage lies about.
  const { code } = await run(
    'node',
    ['--expose-gc', '--max-old-space-size=6144', String(built['main']), ...process.argv.slice(2)],
    {
      show: true,
      limitMs: 20 * 60_000,
    },
  );
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
