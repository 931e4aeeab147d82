import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

/** @type {Readonly<Record<string, string>>} */
const MIME = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Answers the file that a request address means, or null: an address never leads out of the
 * folder, through links in it neither.
 * @param {string} folder absolute, real path
 * @param {string} address path of the request, query included
 */
async function fileFor(folder, address) {
  let path;
  try {
    path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  try {
    const file = await realpath(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    const inside = file.startsWith(folder + sep);
    return inside && (await stat(file)).isFile() ? file : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = await fileFor(folder, request.url ?? '/');
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  const body = await readFile(file);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = {
    'Content-Type': MIME[extname(file)] ?? 'application/octet-stream',
    'Content-Length': body.length,
    ETag: etag,
    // Ask again each time: a rebuilt page is seen at once, an unchanged file costs one small answer.
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ETag: etag, 'Cache-Control': 'no-cache' }).end();
    return;
  }
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<boolean>} false when the port is taken
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    /** @param {NodeJS.ErrnoException} error */
    const failed = (error) => {
      server.off('listening', ready);
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    const ready = () => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed);
    server.once('listening', ready);
    server.listen(port, '127.0.0.1');
  });
}

/**
 * The first port from here on that nobody listens on.
 * @param {number} from
 * @returns {Promise<number>}
 */
export async function freePort(from) {
  const probe = createServer();
  if (!(await listen(probe, from))) return freePort(from + 1);
  await new Promise((resolve) => probe.close(resolve));
  return from;
}

/**
 * Answers a request before the folder is asked; false: not one of its own.
 * @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<boolean>} Handler
 */

/**
 * Serves a folder on this machine only.
 * @param {string} folder
 * @param {{ port: number, tries?: number, handler?: Handler }} options the port wished for, and how many from there to try
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port, tries = 1, handler = async () => false }) {
  const real = await realpath(folder);
  for (let next = port; next < port + tries; next++) {
    const server = createServer((request, response) => {
      handler(request, response)
        .then((handled) => (handled ? undefined : answer(real, request, response)))
        .catch(() => {
          if (!response.headersSent) response.writeHead(500);
          response.end();
        });
    });
    if (!(await listen(server, next))) continue;
    const bound = server.address();
    const actual = bound && typeof bound === 'object' ? bound.port : next;
    return {
      address: `http://127.0.0.1:${actual}/`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }
  const range = tries > 1 ? `Ports ${port} to ${port + tries - 1} are taken` : `Port ${port} is taken`;
  throw new Error(`${range}. Choose another one: npm start -- --port 5000`);
}
