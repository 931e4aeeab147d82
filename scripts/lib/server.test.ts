import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, serve } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'faultline-server-'));
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'dist/assets/a b.js'), 'export {}');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'dist/link.txt'));
  server = await serve(join(folder, 'dist'), { port: 0 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends the path as it is: `fetch` would tidy it first. */
function ask(path: string, method = 'GET'): Promise<number> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

it('serves files with their type, and the page for the folder', async () => {
  const page = await fetch(server.address);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const script = await fetch(`${server.address}assets/a%20b.js?v=1`);
  expect([await script.text(), script.headers.get('content-type')]).toEqual([
    'export {}',
    'text/javascript; charset=utf-8',
  ]);
});

it('answers briefly when nothing changed, and has everything asked for anew', async () => {
  const first = await fetch(server.address);
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await fetch(server.address, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>new</title>');
  const changed = await fetch(server.address, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });
  expect(changed.status).toBe(200);
});

it.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '/link.txt',
  '/%00',
  '/%',
  '/assets',
  '//etc/passwd',
  '/none.js',
])('does not answer %s', async (path) => {
  expect(await ask(path)).toBe(404);
});

it('only reads', async () => {
  expect(await ask('/', 'POST')).toBe(405);
  expect(await ask('/', 'HEAD')).toBe(200);
});

it('takes the next free port, or says that the one asked for is taken', async () => {
  const port = Number(new URL(server.address).port);
  const next = await serve(join(folder, 'dist'), { port, tries: 20 });
  expect(Number(new URL(next.address).port)).toBeGreaterThan(port);
  await next.close();
  await expect(serve(join(folder, 'dist'), { port })).rejects.toThrow(`Port ${port} is taken`);
});

it('lets a handler answer first, and the folder what it leaves', async () => {
  const handled = await serve(join(folder, 'dist'), {
    port: 0,
    handler: (request_, response) => {
      if (request_.url !== '/mine') return Promise.resolve(false);
      response.writeHead(204).end();
      return Promise.resolve(true);
    },
  });
  expect([(await fetch(`${handled.address}mine`)).status, (await fetch(handled.address)).status]).toEqual([204, 200]);
  await handled.close();
});

it('finds a port that nobody listens on', async () => {
  const taken = Number(new URL(server.address).port);
  const free = await freePort(taken);
  expect(free).toBeGreaterThan(taken);
  const other = await serve(join(folder, 'dist'), { port: free });
  expect(other.address).toBe(`http://127.0.0.1:${free}/`);
  await other.close();
});
