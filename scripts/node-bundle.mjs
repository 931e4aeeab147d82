import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { cacheFolder, root } from './lib/root.mjs';
import { readStamp, stampOf, writeStamp } from './lib/stamp.mjs';

/**
 * Builds TypeScript entries for Node with Vite, so that `import.meta.glob` and `?raw` mean the same
 * as in the browser. Entries of one call lie side by side, as `NAME.js`, and share their chunks.
 * Built again only when something under `src` or beside an entry changed.
 * @param {Readonly<Record<string, string>>} entries name → path in the project
 * @returns {Promise<Record<string, string>>} name → absolute path of the built file
 */
export async function nodeBundle(entries) {
  const names = Object.keys(entries);
  const outDir = `${cacheFolder}/node/${names.join('+')}`;
  const paths = Object.values(entries);
  for (const path of paths) if (!existsSync(`${root}/${path}`)) throw new Error(`There is no ${path} to build.`);
  const besides = [
    ...new Set(
      paths.filter((path) => !path.startsWith('src/')).map((path) => path.slice(0, -basename(path).length - 1)),
    ),
  ];
  const stamp = stampOf(['src', ...besides, 'scripts/node-bundle.mjs', 'package-lock.json']);
  const stampPath = `${outDir}/.stamp`;
  if (readStamp(stampPath) !== stamp) {
    const { build } = await import('vite');
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      build: {
        ssr: true,
        outDir,
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries(names.map((name) => [name, `${root}/${entries[name]}`])),
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    });
    writeStamp(`${outDir}/package.json`, '{ "type": "module" }\n');
    writeStamp(stampPath, stamp);
  }
  return Object.fromEntries(names.map((name) => [name, `${outDir}/${name}.js`]));
}
