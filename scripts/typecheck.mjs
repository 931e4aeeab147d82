// npm run typecheck: everything once, then the two stricter cuts. All three run even if one fails.
import { runTool } from './lib/run.mjs';

let failed = false;
for (const project of ['tsconfig.json', 'tsconfig.logic.json', 'tsconfig.app.json']) {
  const { code, output } = await runTool('tsc', ['-p', project]);
  if (code === 0) continue;
  failed = true;
  process.stdout.write(`${project}\n${output}\n`);
}
process.exitCode = failed ? 1 : 0;
