import { dials } from '../../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../../scenario/scenario.ts';

const lease = dials('Lease');
const storage = dials('Shared storage');
const elections = dials('Bully, ring and Paxos');

/** Dials of the algorithms other than Raft. */
export const variantSettings: Readonly<Record<string, SettingSpec>> = {
  'lease.durationMs': lease.number('Lease', 'ms', [500, 120_000, 100], 15_000, {
    help: 'How long others wait, since they saw the record change, before they take the lease.',
    source: 'client-go LeaseDuration; Kubernetes components use 15 s.',
  }),
  'lease.renewDeadlineMs': lease.number('Renew deadline', 'ms', [300, 120_000, 100], 10_000, {
    help: 'How long a holder tries to renew before it stops. Must be shorter than the lease.',
    source: 'client-go RenewDeadline; Kubernetes components use 10 s.',
  }),
  'lease.retryPeriodMs': lease.number('Retry period', 'ms', [50, 60_000, 50], 2_000, {
    help: 'Time between attempts. 1.2 of it must be shorter than the renew deadline.',
    source: 'client-go RetryPeriod; Kubernetes components use 2 s. JitterFactor is 1.2.',
  }),
  'lease.releaseOnCancel': lease.flag('Give back when stopping', false, {
    help: 'A holder that stops empties the record: nobody has to wait.',
    source: 'client-go ReleaseOnCancel, default false.',
  }),
  'storage.checkTokens': storage.flag('Check fencing tokens', true, {
    help: 'Storage refuses a lower token than it has seen. Bully and ring have none.',
    source: 'Kleppmann (2016). client-go itself does not fence.',
  }),
  'elect.heartbeatMs': elections.number('Heartbeat', 'ms', [20, 5_000, 10], 200, {
    help: 'How often a leader tells the others that it is there.',
    source: 'This scene; the papers leave failure detection open.',
  }),
  'elect.timeoutMs': elections.number('Silence', 'ms', [100, 30_000, 50], 1_000, {
    help: 'A leader that is silent for 1 to 2 times as long is taken for dead.',
    source: 'This scene: five heartbeats.',
  }),
  'elect.answerMs': elections.number('Wait for answers', 'ms', [20, 10_000, 10], 200, {
    help: 'Bully is right only if no answer ever takes longer.',
    source: 'This scene; T in Garcia-Molina (1982).',
  }),
  'ring.hopMs': elections.number('Ring: wait for a hop', 'ms', [10, 5_000, 10], 100, {
    help: 'A successor that does not acknowledge in this time is skipped.',
    source: 'This scene; in the paper a ring never breaks.',
  }),
  'ring.order': elections.choice(
    'Ring: ids along the ring',
    [
      ['ascending', 'ascending'],
      ['descending', 'descending'],
    ],
    {
      help: 'Descending, each candidate gets as far as it can.',
      source: 'Chang and Roberts (1979): between 2n − 1 and n(n + 1) / 2 messages.',
    },
  ),
  'paxos.backoff': elections.flag('Paxos: random backoff', true, {
    help: 'Without it two proposers can overtake each other for ever.',
    source: 'Lamport (2001), 2.4.',
  }),
  'paxos.proposers': elections.number('Paxos: proposers', '', [1, 7, 1], 7, {
    help: 'Only the first so many propose. One is enough while it lives.',
    source: 'This scene; Lamport (2001), 2.4.',
  }),
};
