import { md5 } from './md5.ts';

/**
 * The continuum of libketama (`ketama.c`, 2007): each server stands at 160 points of a ring of 2³²,
 * and a key belongs to the first point at or after its own hash.
 */

/**
 * Two clients that both say "ketama" and share no point: libketama and spymemcached hash
 * `host:port-k`, libmemcached leaves the port out when it is the default one. (spymemcached hashes what
 * Java makes of an address: for one given by name that is `host/10.0.0.1:port`, and a third ring.)
 */
export type KetamaClient = 'libketama' | 'libmemcached';

export interface Server {
  readonly host: string;
  readonly port: number;
  /** Share of the ring: memory, in libketama's list of servers. */
  readonly weight: number;
}

export type Point = readonly [hash: number, server: number];

export const DEFAULT_PORT = 11_211;
/** Digests a server of average weight; each gives four points. */
export const DIGESTS = 40;

const nameOf = ({ host, port }: Server, client: KetamaClient): string =>
  client === 'libmemcached' && port === DEFAULT_PORT ? host : `${host}:${port}`;

/** How many digests a server gets: computed in single precision, as in C. */
function digestsOf(weight: number, total: number, servers: number, digests: number): number {
  return Math.floor(Math.fround(Math.fround(weight / total) * digests * servers));
}

export function ketamaRing(servers: readonly Server[], client: KetamaClient, digests = DIGESTS): Point[] {
  const total = servers.reduce((sum, server) => sum + server.weight, 0);
  const points = servers.flatMap((server, index) =>
    Array.from({ length: digestsOf(server.weight, total, servers.length, digests) }, (_, k) =>
      md5(`${nameOf(server, client)}-${k}`).map((hash): Point => [hash, index]),
    ).flat(),
  );
  return points.sort(([a], [b]) => a - b);
}

/** The first four bytes of the key's digest, lowest first. */
export const ketamaHash = (key: string): number => md5(key)[0];

export const onRing = (ring: readonly Point[], hash: number): number => ring[pointFor(ring, hash)]![1];

/** Every server once, in the order in which the ring meets them from a hash on. */
export function aroundRing(ring: readonly Point[], hash: number): number[] {
  const from = pointFor(ring, hash);
  return [...new Set([...ring.slice(from), ...ring.slice(0, from)].map(([, server]) => server))];
}

function pointFor(ring: readonly Point[], hash: number): number {
  let low = 0;
  let high = ring.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ring[middle]![0] < hash) low = middle + 1;
    else high = middle;
  }
  return low === ring.length ? 0 : low;
}
