import type { Call, NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Msg } from '../messages.ts';
import type { Plan, ShardMap } from './placement/shard-map.ts';
import { DIRECTORIES } from './seat.ts';

export type Node = NodeContext<Msg>;

/** What is to be answered when the next map is durable. */
export type Due = { readonly call: Call; readonly reply: 'map' | 'move' | 'committed' };

/** `seated`: it answers and makes epochs. `following`: it keeps what the seat sends. `standing`: it asks for the seat. */
export type Rank = 'seated' | 'following' | 'standing';

/** What is written down together: the map, and what is to become of it. */
export type Ledger = {
  readonly map: ShardMap;
  readonly plan: readonly Plan[];
  readonly moves: number;
  readonly drained: Readonly<Record<string, true>>;
};

export interface State {
  rank: Rank;
  /** The highest reign that this node has heard of and promised to; on its disk before anybody hears of it. */
  reign: number;
  /** Who has the seat, as far as this node knows. */
  seat: string;
  /** What this node keeps, or is writing down, and under which reign it was made. */
  ledger: Ledger;
  keptReign: number;
  /** Kept by most of the directories, and known to others. */
  map: ShardMap;
  /** The map that the log has last spoken of. */
  told: ShardMap;
  /** With the changes that are being written. */
  latest: ShardMap;
  /** Moves to come; the first is opened when the mover asks. */
  plan: Plan[];
  moves: number;
  /** Shards that hold nothing of others any more, since the last change of members. */
  drained: Record<string, true>;
  /** Whether the ledger is on its way to disks, and the directories that have it. */
  syncing: boolean;
  kept: Record<string, true>;
  due: Due[];
  later: Due[];
  votes: Record<string, true>;
}

export const stateFrom = (node: Node, ledger: Ledger): State => ({
  rank: othersOf(node).length === 0 ? 'seated' : 'following',
  reign: 0,
  seat: DIRECTORIES[0]!,
  keptReign: 0,
  ...ledgerIn(ledger),
  map: ledger.map,
  told: ledger.map,
  syncing: false,
  kept: {},
  due: [],
  later: [],
  votes: {},
});

/** A ledger as what is worked with. */
export const ledgerIn = (ledger: Ledger): Pick<State, 'ledger' | 'latest' | 'plan' | 'moves' | 'drained'> => ({
  ledger,
  latest: ledger.map,
  plan: [...ledger.plan],
  moves: ledger.moves,
  drained: { ...ledger.drained },
});

/** The other directories; none where there is one only. */
export const othersOf = (node: Node): readonly string[] =>
  (node.config as unknown as { readonly others: readonly string[] }).others;
export const isMost = (node: Node, who: Readonly<Record<string, true>>): boolean =>
  2 * Object.keys(who).length > othersOf(node).length + 1;

export const refuseReign = (node: Node, got: number, have: number, what: string): void =>
  refuseStale(node, { name: 'reign', got, have }, what);
