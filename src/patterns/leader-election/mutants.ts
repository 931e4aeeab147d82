import type { Mutant } from '../../pattern-kit/pattern.ts';
import { seconds } from '../../kernel/time.ts';
import { clientWith } from './programs/client.ts';
import { openSession } from './programs/client-session.ts';
import { isLeading, NO_SESSION } from './programs/raft-state.ts';
import { append, lastIndex, truncate } from './programs/raft-log.ts';
import { variantMutants } from './variants/mutants.ts';
import { replicaWith } from './programs/replica.ts';
import type { Rules } from './programs/raft-rules.ts';
import type { Program } from '../../kernel/program.ts';

const replicaBut = (changed: Partial<Rules>): { readonly replica: Program } => ({ replica: replicaWith(changed) });

const raftMutants: readonly Mutant[] = [
  {
    id: 'forget-vote',
    title: 'Keeps its vote in memory',
    explain:
      'The vote is not written to disk. A replica that restarts in the middle of an election votes a second time.',
    breaks: 'durable-first',
    preset: 'kill',
    programs: replicaBut({
      writeVote(_node, state, candidate) {
        state.votedFor = candidate;
      },
    }),
  },
  {
    id: 'two-votes',
    title: 'Votes for everybody who asks',
    explain: 'A replica does not look whether it has voted in this term. When two stand at once, both may win.',
    breaks: 'one-vote',
    preset: 'same-timeouts',
    programs: replicaBut({ mayVote: () => true }),
  },
  {
    id: 'count-twice',
    title: 'Counts messages, not voters',
    explain: 'A vote that the network delivers twice counts twice, and a minority elects a leader.',
    breaks: 'election-safety',
    preset: 'doubled',
    programs: replicaBut({
      countVote(state, voter, granted) {
        const again = state.votes[voter] === granted;
        const other = state.voters.find((each) => state.votes[each] === undefined);
        state.votes[again && other !== undefined ? other : voter] = granted;
      },
    }),
  },
  {
    id: 'skip-log-check',
    title: 'Does not compare logs',
    explain: 'Votes go to whoever asks first, however old its log. Such a leader overwrites what was committed.',
    breaks: 'leader-completeness',
    preset: 'rejoin',
    programs: replicaBut({ isUpToDate: () => true }),
  },
  {
    id: 'count-old-terms',
    title: 'Counts entries of old terms',
    explain:
      'An entry of an older term is taken as committed once a majority has it. Figure 8: the next leader does not have it.',
    breaks: 'leader-completeness',
    preset: 'figure-8',
    programs: replicaBut({ mayCommit: () => true }),
  },
  {
    id: 'appends-blindly',
    title: 'Does not look at what comes before',
    explain:
      'A follower takes entries without asking whether its log holds what they build on. Places and entries get out of step, and nobody refuses anything.',
    breaks: 'log-matching',
    preset: 'figure-7',
    programs: replicaBut({ agrees: () => true }),
  },
  {
    id: 'does-it-again',
    title: 'Does a write again',
    explain:
      'A leader does not look at the serial of a write. One whose answer was lost is sent again, and done again: over what others have written since.',
    breaks: 'applied-once',
    preset: 'answer-lost',
    programs: replicaBut({ inSession: (_node, command) => ({ ...command, floor: NO_SESSION }) }),
  },
  {
    id: 'own-clock',
    title: 'Ends sessions by its own clock',
    explain:
      'Each replica looks at its own clock to see whose session is over. They forget at different entries, and the same write is done here and not there.',
    breaks: 'state-machine-safety',
    preset: 'session-over',
    programs: replicaBut({ timeOf: (node) => node.now() }),
  },
  {
    id: 'reopens-session',
    title: 'Opens a session for whoever comes',
    explain:
      'A replica that does not know a session begins a new one. A write that was done in the old one comes again, and is done again.',
    breaks: 'applied-once',
    preset: 'session-over',
    programs: replicaBut({
      sessionOf: ({ sessions, timeUs }, { session, client }) =>
        (sessions[session] ??= openSession(client, seconds(60), timeUs)),
    }),
  },
  {
    id: 'asks-anew',
    title: 'A client asks again in a new session',
    explain:
      'It hears that its session is over, opens another one, and sends the write once more that it had no answer to. That one had been done.',
    breaks: 'applied-once',
    preset: 'session-over',
    programs: { client: clientWith({ mayRepeat: () => true }) },
  },
  {
    id: 'changes-at-once',
    title: 'Changes members at once',
    explain:
      'A new leader changes the members before anything of its own term is committed. An earlier leader has changed another one, and the two majorities have nobody in common.',
    breaks: 'leader-completeness',
    preset: 'two-changes',
    programs: replicaBut({ mayChange: () => true }),
  },
  {
    id: 'writes-while-handing-over',
    title: 'Takes writes while it hands over',
    explain:
      'A leader goes on taking requests until its successor is elected. There is always one entry more that the other does not have.',
    breaks: 'hand-over',
    preset: 'hand-over',
    programs: replicaBut({ takesRequests: isLeading }),
  },
  {
    id: 'hands-over-too-early',
    title: 'Hands over to who is behind',
    explain:
      'The successor is told to stand before it has all entries. Others do not vote for it, and the old leader is gone for nothing.',
    breaks: 'hand-over',
    preset: 'hand-over',
    programs: replicaBut({ isCaughtUp: () => true }),
  },
  {
    id: 'ack-before-sync',
    title: 'Answers before the disk does',
    explain:
      'A follower claims entries that are not synced yet. The leader commits them, and a power loss takes them back.',
    breaks: 'durable-first',
    preset: 'split',
    programs: replicaBut({
      acknowledge: (node, state, to, index) =>
        void node.send(to, { type: 'Appended', term: state.term, ok: true, index }),
    }),
  },
  {
    id: 'cut-on-match',
    title: 'Cuts the log at every message',
    explain:
      'A follower drops whatever stands after the entries of a message. One that comes late removes what it has acknowledged since.',
    breaks: 'acknowledged-stays',
    preset: 'doubled',
    programs: replicaBut({
      mergeEntries(node, state, { prevIndex, entries }) {
        if (lastIndex(state) > prevIndex) truncate(node, state, prevIndex + 1);
        append(node, state, entries);
      },
    }),
  },
  {
    id: 'stale-read',
    title: 'Reads without asking',
    explain:
      'A leader answers reads from its own state. One that was deposed without knowing it answers with the past.',
    breaks: 'linearizable',
    preset: 'both-sides',
    programs: replicaBut({ mustAsk: () => false }),
  },
  {
    id: 'endless-lease',
    title: 'A lease without an end',
    explain: 'It has been leader once, so it trusts its lease for ever. Reads go stale as soon as another is elected.',
    breaks: 'linearizable',
    preset: 'lease-reads',
    programs: replicaBut({ leaseHolds: () => true }),
  },
];

export const mutants: readonly Mutant[] = [...raftMutants, ...variantMutants];
