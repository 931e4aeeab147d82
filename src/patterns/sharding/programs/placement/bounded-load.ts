/**
 * Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads" (2016): no server takes
 * more than a share of the mean, rounded up. Whoever finds its server full goes on to the next one that
 * the hash would have chosen. In the order of the keys, so that everybody who knows them agrees.
 */
export function boundedOwners(
  keys: readonly string[],
  servers: number,
  boundPct: number,
  preferences: (key: string) => readonly number[],
): Readonly<Record<string, number>> {
  // Below the mean there would not be room for all.
  const most = Math.ceil((keys.length * Math.max(100, boundPct)) / (100 * servers));
  const taken = Array.from({ length: servers }, () => 0);
  const owners: Record<string, number> = {};
  for (const key of keys) {
    const owner = preferences(key).find((server) => taken[server]! < most)!;
    taken[owner]! += 1;
    owners[key] = owner;
  }
  return owners;
}
