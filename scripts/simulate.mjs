// npm run simulate -- '<link>' …: runs links without a browser and prints what came of them.
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBundle } from './node-bundle.mjs';

try {
  await ensureInstalled();
  const built = await nodeBundle({ cli: 'src/host/node/cli.ts', 'node-worker': 'src/host/node/node-worker.ts' });
  await import(pathToFileURL(/** @type {string} */ (built['cli'])).href);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
