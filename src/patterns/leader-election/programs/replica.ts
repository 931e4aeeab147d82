import type { Json } from '../../../kernel/json.ts';
import { program, type Call, type DiskImage, type Program } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../raft-messages.ts';
import { commandOf, type ClientCommand } from './client-command.ts';
import { openSession } from './client-session.ts';
import { copyOf } from './key-value-store.ts';
import { flush, readLog, rewrite, synced, writeLog, writeTerm } from './raft-disk.ts';
import {
  campaign,
  decide,
  drawTimeout,
  onElectionTimer,
  onRequestVote,
  onTimeoutNow,
  onVote,
  restartTimer,
} from './raft-election.ts';
import { findConfig, lastIndex } from './raft-log.ts';
import { askToChange, beginTransfer, changeMembers, giveUpTransfer } from './raft-membership.ts';
import { onRead } from './raft-reads.ts';
import { advanceCommit } from './raft-commit.ts';
import { checkQuorum, lead, onAppended, onAppendEntries, onHeartbeat, onHeartbeatReply } from './raft-replication.ts';
import { beat, propose } from './raft-sending.ts';
import { RAFT, type Rules } from './raft-rules.ts';
import { onInstallSnapshot } from './raft-snapshot.ts';
import {
  blank,
  dial,
  electionUs,
  numberOf,
  past,
  type Command,
  type Entry,
  type Node,
  type RaftState,
  type Snapshot,
} from './raft-state.ts';

/** What a node is given: who votes, and the past that a scene begins with. */
export interface ReplicaConfig {
  readonly voters: readonly string[];
  /** Its first election timer is nearly over. */
  readonly first: boolean;
  readonly term: number;
  readonly terms: readonly number[];
  /** Clients that have a session already, and for how long one may be idle. */
  readonly clients: readonly string[];
  readonly idleMs: number;
}

/** A replica of the database: Raft, and the key-value store that it replicates. */
export function replicaWith(changed: Partial<Rules>): Program<RaftState, Msg> {
  const rules: Rules = { ...RAFT, ...changed };
  return program<RaftState, Msg>({
    start: (node) => begin(node),
    restart: (node, disk) => recover(node, disk),
    on: {
      RequestVote: (node, state, message, { from }) => {
        onRequestVote(node, state, rules, message, from);
        flush(node, state);
      },
      Vote: (node, state, message, { from }) => {
        if (onVote(node, state, rules, message, from)) lead(node, state);
        flush(node, state);
      },
      Heartbeat: (node, state, message, { from }) => {
        onHeartbeat(node, state, rules, message, from);
        flush(node, state);
      },
      HeartbeatReply: (node, state, message, { from }) => onHeartbeatReply(node, state, message, from),
      AppendEntries: (node, state, message, { from }) => {
        onAppendEntries(node, state, rules, message, from);
        flush(node, state);
      },
      Appended: (node, state, message, { from }) => {
        onAppended(node, state, rules, message, from);
        flush(node, state);
      },
      InstallSnapshot: (node, state, message, { from }) => {
        onInstallSnapshot(node, state, rules, message, from);
        flush(node, state);
      },
      TimeoutNow: (node, state, message) => {
        onTimeoutNow(node, state, message);
        flush(node, state);
      },
      ChangeMembers: (node, state, message) => {
        changeMembers(node, state, rules, message);
        flush(node, state);
      },
      ClientRequest: (node, state, message, call) => {
        onClient(node, state, rules, commandOf(message, call.from), call);
        flush(node, state);
      },
      RegisterClient: (node, state, _message, call) => {
        if (!rules.takesRequests(state)) return turnAway(node, state, call);
        waitFor(node, state, call, {
          f: 'register',
          client: call.from,
          idleUs: ms(dial(node, 'raft.sessionMs')),
        });
        flush(node, state);
      },
    },
    timers: {
      election: (node, state) => {
        onElectionTimer(node, state);
        flush(node, state);
      },
      heartbeat: (node, state) => beat(node, state),
      quorum: (node, state) => checkQuorum(node, state),
      transfer: (node, state) => giveUpTransfer(node, state),
      tryDisk: (node, state) => {
        rewrite(node, state);
        flush(node, state);
      },
    },
    disk: {
      saved: (node, state, { ok }) => {
        if (synced(node, state, ok)) {
          // Its own vote counts, and its own log, now that they are durable.
          if (!state.disk.dirty && decide(node, state)) lead(node, state);
          advanceCommit(node, state, rules);
        }
        flush(node, state);
      },
    },
    commands: {
      campaign: (node, state) => {
        campaign(node, state, false);
        flush(node, state);
      },
      transfer: (node, state, args: { readonly to?: string } | undefined) =>
        beginTransfer(node, state, rules, args?.to ?? ''),
      join: (node, state) => {
        askToChange(node, state, rules, { type: 'ChangeMembers', add: node.id, remove: '' });
        flush(node, state);
      },
      leave: (node, state, args: { readonly who?: string } | undefined) => {
        askToChange(node, state, rules, { type: 'ChangeMembers', add: '', remove: args?.who ?? node.id });
        flush(node, state);
      },
    },
  });
}

/** Only the leader takes requests; the others say who it is. */
function onClient(node: Node, state: RaftState, rules: Rules, command: ClientCommand, call: Call): void {
  if (!rules.takesRequests(state)) turnAway(node, state, call);
  else if (command.f === 'read' && node.settings['raft.reads'] !== 'log') onRead(node, state, rules, call, command.key);
  else waitFor(node, state, call, rules.inSession(node, command));
}

/** Who hands over names the one that will lead. */
const turnAway = (node: Node, { transferTo, leader }: RaftState, call: Call): void =>
  node.reply(call, { type: 'NotLeader', hint: transferTo === '' ? leader : transferTo });

/** The client is answered when this is committed and applied. */
function waitFor(node: Node, state: RaftState, call: Call, command: Command): void {
  state.waiting[lastIndex(state) + 1] = { term: state.term, call };
  propose(node, state, command);
}

function begin(node: Node): RaftState {
  const { voters, first, term, terms, clients, idleMs } = node.config as unknown as ReplicaConfig;
  const state = blank(voters);
  // Of a time before the run: no entry of the log has such a number.
  clients.forEach((client, i) => {
    state.store.sessions[-1 - i] = openSession(client, ms(idleMs), 0);
  });
  state.snapshot = { ...state.snapshot, store: copyOf(state.store) };
  state.term = term;
  state.log.entries = terms.map((of, i) => past(of, i + 1));
  state.heardUs = node.monotonic() - electionUs(node);
  state.ledUs = node.monotonic();
  writeLog(node, state);
  if (terms.length > 0)
    node.note('starts with', `a log of ${terms.length} entries`, {
      entries: terms.length,
    });
  writeTerm(node, state);
  boot(node, state, 'starts');
  if (first) {
    state.timeoutUs = Math.floor(electionUs(node) / 10);
    restartTimer(node, state);
  }
  return state;
}

/** Only what was durable is left. */
function recover(node: Node, disk: DiskImage): RaftState {
  const snapshot = disk['snapshot'] as unknown as Snapshot | undefined;
  if (snapshot === undefined) return begin(node);
  const state = blank([]);
  const vote = disk['vote'] as { readonly term: number; readonly votedFor: string } | undefined;
  const log = readLog((disk['log'] ?? []) as unknown as Entry[]);
  Object.assign(state, {
    term: vote?.term ?? 0,
    votedFor: vote?.votedFor ?? '',
    log,
    snapshot,
    store: copyOf(snapshot.store),
    commit: snapshot.index,
    applied: snapshot.index,
  });
  state.disk.durable = lastIndex(state);
  findConfig(state);
  // Whom it heard before the crash it has forgotten: it is loyal to that leader for as long as it could be.
  state.heardUs = node.monotonic();
  state.ledUs = node.monotonic();
  node.note('recovers', `term ${state.term}, ${lastIndex(state)} entries`, {
    last: lastIndex(state),
    term: state.term,
    votedFor: state.votedFor,
  } satisfies Json);
  boot(node, state, 'restarts from its disk');
  return state;
}

function boot(node: Node, state: RaftState, why: string): void {
  node.become('follower', why);
  node.metric('term', state.term);
  node.metric('votedFor', numberOf(state.votedFor));
  node.metric('leader', 0);
  node.metric('commit', state.commit);
  node.metric('last', lastIndex(state));
  drawTimeout(node, state);
  restartTimer(node, state);
  flush(node, state);
}

export const replica = replicaWith({});
