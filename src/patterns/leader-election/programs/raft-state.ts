import type { Call, NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../raft-messages.ts';
import type { Session } from './client-session.ts';
import type { ClientCommand, Value } from './client-command.ts';

export type Node = NodeContext<Msg>;
/** `noop`: a new leader's first entry. `config`: the voters from here on. `register`: a client's session begins, numbered by its index. */
export type Command =
  | ClientCommand
  | { readonly f: 'noop' }
  | { readonly f: 'config'; readonly voters: readonly string[] }
  | { readonly f: 'register'; readonly client: string; readonly idleUs: Us };
/** In a log, with consensus or without. */
export type Written = { readonly index: number; readonly term: number; readonly command: Command };
/** `timeUs`: when, by the clock of its leader, which goes on where that of the last one stopped. */
export type Entry = Written & { readonly timeUs: Us };

export type Answer = number | boolean | null;
/** The replicated state machine: the values, what each client was answered, and the time of the newest entry applied. */
export type Store = {
  readonly values: Record<string, Value>;
  readonly sessions: Record<string, Session>;
  timeUs: Us;
};
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly store: Store;
  readonly voters: readonly string[];
}
/** Entries after `base`; what came before lies in the snapshot. */
export interface Log {
  base: number;
  baseTerm: number;
  entries: Entry[];
}

/** What a leader knows of another replica. */
export interface Progress {
  state: 'probe' | 'replicate' | 'snapshot';
  next: number;
  match: number;
  /** Newest round that it answered, and the one under way when it was last sent anything of the log. */
  round: number;
  sent: number;
  /** Answered since the last look (CheckQuorum). */
  active: boolean;
}

/** `transferring`: a leader that hands over, and takes no requests until that is done or given up. */
export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader' | 'transferring';
/** A read that waits for its round to be answered. */
export interface WaitingRead {
  readonly call: Call;
  readonly key: string;
  readonly round: number;
}
/** A server that catches up before it may vote, in rounds: each brings it what the log held when the round began. */
export interface Joining {
  readonly id: string;
  readonly round: number;
  readonly goal: number;
  readonly sinceUs: Us;
}
export interface Outgoing {
  readonly to: string;
  readonly message: Msg;
}

/** A replica. Persistent are term, votedFor, log and snapshot; all else is lost in a crash. */
export interface RaftState {
  term: number;
  votedFor: string;
  log: Log;
  snapshot: Snapshot;

  role: Role;
  leader: string;
  commit: number;
  applied: number;
  store: Store;
  /** Those who decide, from the newest configuration in the log, committed or not. */
  voters: readonly string[];
  configIndex: number;

  timeoutUs: Us;
  /** When the wait ends, and when the timer fires next, −1 for never; both by its steady clock. */
  deadlineUs: Us;
  firesUs: Us;
  /** The deadline that was last shown. */
  shownUs: Us;
  /** When it last heard from a leader, by its steady clock. */
  heardUs: Us;
  /** When it last led, or else when it started. */
  ledUs: Us;
  votes: Record<string, boolean>;

  progress: Record<string, Progress>;
  /** Counts the broadcasts of this leader; a majority has answered the one that is `answered`. */
  round: number;
  answered: number;
  /** The newest of those that no majority has answered yet, and when they began. */
  rounds: { readonly round: number; readonly sentUs: Us }[];
  leaseUntilUs: Us;
  /** How far the time that it writes into entries is ahead of its steady clock. */
  aheadUs: Us;
  reads: WaitingRead[];
  /** Clients that wait for an entry to be committed, by its index. */
  waiting: Record<string, { readonly term: number; readonly call: Call }>;
  /** Whom it hands over to, while it is `transferring`. */
  transferTo: string;
  /** It told another to take over in this term: its lease protects nothing any more. */
  leaseBroken: boolean;
  joining: Joining | null;

  disk: {
    /** Written since the last sync began. */
    dirty: boolean;
    syncing: boolean;
    /** Refused by a full disk: waits before it tries again. */
    full: boolean;
    /** The log is durable up to here … */
    durable: number;
    /** … and up to here when the sync under way is done. */
    covers: number;
    /** What may be said when the sync under way is done, and what after the next. */
    flying: Outgoing[];
    next: Outgoing[];
  };
}

export const dial = (node: Node, key: string): number => Number(node.settings[key]);
export const isOn = (node: Node, key: string): boolean => node.settings[key] === true;
/** It leads its term, whether or not it is handing over. */
export const isLeading = ({ role }: RaftState): boolean => role === 'leader' || role === 'transferring';
export const electionUs = (node: Node): Us => ms(dial(node, 'raft.electionMs'));

/** Fields that a new leader, or one that is none any more, starts with. */
export const followerFields = (): Pick<
  RaftState,
  | 'votes'
  | 'progress'
  | 'round'
  | 'answered'
  | 'rounds'
  | 'leaseUntilUs'
  | 'reads'
  | 'waiting'
  | 'transferTo'
  | 'leaseBroken'
  | 'joining'
> => ({
  votes: {},
  progress: {},
  round: 0,
  answered: 0,
  rounds: [],
  leaseUntilUs: -1,
  reads: [],
  waiting: {},
  transferTo: '',
  leaseBroken: false,
  joining: null,
});

export const emptyStore = (): Store => ({ values: {}, sessions: {}, timeUs: 0 });

export function blank(voters: readonly string[]): RaftState {
  const store = emptyStore();
  return {
    term: 0,
    votedFor: '',
    log: { base: 0, baseTerm: 0, entries: [] },
    snapshot: { index: 0, term: 0, store: emptyStore(), voters },
    role: 'follower',
    leader: '',
    commit: 0,
    applied: 0,
    store,
    voters,
    configIndex: 0,
    timeoutUs: 0,
    deadlineUs: 0,
    firesUs: -1,
    shownUs: 0,
    heardUs: 0,
    ledUs: 0,
    aheadUs: 0,
    ...followerFields(),
    disk: { dirty: false, syncing: false, full: false, durable: 0, covers: 0, flying: [], next: [] },
  };
}

/** In place of a floor: whoever sends this again wants it done again. */
export const NO_SESSION = -1;

/** Nodes are shown by number: `n3` is 3; nobody is 0. */
export const numberOf = (id: string): number => Number(id.slice(1)) || 0;

/** An entry in a few letters, for properties and views: who asked, or what it is. */
export const nameOf = ({ command }: Written): string =>
  command.f === 'noop'
    ? 'noop'
    : command.f === 'config'
      ? `=${command.voters.join('+')}`
      : command.f === 'register'
        ? `+${command.client}`
        : `${command.client}:${command.serial}`;

/** For notes: its term and its name, "3 client-1:12". */
export const tagOf = (entry: Entry): string => `${entry.term} ${nameOf(entry)}`;

/** What a scene begins with: a write of a time before the run, in no session. */
export const past = (term: number, index: number): Entry => {
  const serial = index * 1_000 + term;
  return {
    index,
    term,
    timeUs: 0,
    command: {
      f: 'write',
      key: 'past',
      value: term * 100 + index,
      client: 'past',
      session: 0,
      serial,
      floor: NO_SESSION,
    },
  };
};
