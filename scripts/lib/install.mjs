import { existsSync, readFileSync } from 'node:fs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Why the packages in node_modules are not the ones that package-lock.json names; null when they are.
 * @returns {string | null}
 */
export function whyStale() {
  const installedPath = `${root}/node_modules/.package-lock.json`;
  if (!existsSync(installedPath)) return 'nothing is installed yet';
  const wanted = readJson(`${root}/package-lock.json`).packages;
  const installed = readJson(installedPath).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    // The project itself, and binaries for other systems, are not in the list of what is installed.
    if (path === '' || (entry.optional && !installed[path])) continue;
    if (installed[path]?.version !== entry.version)
      return `${path.replace(/^.*node_modules\//, '')} is missing or of another version`;
  }
  return null;
}

/** Whether package.json asks for something that package-lock.json does not know of yet. */
function lockIsBehind() {
  const asked = readJson(`${root}/package.json`);
  const locked = readJson(`${root}/package-lock.json`).packages[''] ?? {};
  return ['dependencies', 'devDependencies'].some(
    (kind) => JSON.stringify(asked[kind] ?? {}) !== JSON.stringify(locked[kind] ?? {}),
  );
}

/** Installs packages where some are missing or stale. Throws with advice when npm cannot. */
export async function ensureInstalled() {
  const reason = lockIsBehind() ? 'package.json has changed' : whyStale();
  if (!reason) return;
  process.stdout.write(`Installing packages: ${reason}.\n`);
  // `ci` is exact but starts from nothing; where packages are there already, only what differs is fetched.
  const command = existsSync(`${root}/node_modules/.package-lock.json`) ? 'install' : 'ci';
  const result = await run('npm', [command, '--no-audit', '--no-fund'], { show: true });
  if (result.code !== 0) throw new Error('Packages could not be installed. Check the network, then run: npm ci');
}
