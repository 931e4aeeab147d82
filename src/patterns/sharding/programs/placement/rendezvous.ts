/**
 * Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates" (1998), section 4: every
 * server gets a weight for the key, and the highest wins. A newcomer takes only what it wins itself.
 */
export function rendezvous(servers: readonly number[], key: number): number {
  let best = 0;
  let most = -1;
  for (const [index, server] of servers.entries()) {
    const weight = weightOf(server, key);
    if (weight > most) {
      most = weight;
      best = index;
    }
  }
  return best;
}

/** All servers, the one with the highest weight first. */
export const byWeight = (servers: readonly number[], key: number): number[] =>
  servers.map((_, index) => index).sort((a, b) => weightOf(servers[b]!, key) - weightOf(servers[a]!, key) || a - b);

/** The paper's W: A(A·S + B xor D(K)) + B mod 2³¹, S and D(K) digests of 31 bits. */
function weightOf(server: number, key: number): number {
  const inner = (Math.imul(A, server) + B) ^ (key & 0x7fffffff);
  return (Math.imul(A, inner) + B) & 0x7fffffff;
}

const A = 1_103_515_245;
const B = 12_345;
