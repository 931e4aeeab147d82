// npm run weight: what each part of the built app makes a reader download, against its budget.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import filePlugin from '@size-limit/file';
import sizeLimit from 'size-limit';
import { parseSync } from 'vite';
import { root } from './lib/root.mjs';

const KB = 1000;
const dist = `${root}/dist`;

/** @typedef {{ file: string, src?: string, name?: string, imports?: string[], dynamicImports?: string[], isEntry?: boolean }} Chunk */
/** @typedef {{ what: string, files: Set<string>, limitKb: number }} Check */

/** @type {Record<string, Chunk>} */
const manifest = existsSync(`${dist}/.vite/manifest.json`)
  ? JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
  : {};

/**
 * Files of the page itself that must be there before this chunk runs.
 * @param {string} key in the manifest
 * @param {Set<string>} [files]
 */
function closureOf(key, files = new Set()) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const next of chunk.imports ?? []) closureOf(next, files);
  return files;
}

/**
 * The same for a worker, whose chunks no manifest lists: read from the built code.
 * @param {string} file below dist
 * @param {Set<string>} [files]
 */
function workerClosureOf(file, files = new Set()) {
  if (files.has(file)) return files;
  files.add(file);
  const { module } = parseSync(file, readFileSync(join(dist, file), 'utf8'));
  const needed = [...module.staticImports, ...module.staticExports.flatMap((one) => one.entries)]
    .map((one) => ('moduleRequest' in one && one.moduleRequest ? one.moduleRequest.value : ''))
    .filter((name) => name.startsWith('.'));
  for (const name of needed) workerClosureOf(posix.join(posix.dirname(file), name), files);
  return files;
}

/**
 * Keys of chunks made from a source file of this pattern.
 * @param {RegExp} source
 */
const keysOf = (source) => Object.keys(manifest).filter((key) => source.test(manifest[key]?.src ?? ''));

/**
 * Files of `of` that are not in `without`.
 * @param {Set<string>} of
 * @param {Set<string>} without
 */
const beyond = (of, without) => new Set([...of].filter((file) => !without.has(file)));

/** Panels that a reader sees as soon as the workbench opens; the others load when they are asked for. */
const OPEN_AT_ONCE =
  /^src\/ui\/(?:graph|transport|timeline|sentence|properties|inspector|lesson)\/[A-Z][A-Za-z]*\.tsx$/;
const ON_DEMAND = /\/(?:SpaceTime|ProgramTab|NodePanel|LinkPanel|MessagePanel)\.tsx$/;

/** @returns {Check[]} */
function checks() {
  const entry = closureOf('index.html');
  const gallery = new Set(entry);
  for (const key of keysOf(/^src\/ui\/gallery\//)) closureOf(key, gallery);
  const shell = new Set(entry);
  for (const key of keysOf(/^src\/ui\/workbench\//)) closureOf(key, shell);
  const opened = new Set(shell);
  for (const key of [
    ...keysOf(OPEN_AT_ONCE).filter((one) => !ON_DEMAND.test(one)),
    ...keysOf(/^src\/state\/stores\.ts$/),
  ])
    closureOf(key, opened);

  /** @type {Check[]} */
  const found = [
    { what: 'gallery', files: gallery, limitKb: 120 },
    { what: 'workbench shell', files: shell, limitKb: 230 },
    { what: 'workbench, open panels too', files: opened, limitKb: 340 },
  ];
  const patterns = new Set(
    keysOf(/^src\/patterns\/[^/]+\/(?:face\.ts|view\.tsx)$/).map((key) => key.split('/')[2] ?? ''),
  );
  for (const pattern of [...patterns].sort()) {
    const files = new Set();
    for (const key of keysOf(new RegExp(`^src/patterns/${pattern}/(?:face\\.ts|view\\.tsx)$`))) closureOf(key, files);
    // A view may load its parts when they are drawn. They are drawn: they count.
    for (const key of keysOf(new RegExp(`^src/patterns/${pattern}/view(?:\\.tsx|/.*)$`))) closureOf(key, files);
    found.push({ what: `pattern ${pattern}`, files: beyond(files, opened), limitKb: 25 });
  }
  const workers = readdirSync(`${dist}/assets`, { recursive: true, encoding: 'utf8' }).map(
    (name) => `assets/${name.replaceAll('\\', '/')}`,
  );
  for (const file of workers.filter((name) => /\/(?:session|node)-worker-[\w-]{8}\.js$/.test(name)).sort()) {
    const what = file.includes('/session-worker-') ? 'session worker' : 'node worker';
    found.push({ what, files: workerClosureOf(file), limitKb: 40 });
  }
  // Loaded by workers only: programs, properties and planted bugs, with the words and data they share with the face.
  for (const pattern of [...patterns].sort()) {
    const file = workers.find(
      (name) => name.includes('/worker/') && posix.basename(name).replace(/-[\w-]{8}\.js$/, '') === pattern,
    );
    if (file !== undefined) found.push({ what: `what runs, ${pattern}`, files: new Set([file]), limitKb: 45 });
  }
  return found;
}

/**
 * Parts that a build of the whole app must have: a check that finds nothing is worth nothing.
 * @param {readonly Check[]} found
 */
function missing(found) {
  const expected = ['gallery', 'workbench shell', 'session worker', 'what runs, circuit-breaker'];
  return expected.filter((what) => !found.some((one) => one.what === what && one.files.size > 0));
}

async function main() {
  if (Object.keys(manifest).length === 0) throw new Error('There is no build to weigh. Make one: npm run build');
  const found = checks();
  const absent = missing(found);
  if (absent.length > 0)
    throw new Error(`The build has no ${absent.join(', no ')}: scripts/weight.mjs looks for it by file name.`);
  const sizes = /** @type {readonly { size?: number }[]} */ (
    await sizeLimit([filePlugin], {
      checks: found.map(({ files }) => ({
        files: [...files].filter((file) => file.endsWith('.js')).map((file) => join(dist, file)),
        gzip: true,
      })),
    })
  );
  let heavy = 0;
  process.stdout.write(`${'gzip of JS'.padEnd(28)} ${'kB'.padStart(7)} ${'budget'.padStart(7)}\n`);
  for (const [index, { what, limitKb }] of found.entries()) {
    const kb = (sizes[index]?.size ?? 0) / KB;
    const over = kb > limitKb;
    if (over) heavy += 1;
    const bar = '█'.repeat(Math.min(40, Math.round((kb / limitKb) * 20)));
    process.stdout.write(
      `${what.padEnd(28)} ${kb.toFixed(1).padStart(7)} ${String(limitKb).padStart(7)}  ${bar}${over ? ' over' : ''}\n`,
    );
  }
  if (heavy > 0)
    throw new Error(
      `${heavy} over budget. See what is inside: npx vite build --debug, or the sources that dist/.vite/manifest.json names`,
    );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
