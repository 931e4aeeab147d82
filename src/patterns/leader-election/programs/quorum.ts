/** Majorities, and two of them at once while a configuration changes (joint consensus, §6). */

export type Tally = 'won' | 'lost' | 'pending';

export const majority = (count: number): number => Math.floor(count / 2) + 1;

/**
 * The largest index that a majority has. Without voters nothing holds it back: infinity, so that an
 * empty half of a joint configuration does not count.
 */
export function committed(voters: readonly string[], matchOf: (voter: string) => number): number {
  if (voters.length === 0) return Infinity;
  const needed = majority(voters.length);
  let most = 0;
  for (const voter of voters) {
    const index = matchOf(voter);
    if (index <= most) continue;
    let having = 0;
    for (const other of voters) if (matchOf(other) >= index) having += 1;
    if (having >= needed) most = index;
  }
  return most;
}

export const jointCommitted = (
  incoming: readonly string[],
  outgoing: readonly string[],
  matchOf: (voter: string) => number,
): number => Math.min(committed(incoming, matchOf), committed(outgoing, matchOf));

/** Votes by voter, so that a message that comes twice is one vote. Lost: no majority can come together any more. */
export function tally(voters: readonly string[], votes: Readonly<Record<string, boolean>>): Tally {
  if (voters.length === 0) return 'won';
  const yes = voters.filter((voter) => votes[voter] === true).length;
  const missing = voters.filter((voter) => votes[voter] === undefined).length;
  const needed = majority(voters.length);
  if (yes >= needed) return 'won';
  return yes + missing >= needed ? 'pending' : 'lost';
}

export function jointTally(
  incoming: readonly string[],
  outgoing: readonly string[],
  votes: Readonly<Record<string, boolean>>,
): Tally {
  const both = [tally(incoming, votes), tally(outgoing, votes)];
  if (both.includes('lost')) return 'lost';
  return both.includes('pending') ? 'pending' : 'won';
}
