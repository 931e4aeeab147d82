// npm run fingerprints [-- COMMAND …]: whether another browser makes the same runs as Node does.
// COMMAND opens an address in that browser; without one the address is printed, to be opened by hand.
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { build, isBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';
import { serve } from './lib/server.mjs';

const UNTIL = '6s';
const links = readdirSync(`${root}/src/patterns`)
  .filter((name) => name !== '_template' && existsSync(`${root}/src/patterns/${name}/index.ts`))
  .map((name) => `#/${name}?seed=4711`);

/**
 * @param {string} link
 * @returns {Promise<string>} of the run in Node
 */
async function inNode(link) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${root}/scripts/simulate.mjs`, link, '--until', UNTIL, '--json'],
    { cwd: root },
  )
    // An experiment may break a property on purpose: the command says so by its exit code.
    .catch((/** @type {{ stdout: string }} */ error) => error);
  return JSON.parse(stdout).fingerprint;
}

/** @param {import('node:http').IncomingMessage} request */
async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

/** @type {Map<string, { inline: string, worker: string }>} */
const heard = new Map();
/** @type {(browser: string) => void} */
let finish;
/** @type {(error: Error) => void} */
let fail;
const finished = new Promise((resolve, reject) => {
  finish = resolve;
  fail = reject;
});

/** @type {import('./lib/server.mjs').Handler} */
async function page(request, response) {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/fingerprints.html') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(await readFile(`${root}/scripts/fingerprints/page.html`));
  } else if (path === '/links.json') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ links, until: UNTIL }));
  } else if (path === '/report' && request.method === 'POST') {
    const what = JSON.parse(await bodyOf(request));
    response.writeHead(204).end();
    if (what.link !== undefined) heard.set(what.link, what);
    else if (what.done !== undefined) finish(what.done);
    else fail(new Error(what.failed));
  } else return false;
  return true;
}

try {
  await ensureInstalled();
  if (!isBuilt()) {
    const result = await build();
    if (result.code !== 0) throw new Error(`${result.output}\nThe build failed; what is wrong stands above.`);
  }
  const server = await serve(`${root}/dist`, { port: 4180, tries: 50, handler: page });
  const address = `${server.address}fingerprints.html`;
  const [command, ...args] = process.argv.slice(2);
  const child = command === undefined ? null : spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child?.once('error', (error) => fail(new Error(`${command} could not be started: ${error.message}`)));
  if (child === null) process.stdout.write(`Open ${address} in the browser to be checked.\n`);
  try {
    process.stdout.write(`${await finished}\n`);
  } finally {
    // The browser and all it has started.
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    await server.close();
  }
  for (const link of links) {
    const wanted = await inNode(link);
    const { inline, worker } = heard.get(link) ?? { inline: 'not run', worker: 'not run' };
    const same = inline === wanted && worker === wanted;
    process.stdout.write(
      `${same ? 'same' : 'DIFFERS'}  node ${wanted}  inline ${inline}  workers ${worker}  ${link}\n`,
    );
    if (!same) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
