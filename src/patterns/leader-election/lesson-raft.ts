import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import {
  ended,
  fastClocks,
  inSeconds,
  label,
  leaders,
  longestGapUs,
  metric,
  mostDown,
  notes,
  reached,
  violated,
} from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
/** Reads of client 1 that were answered while it was cut off with a leader that had been replaced. */
function readsAtOldLeader(events: LessonView['events']): number {
  const next = leaders(events, seconds(4))[0];
  if (next === undefined) return 0;
  return ended(events, next.atUs, ms(8_250)).filter(
    ({ client, name, outcome }) => client === 'client-1' && name === 'read' && outcome === 'ok',
  ).length;
}

const REPLICAS = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Timers, terms, the rule for committing, reads: mostly by breaking them. */
export const raftSteps: readonly LessonStep[] = [
  {
    id: 'kill',
    title: 'The leader loses power',
    prose:
      'At 4.0 s the machine of the leader goes dark. Followers wait for a heartbeat that does not come. Each waits for **1 s, and a random part of up to 1 s more**, so that they do not all stand at once.',
    scenario: { preset: 'kill', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'How long until the next leader is elected?',
      options: [
        option('quick', 'Less than 1 s'),
        option('timeout', 'Between 1 and 2.2 s'),
        option('slow', 'More than 2.2 s'),
      ],
      judge({ events }) {
        const next = leaders(events, seconds(4))[0];
        if (next === undefined || next.atUs > ms(6_200)) return 'slow';
        return next.atUs < seconds(5) ? 'quick' : 'timeout';
      },
      reveal({ events }) {
        const next = leaders(events, seconds(4))[0];
        return next
          ? `${label(next.node)} leads ${inSeconds(next.atUs - seconds(4))} after the crash: the shortest of the four waits, and three messages more.`
          : 'Nobody leads.';
      },
    },
    goal: { text: 'See the next leader.', reached: ({ events }) => leaders(events, seconds(4)).length > 0 },
    solution: { runUntilUs: seconds(8) },
    hints: ['The arcs show whose timer is nearly over.', 'Run to 8.0 s.'],
  },
  {
    id: 'same-timeouts',
    title: 'Without the random part',
    prose:
      'The same crash. But now all wait for **exactly one second**. Each stands for election in a new term, and votes for itself first.',
    scenario: { preset: 'same-timeouts', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'How many leaders are elected from 4 to 8 s?',
      options: [option('none', 'None'), option('one', 'One'), option('many', 'Two or more, one after the other')],
      judge({ events }) {
        const won = leaders(events, seconds(4), seconds(8)).length;
        if (won === 0) return 'none';
        return won === 1 ? 'one' : 'many';
      },
      reveal: ({ events }) =>
        `${notes(events, 'stands for election', seconds(4), seconds(8)).length} times somebody stood, and ${leaders(events, seconds(4), seconds(8)).length} were elected. Everybody votes for itself, nobody has three votes, and they all wait for the same time again.`,
    },
    goal: {
      text: 'See a vote that is split: two candidates in one term.',
      reached: ({ events }) => notes(events, 'stands for election', seconds(4)).length >= 2,
    },
    solution: { runUntilUs: seconds(8) },
    hints: ['The dots in a candidate are votes, on the side of the voter.', 'Run to 8.0 s.'],
  },
  {
    id: 'randomise',
    title: 'Your turn: let somebody win',
    prose:
      'Change **one dial** so that a leader is elected within 2.5 s after the crash. All else stays: same crash, same network, same disks.',
    scenario: { preset: 'same-timeouts', on: true },
    goal: {
      text: 'A new leader before 6.5 s.',
      reached: ({ events }) => leaders(events, seconds(4), ms(6_500)).length > 0,
    },
    solution: { settings: { 'raft.spreadMs': 1_000 }, runUntilUs: seconds(7) },
    hints: [
      'What do they have in common that they should not?',
      'Raft, election: the random part. It has to be longer than a round of messages.',
    ],
  },
  {
    id: 'rejoin',
    title: 'A lonely replica comes back',
    prose:
      'Replica 5 is alone from 3 to 9 s. It stands for election again and again, each time in a **new term**. Nobody hears it. At 9.0 s it is back. The leader has worked well all the time.',
    scenario: { preset: 'rejoin', on: true },
    stopUs: seconds(13),
    predict: {
      question: 'What happens to the leader when replica 5 is back?',
      options: [option('stays', 'It stays'), option('falls', 'It has to step down'), option('five', 'Replica 5 leads')],
      judge({ events }) {
        if (leaders(events, seconds(9)).some(({ node }) => node === 'n5')) return 'five';
        return leaders(events, seconds(9)).length > 0 ? 'falls' : 'stays';
      },
      reveal: ({ events }) =>
        `Replica 5 brought term ${metric(
          events.filter(({ timeUs }) => timeUs < seconds(9)),
          'n5',
          'term',
        )} with it. A higher term makes a follower of everybody: for ${inSeconds(longestGapUs(events, seconds(9), seconds(13)))} no write was done, and nothing was broken.`,
    },
    goal: {
      text: 'See the election that replica 5 causes.',
      reached: ({ events }) => leaders(events, seconds(9)).length > 0,
    },
    solution: { runUntilUs: seconds(13) },
    hints: ['Look at the term of replica 5 before 9.0 s.', 'Run to 13.0 s.'],
  },
  {
    id: 'prevote',
    title: 'Your turn: ask first',
    prose:
      'Raft has a dial for this: a replica can **ask** whether it would be elected, before it starts a new term. Set it so that replica 5 comes back and the leader keeps its office.',
    scenario: { preset: 'rejoin', on: true },
    goal: {
      text: 'Run to 12.0 s with one leader only, and all in term 1.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(12) &&
        leaders(events).length === 1 &&
        REPLICAS.every((id) => metric(events, id, 'term') === 1),
    },
    solution: { settings: { 'raft.preVote': true }, runUntilUs: seconds(12) },
    hints: ['It is among the dials of "Raft, election".', 'PreVote.'],
  },
  {
    id: 'figure-8',
    title: 'Figure 8: three of five have it',
    prose:
      'Replica 1 leads term **4**. Entry 2 in its log is of term **2**. It has just copied it to replica 3, so three of five have it. At 1.5 s replica 1 crashes, and replica 5 comes back with another entry 2, of term **3**.',
    scenario: { preset: 'figure-8', on: true },
    stopUs: seconds(4),
    predict: {
      question: 'Is entry 2 of term 2 committed?',
      options: [option('yes', 'Yes, a majority has it'), option('no', 'No')],
      judge: ({ events }) => (notes(events, 'applies', 0, seconds(4)).length > 0 ? 'yes' : 'no'),
      reveal: ({ events }) => {
        const five = leaders(events).find(({ node }) => node === 'n5');
        return five
          ? `Replica 5 was elected at ${inSeconds(five.atUs)}: its last term, 3, is later than theirs, 2. It replaced entry 2 everywhere. Had it been called committed, an acknowledged write would be lost.`
          : 'Replica 5 was not elected.';
      },
    },
    goal: {
      text: 'See replica 5 overwrite an entry that a majority had.',
      reached: ({ events }) =>
        leaders(events).some(({ node }) => node === 'n5') && notes(events, 'truncates', ms(1_500)).length >= 2,
    },
    solution: { runUntilUs: seconds(4) },
    hints: ['Candidates compare the term of their last entries first, then lengths.', 'Run to 4.0 s.'],
  },
  {
    id: 'break-it',
    title: 'Your turn: break Raft',
    prose:
      'The rule is: **only entries of the leader’s own term are committed by counting** (§5.4.2); older ones follow with them. Switch the rule off, and see which property breaks.',
    scenario: { preset: 'figure-8', on: true },
    stopUs: seconds(4),
    predict: {
      question: 'What breaks first?',
      options: [
        option('nothing', 'Nothing before 4 s'),
        option('election-safety', 'Two leaders in one term'),
        option('leader-completeness', 'A leader without a committed entry'),
      ],
      judge: ({ events }) =>
        ['election-safety', 'leader-completeness'].find((property) => violated(events, property)) ?? 'nothing',
      reveal: ({ events }) =>
        violated(events, 'leader-completeness')
          ? 'Replica 1 called entry 2 committed and applied it. Replica 5 was elected without it: no vote was wrong, the counting was.'
          : 'With the rule in force nothing breaks.',
    },
    goal: {
      text: 'Violate "Leaders have all that is committed".',
      reached: ({ events }) => violated(events, 'leader-completeness'),
    },
    solution: { settings: { 'raft.countOldTerms': true }, runUntilUs: seconds(5) },
    hints: ['Raft, log: "Count old terms".', 'Then run to 4 s: the strip of properties turns.'],
  },
  {
    id: 'stale-read',
    title: 'Your turn: read the past',
    prose:
      'A leader that is cut off does not know that it was replaced. Before a read it therefore **asks a majority** whether it still leads. Here CheckQuorum is off, so it never steps down. Make its client read a value that is long overwritten.',
    scenario: { preset: 'both-sides', on: true },
    goal: {
      text: 'Violate "Clients see one database".',
      reached: ({ events }) => violated(events, 'linearizable'),
    },
    solution: { settings: { 'raft.reads': 'unchecked' }, runUntilUs: seconds(9) },
    hints: [
      'Raft, reads: there are four ways.',
      'Let it ask nobody, and run to 8 s. “Clients” on the board shows which read it is.',
    ],
  },
  {
    id: 'fast-clocks',
    title: 'Your turn: trust a clock, not too much',
    prose:
      'Asking a majority costs each read a round trip. A **lease** saves it: nobody else is elected for so long. But the clocks of the four followers run **1.9 times** as fast as that of the leader, which is cut off at 4.25 s. Client 1 reads what is long overwritten. Keep the lease, and make it short enough.',
    scenario: { preset: 'fast-clocks', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'With your bound, how many reads does replica 1 answer after the next leader is elected?',
      options: [
        option('none', 'None'),
        option('some', 'Some, and none is stale'),
        option('stale', 'Some, and a stale one'),
      ],
      judge({ events }) {
        if (reached(events, 'contradiction')) return 'stale';
        return readsAtOldLeader(events) > 0 ? 'some' : 'none';
      },
      reveal({ events }) {
        const next = leaders(events, seconds(4))[0];
        return next
          ? `${label(next.node)} was elected at ${inSeconds(next.atUs)}, and replica 1 answered ${readsAtOldLeader(events)} reads after that.`
          : 'Nobody was elected.';
      },
    },
    goal: {
      text: 'Run to 9.0 s with reads by lease and all clocks as they are, and clients see one database.',
      reached: ({ events, timeUs, scenario }) =>
        timeUs >= seconds(9) &&
        (scenario.settings['raft.reads'] ?? 'lease') === 'lease' &&
        scenario.actions.every(({ kind }) => kind === 'clockDrift' || kind === 'partition') &&
        fastClocks(events) === 4 &&
        leaders(events, seconds(4)).length > 0 &&
        !reached(events, 'contradiction'),
    },
    solution: { settings: { 'raft.driftPct': 100 }, runUntilUs: seconds(9) },
    hints: [
      'Raft, reads: by how much do clocks differ at most?',
      '1.9 times is 90 % more. The lease is the election timeout divided by that factor.',
    ],
  },
  {
    id: 'sleeper',
    title: 'The holder that slept',
    prose:
      'Another way to elect: whoever holds a **lease** leads, and renews it. Here replicas share a storage. Replica 1 holds the lease and stands still from 4 to 10 s. Replica 2 waits until the lease has run out, and takes it.',
    scenario: { preset: 'lease-pause', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'Replica 1 wakes at 10 s with writes in its hands. What becomes of them?',
      options: [
        option('dropped', 'It sees that its lease is over, and drops them'),
        option('refused', 'Storage refuses them'),
        option('kept', 'They are written'),
      ],
      judge({ events }) {
        if (notes(events, 'stale write kept').length > 0) return 'kept';
        return notes(events, 'stale token').length > 0 ? 'refused' : 'dropped';
      },
      reveal: ({ events }) =>
        `${notes(events, 'stale write kept').length} writes of the old holder went over those of the new one. A process does not notice that it was paused, and a look at the clock can come just before the pause.`,
    },
    goal: {
      text: 'See a stale write get into the storage.',
      reached: ({ events }) => notes(events, 'stale write kept').length > 0,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['The board shows who leads when, and under which number.', 'Run to 12.0 s.'],
  },
  {
    id: 'fence',
    title: 'Your turn: fence it off',
    prose:
      'Each lease has a number one higher than the last, and every write carries it: a **fencing token**. The storage could compare them. Make it do so from the start, so that nothing stale gets in.',
    scenario: { preset: 'lease-pause', on: true },
    goal: {
      text: 'Run to 12.0 s: a stale token is refused, and no stale write is kept.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(12) &&
        notes(events, 'stale token').length > 0 &&
        notes(events, 'stale write kept').length === 0,
    },
    solution: { settings: { 'storage.checkTokens': true }, runUntilUs: seconds(12) },
    hints: ['The dial belongs to the shared storage.', 'Check fencing tokens.'],
  },
  {
    id: 'stop-it',
    title: 'Your turn: stop the cluster',
    prose:
      'Five replicas survive the loss of two. Stop **all writes for three seconds** with crashes alone, before 10 s. How many machines does it take?',
    scenario: { preset: 'kill', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'How many have to be down at once?',
      options: [option('two', 'Two'), option('three', 'Three'), option('five', 'All five')],
      judge({ events }) {
        const most = mostDown(events);
        if (most >= 5) return 'five';
        return most >= 3 ? 'three' : 'two';
      },
      reveal: ({ events }) =>
        `${mostDown(events)} were down at once, and for ${inSeconds(longestGapUs(events, seconds(2), seconds(10)))} no write was done. A majority of five is three, whoever they are.`,
    },
    goal: {
      text: 'No write is done for three seconds, with nothing but crashes.',
      reached: ({ events, timeUs, scenario }) =>
        scenario.actions.every(({ kind }) => kind === 'crash' || kind === 'restart') &&
        timeUs >= seconds(9) &&
        longestGapUs(events, seconds(2), Math.min(timeUs, seconds(10))) >= seconds(3),
    },
    solution: {
      actions: [
        { kind: 'crash', node: 'n4', atUs: seconds(3) },
        { kind: 'crash', node: 'n5', atUs: seconds(3) },
      ],
      runUntilUs: seconds(10),
    },
    hints: [
      'The leader crashes at 4.0 s anyway. Who is left?',
      'Crash two followers before that: two of five can promise nothing.',
    ],
  },
];
