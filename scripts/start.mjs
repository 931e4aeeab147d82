// npm start [-- --port N]: installs what is missing, builds what is stale, serves the app on this machine.
import { parseArgs } from 'node:util';
import { build, isBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';
import { serve } from './lib/server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const port = values.port === undefined ? 4173 : Number(values.port);

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  await ensureInstalled();
  if (!isBuilt()) {
    process.stdout.write('Building Faultline.\n');
    const result = await build();
    if (result.code !== 0) throw new Error(`${result.output}\nThe build failed; what is wrong stands above.`);
  }
  // A port that was asked for is taken literally; the usual one gives way to its neighbours.
  const server = await serve(`${root}/dist`, { port, tries: values.port === undefined ? 50 : 1 });
  process.stdout.write(`Faultline runs at ${server.address} (stop it with Ctrl+C)\n`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      void server.close().finally(() => process.exit(0));
    });
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
