import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

/** What a build is made from, besides the installed packages (package-lock.json stands for those). */
export const BUILD_INPUTS = [
  'src',
  'index.html',
  'public',
  'vite.config.ts',
  'tsconfig.base.json',
  'package-lock.json',
  'scripts/vite-plugins.mjs',
  'scripts/offline',
];

/** Tests never reach a build. */
const IGNORED = /\.test\.tsx?$|\.md$/;

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesAt(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full).flatMap((name) => filesAt(`${path}/${name}`));
}

/**
 * A hash over the names and content of everything below these paths (relative to the project).
 * @param {readonly string[]} paths
 * @returns {string}
 */
export function stampOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths
    .flatMap(filesAt)
    .filter((name) => !IGNORED.test(name))
    .sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path */
export const readStamp = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/**
 * @param {string} path
 * @param {string} stamp
 */
export function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stamp);
}
