import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * What a page of the build may load. Styles need 'unsafe-inline' because the graph, menus and
 * panels position themselves with style attributes; scripts come from the build's own files only.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
].join('; ');

/**
 * Puts the policy into the built page. The development server is left out: its hot reload needs an inline script.
 * @returns {import('vite').Plugin}
 */
export function contentSecurityPolicy() {
  return {
    name: 'faultline:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

/**
 * Refuses a build in which a part of a worker imports the worker's entry. WebKit does not count the entry
 * as loaded: it would load and run it a second time, in a scope that is tame already.
 * @returns {import('vite').Plugin}
 */
export function entriesStandAlone() {
  return {
    name: 'faultline:entries-stand-alone',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entries = new Set(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName));
      for (const chunk of chunks)
        for (const name of [...chunk.imports, ...chunk.dynamicImports])
          if (entries.has(name))
            this.error(
              `${chunk.fileName} imports ${name}, the entry of a worker. Move what both need into the group "core" of vite.config.ts.`,
            );
    },
  };
}

/** Only Latin faces, and Greek for a σ, are kept for offline use; others are cached when a page asks for them. */
const KEPT_OFFLINE = /\.(?:html|js|css|svg|webmanifest)$|-(?:latin|greek)-(?:wght|standard)-normal-[^/]*\.woff2$/;

/**
 * @param {string} folder
 * @returns {string[]} paths relative to it, with forward slashes, sorted
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/**
 * Writes `sw.js` beside the built page: the service worker's source with the list of files to keep
 * and a version made of their content, so that a browser sees a new one exactly when the build differs.
 * @returns {import('vite').Plugin}
 */
export function offlineFiles() {
  let outDir = 'dist';
  let isSsr = false;
  return {
    name: 'faultline:offline-files',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
      isSsr = Boolean(config.build.ssr) || config.isWorker;
    },
    closeBundle() {
      if (isSsr) return;
      const files = filesBelow(outDir).filter(
        (file) => KEPT_OFFLINE.test(file) && file !== 'sw.js' && !file.startsWith('.vite/'),
      );
      const hash = createHash('sha256');
      for (const file of files)
        hash
          .update(file)
          .update('\0')
          .update(readFileSync(join(outDir, file)));
      const version = hash.digest('hex').slice(0, 16);
      const source = readFileSync(new URL('./offline/service-worker.js', import.meta.url), 'utf8');
      const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files, null, 1)};\n`;
      writeFileSync(join(outDir, 'sw.js'), head + source);
    },
  };
}
