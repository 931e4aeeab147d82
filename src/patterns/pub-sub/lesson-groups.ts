import { seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { anomaliesIn } from './anomalies.ts';
import { count, inSeconds, notes, peak, unprocessed } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** What consumers make of the log when they crash, sleep, lag or choke. */
export const theGroups: readonly LessonStep[] = [
  {
    id: 'consumer-crash',
    title: 'A consumer dies at work',
    prose:
      'The members of analytics share the partitions, and **commit** how far they have come every second, after processing. Just after 6.0 s analytics 1 dies with a batch in its hands. Analytics 2 takes over from the last commit.',
    scenario: { preset: 'consumer-crash', on: true },
    stopUs: seconds(15),
    predict: {
      question: 'What happens to the readings of that batch?',
      options: [
        option('lost', 'Some are lost'),
        option('twice', 'Some are processed twice'),
        option('once', 'Each is processed once'),
      ],
      judge({ events }) {
        if (unprocessed(events, 'analytics', seconds(11)).length > 0) return 'lost';
        return anomaliesIn(events).redelivered > 0 ? 'twice' : 'once';
      },
      reveal: ({ events }) =>
        `${anomaliesIn(events).redelivered} were processed twice, ${unprocessed(events, 'analytics', seconds(11)).length} not at all. They were done, and not yet committed: at least once.`,
    },
    goal: {
      text: 'Run to 15 s and count.',
      reached: ({ events, timeUs }) => timeUs >= seconds(15) && count(events, 'member removed') > 0,
    },
    solution: { runUntilUs: seconds(15) },
    hints: ['The tick in a lane is what is committed, the dot what is processed.'],
  },
  {
    id: 'once',
    title: 'Your turn: neither lost nor twice',
    prose:
      'The same crash. There are three times to **commit**: before processing, after it, and together with the result in one transaction. Try them, and find the one with which each reading counts exactly once.',
    scenario: { preset: 'consumer-crash', on: true },
    goal: {
      text: 'At 15 s, after the crash, no reading has two results and none of the first 11 s is missing.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(15) &&
        events.some((event) => event.action?.kind === 'crash') &&
        anomaliesIn(events).redelivered === 0 &&
        unprocessed(events, 'analytics', seconds(11)).length === 0,
    },
    solution: { settings: { 'consumer.commit': 'together' }, runUntilUs: seconds(15) },
    hints: [
      'Commit before processing: at most once. What is missing then?',
      'In the settings of the consumers: "result and offset in one transaction".',
    ],
  },
  {
    id: 'zombie',
    title: 'The sleeper',
    prose:
      'Analytics 1 does not die this time: it **stops** at 6.0 s for five seconds, as in a long garbage collection. Its session is three seconds. At 11.0 s it wakes up, with a batch in its hands, and does not know.',
    scenario: { preset: 'zombie', on: true },
    stopUs: seconds(13),
    predict: {
      question: 'Its generation is over. What of its work is refused?',
      options: [
        option('all', 'All of it: results and commit'),
        option('commit', 'Only the commit: its results count'),
        option('none', 'Nothing'),
      ],
      judge({ events }) {
        if (count(events, 'commit fenced') === 0) return 'none';
        return anomaliesIn(events).zombie > 0 ? 'commit' : 'all';
      },
      reveal({ events }) {
        const fenced = notes(events, 'commit fenced').at(-1);
        return `${anomaliesIn(events).zombie} results of a member that owned nothing; its commit was refused at ${inSeconds(fenced?.atUs ?? 0)}. The generation protects the position, not the world.`;
      },
    },
    goal: {
      text: 'See a commit fenced.',
      reached: ({ events }) => count(events, 'commit fenced') > 0 && count(events, 'zombie result') > 0,
    },
    solution: { runUntilUs: seconds(13) },
    hints: ['In the panel its button is dashed while it believes in an old generation.'],
  },
  {
    id: 'retention',
    title: 'Slower than the log forgets',
    prose:
      'Each partition keeps its newest **30 records**, read or not. From 4 to 16 s the archiver is slow. Its offset reset is **latest**, the default: it is asked when a position is not in the log.',
    scenario: { preset: 'retention', on: true },
    stopUs: seconds(20),
    predict: {
      question: 'What does the archiver do in the end?',
      options: [
        option('catches-up', 'It catches up with all of them'),
        option('stops', 'It stops with an error'),
        option('skips', 'It goes on, behind a hole'),
      ],
      judge({ events }) {
        if (anomaliesIn(events).skipExternal > 0) return 'skips';
        return count(events, 'archiver result', seconds(18)) > 0 ? 'catches-up' : 'stops';
      },
      reveal({ events }) {
        const skipped = notes(events, 'records skipped')[0];
        return skipped
          ? `At ${inSeconds(skipped.atUs)}: ${skipped.text}. ${anomaliesIn(events).skipExternal} readings that it never saw, and nothing in its own numbers tells.`
          : 'It has skipped nothing.';
      },
    },
    goal: { text: 'See records skipped.', reached: ({ events }) => count(events, 'records skipped') > 0 },
    solution: { runUntilUs: seconds(20) },
    hints: ['Run to 20 s, and watch where the tapes begin.'],
  },
  {
    id: 'poison',
    title: 'Your turn: jam a partition',
    prose:
      'One reading in forty makes no sense, and fails whenever it is tried. Here it goes to the **dead letters** after three attempts. Turn the dial back to Kafka’s own answer, and see what one bad record can hold up.',
    scenario: { preset: 'poison', on: true },
    goal: {
      text: 'Alerting is 20 readings behind, because of a reading that nobody can read.',
      reached: ({ events }) => count(events, 'attempt failed') > 0 && peak(events, 'alerting', 'lag') >= 20,
    },
    solution: { settings: { 'consumer.onPoison': 'retry' }, runUntilUs: seconds(14) },
    hints: [
      'What else can a consumer do with a record that it cannot process?',
      'Settings of the consumers: "is tried again for ever". Then run on.',
    ],
  },
];
