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
      help: 'Raft replicates the database. The others only choose who writes to a storage that all share.',
      source: 'Databases use Raft and Paxos, client-go leases, textbooks Bully and ring.',
    },
  ),
  'cluster.replicas': cluster.number('Replicas', '', [3, 7, 1], 5, {
    help: 'Three survive the loss of one, five of two; four no more than three do.',
    source: 'etcd FAQ: five members tolerate two failures.',
  }),
  'cluster.spare': cluster.flag('A spare server', false, {
    help: 'One more replica that is no member yet: its command "join".',
  }),
  'cluster.past': cluster.choice(
    'Logs at the start',
    [
      ['empty', 'empty'],
      ['figure-7', 'as in figure 7'],
      ['figure-8', 'as in figure 8 (c)'],
    ],
    {
      help: 'As a figure of the Raft paper shows them.',
      source: 'Extended Raft paper, figures 7 and 8.',
    },
  ),
  'cluster.latencyMs': cluster.number('Network, one way', 'ms', [1, 200, 1], 10, {
    help: 'Mean time of a message; it varies by half of this, both ways.',
    source: 'This scene.',
  }),
  'cluster.syncMs': cluster.number('Disk sync', 'ms', [1, 200, 1], 4, {
    help: 'How long until a write is safe. Raft answers nothing before that.',
    source: 'This scene; etcd asks for less than 10 ms.',
  }),

  'raft.electionMs': election.number('Election timeout', 'ms', [50, 10_000, 10], 1_000, {
    help: 'Who hears of no leader for at least this long stands for election.',
    source: 'etcd --election-timeout, default 1,000 ms; the Raft paper uses 150 ms.',
  }),
  'raft.spreadMs': election.number('Random part', 'ms', [0, 10_000, 10], 1_000, {
    help: 'Up to this much is added, so that two rarely stand at once.',
    source: 'etcd/raft draws from [T, 2T); the Raft paper from 150 to 300 ms.',
  }),
  'raft.heartbeatMs': election.number('Heartbeat', 'ms', [5, 2_000, 5], 100, {
    help: 'How often a leader tells the others that it is there.',
    source: 'etcd --heartbeat-interval, default 100 ms: a tenth of the election timeout.',
  }),
  'raft.preVote': election.flag('PreVote', true, {
    help: 'Asks whether it could win before it starts a new term.',
    source: 'etcd --pre-vote, default true since 3.5; dissertation, 9.6.',
  }),
  'raft.checkQuorum': election.flag('CheckQuorum', true, {
    help: 'A leader that no majority answers steps down; who hears one ignores other candidates.',
    source: 'etcd turns it on; dissertation, 6.2.',
  }),
  'raft.noop': log.flag('First entry of a leader', true, {
    help: 'A new leader writes an empty entry: with it, all earlier ones are committed.',
    source: 'etcd/raft becomeLeader; dissertation, 6.4.',
  }),
  'raft.maxBatch': log.number('Entries a message', '', [1, 256, 1], 64, {
    help: 'At most so many entries travel in one AppendEntries.',
    source: 'This scene; etcd limits a message to 1 MB.',
  }),
  'raft.snapshotEvery': log.number('Snapshot after', 'entries', [2, 10_000, 1], 60, {
    help: 'Then the state is kept instead of its entries.',
    source: 'etcd --snapshot-count, 10,000 since 3.6; less here.',
  }),
  'raft.keepEntries': log.number('Entries kept', 'entries', [0, 10_000, 1], 20, {
    help: 'So many before it stay, for followers that are a little late.',
    source: 'etcd keeps 5,000 (SnapshotCatchUpEntries); less here.',
  }),
  'raft.countOldTerms': log.flag('Count old terms', false, {
    help: 'Unsafe: commits an entry of an older term as soon as a majority has it.',
    source: 'Raft paper, 5.4.2, forbids it.',
  }),
  'raft.changeAtOnce': log.flag('Change members at once', false, {
    help: 'Unsafe: a new leader changes members before an entry of its own term is committed.',
    source: 'Ongaro, raft-dev, 10 July 2015, forbids it.',
  }),
  'raft.sessions': log.flag('Client sessions', true, {
    help: 'A write that comes again is recognised by its serial. Off: it may be done twice.',
    source: 'Dissertation, 6.3. etcd leaves this to its clients.',
  }),
  'raft.sessionMs': log.number('Sessions end after', 'ms', [500, 3_600_000, 500], 60_000, {
    help: 'Who writes nothing for so long is forgotten. Counts for sessions opened from now on.',
    source: 'Dissertation, 6.3. LogCabin keeps them for an hour.',
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
      help: 'What a leader, which may have been replaced, does before it answers.',
      source: 'etcd/raft ReadOnlySafe is its default; dissertation, 6.4.',
    },
  ),
  'raft.driftPct': reads.number('Clocks differ by at most', '%', [0, 200, 5], 60, {
    help: 'The lease is shorter than the election timeout by this. Who runs faster still may elect another meanwhile.',
    source: 'Dissertation, 6.4.1; wide here, for chaos turns clocks by 20 % either way.',
  }),

  'clients.ratePerSecond': clients.number('Requests of a client', 'per s', [0.1, 200, 0.1], 5, {
    help: 'Whether or not it gets answers.',
  }),
  'clients.readPct': clients.number('Of them reads', '%', [0, 100, 5], 50, {
    help: 'The others write; a quarter of those compare and set.',
  }),
  'clients.timeoutMs': clients.number('Attempt timeout', 'ms', [20, 10_000, 10], 400, {
    help: 'Then a client tries the next replica, with the same serial.',
    source: 'This scene: two round trips, two syncs, and some.',
  }),
  'clients.patienceMs': clients.number('Patience', 'ms', [100, 60_000, 100], 3_000, {
    help: 'Then it gives up, and may not know what became of its request.',
  }),
  'clients.retryMs': clients.number('Pause when nobody leads', 'ms', [10, 2_000, 10], 100, {
    help: 'When the last replica that it asked knew no leader.',
  }),
  'clients.quietMs': clients.number('Clients begin after', 'ms', [0, 60_000, 100], 500, {
    help: 'Nobody asks anything before this time.',
  }),
  ...variantSettings,
};
