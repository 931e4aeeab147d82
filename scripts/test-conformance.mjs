// npm run test:conformance: judges the project by expectations that others wrote.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { runTool } from './lib/run.mjs';

const named = process.env['CONFORMANCE_VECTORS'];
if (!named) {
  process.stderr.write(
    'The conformance tests read expectations from a folder outside of the project, and none is named.\n' +
      'Name it: CONFORMANCE_VECTORS=/path/to/vectors npm run test:conformance\n',
  );
  process.exitCode = 2;
} else if (!existsSync(named) || !statSync(named).isDirectory()) {
  process.stderr.write(`CONFORMANCE_VECTORS names ${resolve(named)}, and there is no folder of that name.\n`);
  process.exitCode = 2;
} else {
  await ensureInstalled();
  const { code } = await runTool('vitest', ['run', '--mode', 'conformance', ...process.argv.slice(2)], {
    show: true,
    env: { CONFORMANCE_VECTORS: resolve(named) },
  });
  process.exitCode = code;
}
