import type { Property } from '../../kernel/property.ts';
import type { RaftState } from './programs/raft-state.ts';
import { electsBy } from './promises.ts';
import { noted, who } from './raft-properties.ts';

interface ToldToStand {
  readonly to: string;
  readonly term: number;
  readonly last: number;
}

/** Leadership transfer (dissertation, 3.10). */
export const handOver: Property<null> = {
  id: 'hand-over',
  kind: 'always',
  title: 'Who hands over takes nothing new',
  explain:
    'While a leader hands over it takes nothing into its log, and it tells only somebody to stand who has all of it (dissertation, 3.10). Else the other never catches up, or stands and cannot be elected.',
  appliesOff: false,
  applies: electsBy('raft'),
  watches: noted('appends', 'tells to stand'),
  init: () => null,
  step(_state, { effects, node }, world) {
    for (const effect of effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'appends' && world.lane(node) === 'transferring')
        return `${who(node)} takes ${effect.text} while it hands over`;
      if (effect.rule !== 'tells to stand') continue;
      const { to, term, last } = effect.data as unknown as ToldToStand;
      const other = world.state(to) as RaftState | null;
      // One that is down has no state; in another term its log is another leader's matter.
      if (other?.term !== term) continue;
      const has = other.log.base + other.log.entries.length;
      if (has < last) return `${who(node)} tells ${who(to)} to stand, which has ${has} of ${last} entries`;
    }
    return undefined;
  },
};
