// The build puts VERSION and FILES before this text (scripts/vite-plugins.mjs).
//
// The page itself comes from the network whenever there is one, so nobody is stuck on an old
// release; files below assets/ carry a hash of their content in their name and never change, so
// they come from the cache. A new release waits until the last page of the old one is closed:
// a running page never loses the lazy parts that belong to it.
const CACHE = `faultline-${VERSION}`;
const PAGE = 'index.html';

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (!url.href.startsWith(self.registration.scope)) return;
  if (request.mode === 'navigate') event.respondWith(networkFirst(request, PAGE));
  else if (url.pathname.includes('/assets/')) event.respondWith(cacheFirst(request));
  else event.respondWith(networkFirst(request, request));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })));
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith('faultline-') && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

/** What is kept stays as it was installed: the page and its assets always belong together. */
async function networkFirst(request, fallback) {
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    return (await fromCache(fallback)) ?? response;
  } catch (error) {
    const kept = await fromCache(fallback);
    if (kept) return kept;
    throw error;
  }
}

async function cacheFirst(request) {
  const kept = await fromCache(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, response.clone());
  }
  return response;
}

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  // A server that varies its answers by origin would else hide what was kept from the page's modules.
  return cache.match(request, { ignoreSearch: true, ignoreVary: true });
}
