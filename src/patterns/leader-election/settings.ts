import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';
import { variantSettings } from './variants/settings.ts';

const cluster = dials('Cluster');
const election = dials('Raft, election');
const log = dials('Raft, log');
const reads = dials('Raft, reads');
const clients = dials('Clients');

export const settings: Readonly<Record<string, SettingSpec>> = {
  'cluster.algorithm': cluster.choice(
    'Elects by',
    [
      ['raft', 'Raft'],
      ['lease', 'lease with fencing'],
      ['bully', 'Bully'],
      ['ring', 'ring (Chang and Roberts)'],
      ['paxos', 'Paxos, single decrees'],
    ],
    {
      help: 'Raft replicates the database itself. The others only choose who writes to a storage that all share.',
      source: 'Raft and Paxos are what databases use; client-go has leases; Bully and ring are in every textbook.',
    },
  ),
  'cluster.replicas': cluster.number('Replicas', '', [3, 7, 1], 5, {
    help: 'Three survive the loss of one, five of two, seven of three. Four survive the loss of one, as three do: a majority of them is three.',
    source: 'etcd FAQ: five members tolerate two failures.',
  }),
  'cluster.spare': cluster.flag('A spare server', false, {
    help: 'One more replica that is no member yet; its command "join" asks to become one.',
  }),
  'cluster.past': cluster.choice(
    'Logs at the start',
    [
      ['empty', 'empty'],
      ['figure-7', 'as in figure 7'],
      ['figure-8', 'as in figure 8 (c)'],
    ],
    {
      help: 'The replicas begin with the logs that a figure of the Raft paper shows.',
      source: 'Ongaro and Ousterhout, extended Raft paper, figures 7 and 8.',
    },
  ),
  'cluster.latencyMs': cluster.number('Network, one way', 'ms', [1, 200, 1], 10, {
    help: 'Mean time of a message between replicas; it varies by half of this, both ways.',
    source: 'This scene; etcd tunes for round trips of 0.5 to 1.5 times the heartbeat at most.',
  }),
  'cluster.syncMs': cluster.number('Disk sync', 'ms', [1, 200, 1], 4, {
    help: 'How long it takes until a write is safe. Raft answers nothing before that.',
    source: 'This scene; etcd asks for less than 10 ms at the 99th percentile.',
  }),

  'raft.electionMs': election.number('Election timeout', 'ms', [50, 10_000, 10], 1_000, {
    help: 'A follower that hears of no leader for at least this long stands for election.',
    source: 'etcd --election-timeout, default 1,000 ms; the Raft paper uses 150 ms.',
  }),
  'raft.spreadMs': election.number('Random part', 'ms', [0, 10_000, 10], 1_000, {
    help: 'Up to this much is added, drawn anew for each wait, so that two rarely stand at once. 0: all wait alike.',
    source: 'etcd/raft draws from [T, 2T); the Raft paper from 150 to 300 ms.',
  }),
  'raft.heartbeatMs': election.number('Heartbeat', 'ms', [5, 2_000, 5], 100, {
    help: 'How often a leader is heard of.',
    source: 'etcd --heartbeat-interval, default 100 ms: a tenth of the election timeout.',
  }),
  'raft.preVote': election.flag('PreVote', true, {
    help: 'Asks whether it could win before it starts a new term, so that a lonely node does not use up terms.',
    source: 'etcd --pre-vote, default true since 3.5; dissertation, section 9.6.',
  }),
  'raft.checkQuorum': election.flag('CheckQuorum', true, {
    help: 'A leader that no majority answers steps down; who hears a leader ignores those who would replace it.',
    source: 'etcd turns it on; dissertation, section 6.2.',
  }),
  'raft.noop': log.flag('First entry of a leader', true, {
    help: 'A new leader writes an empty entry at once: with it, all earlier entries are committed.',
    source: 'etcd/raft becomeLeader; dissertation, section 6.4.',
  }),
  'raft.maxBatch': log.number('Entries a message', '', [1, 256, 1], 64, {
    help: 'At most so many entries travel in one AppendEntries.',
    source: 'This scene; etcd limits a message to 1 MB.',
  }),
  'raft.snapshotEvery': log.number('Snapshot after', 'entries', [2, 10_000, 1], 60, {
    help: 'Then the state itself is kept instead of the entries that led to it.',
    source: 'etcd --snapshot-count, 10,000 since 3.6; less here, so that a short run shows it.',
  }),
  'raft.keepEntries': log.number('Entries kept', 'entries', [0, 10_000, 1], 20, {
    help: 'So many entries before the snapshot stay, for followers that are a little late.',
    source: 'etcd keeps 5,000 (SnapshotCatchUpEntries); less here.',
  }),
  'raft.countOldTerms': log.flag('Count old terms', false, {
    help: 'Unsafe: commits an entry of an older term as soon as a majority has it. Figure 8 shows what is lost.',
    source: 'Raft paper, section 5.4.2, forbids it.',
  }),
  'raft.changeAtOnce': log.flag('Change members at once', false, {
    help: 'Unsafe: a new leader changes the members before an entry of its own term is committed. Two majorities without a common member can come of it.',
    source: 'D. Ongaro, "bug in single-server membership changes", raft-dev, 10 July 2015, forbids it.',
  }),
  'raft.sessions': log.flag('Client sessions', true, {
    help: 'A write that a client sends again is recognised by its serial, and done once. Off: it may be done twice.',
    source: 'Dissertation, section 6.3. etcd leaves this to its clients.',
  }),
  'raft.reads': reads.choice(
    'How it reads',
    [
      ['index', 'asks a majority (ReadIndex)'],
      ['lease', 'trusts its lease'],
      ['log', 'writes the read into the log'],
      ['unchecked', 'asks nobody (unsafe)'],
    ],
    {
      help: 'A leader may have been replaced without knowing it. What it does about that before it answers a read.',
      source: 'etcd/raft ReadOnlySafe is the default, ReadOnlyLeaseBased the other; dissertation, section 6.4.',
    },
  ),
  'raft.driftPct': reads.number('Clocks differ by at most', '%', [0, 200, 5], 60, {
    help: 'A lease is the election timeout less this: a follower whose clock runs faster by more may elect another while it lasts.',
    source: 'Dissertation, section 6.4.1, "clock drift bound"; wide here, for chaos turns clocks by 20 % either way.',
  }),

  'clients.ratePerSecond': clients.number('Requests of a client', 'per s', [0.1, 200, 0.1], 5, {
    help: 'Each of the two clients asks so often, whether or not it gets answers.',
  }),
  'clients.readPct': clients.number('Of them reads', '%', [0, 100, 5], 50, {
    help: 'The others write; a quarter of those only if the value is still what they saw (compare and set).',
  }),
  'clients.timeoutMs': clients.number('Attempt timeout', 'ms', [20, 10_000, 10], 400, {
    help: 'After this long without an answer a client tries the next replica, with the same serial.',
    source: 'This scene; a write takes two round trips and two syncs.',
  }),
  'clients.patienceMs': clients.number('Patience', 'ms', [100, 60_000, 100], 3_000, {
    help: 'Then it gives up. If any attempt was not answered, it does not know what became of its request.',
  }),
  'clients.retryMs': clients.number('Pause when nobody leads', 'ms', [10, 2_000, 10], 100, {
    help: 'Wait before it asks the next replica when the last one knew no leader.',
  }),
  'clients.quietMs': clients.number('Clients begin after', 'ms', [0, 60_000, 100], 500, {
    help: 'Nobody asks anything before this time.',
  }),
  ...variantSettings,
};
