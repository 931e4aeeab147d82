import { seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { anomaliesIn } from './anomalies.ts';
import { count, inSeconds, notes, peak } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** Why there is a log, and what its leader’s word is worth. */
export const theLog: readonly LessonStep[] = [
  {
    id: 'direct',
    title: 'Every reading to every service',
    prose:
      'Twelve sensors report over radio to a **gateway**. Three services want each reading: **alerting**, **analytics** and an **archiver**. There is no log: the gateway calls all three, and a worker of it waits until they have answered.',
    scenario: { preset: 'slow-service', on: false },
    stopUs: seconds(3),
    goal: {
      text: 'Run to 3.0 s: alerting has processed 20 readings.',
      reached: ({ events }) => count(events, 'alerting result') >= 20,
    },
    solution: { runUntilUs: seconds(3) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'who-waits',
    title: 'Analytics has a bad day',
    prose:
      'From 3.0 s on analytics needs **500 ms** a reading. Alerting still needs 5 ms, and has nothing to do with analytics. They only share the gateway and its **8 workers**.',
    scenario: { preset: 'slow-service', on: false },
    stopUs: seconds(9),
    predict: {
      question: 'What does alerting feel of it until 9.0 s?',
      options: [
        option('nothing', 'Nothing: it gets each reading at once'),
        option('late', 'It gets its readings, seconds late'),
        option('none', 'It gets none at all'),
      ],
      judge({ events }) {
        if (count(events, 'alerting result', seconds(5), seconds(9)) === 0) return 'none';
        return peak(events, 'store', 'alerting ageMs', seconds(3), seconds(9)) > 1_000 ? 'late' : 'nothing';
      },
      reveal: ({ events }) =>
        `Its readings are up to ${(peak(events, 'store', 'alerting ageMs', seconds(3), seconds(9)) / 1_000).toFixed(1)} s old. ${count(events, 'gateway full')} times a reading found the gateway full: all workers were waiting for analytics.`,
    },
    goal: { text: 'See the gateway refuse a reading.', reached: ({ events }) => count(events, 'gateway full') > 0 },
    solution: { runUntilUs: seconds(9) },
    hints: ['Run to 9.0 s and watch the cells of the gateway.'],
  },
  {
    id: 'a-log',
    title: 'The same day, through a log',
    prose:
      'Now the gateway **appends** to a log: three partitions on three brokers, by sensor. Each group of consumers reads it at its own pace and remembers its position. Analytics is slow again from 3.0 s on.',
    scenario: { preset: 'slow-service', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'Who feels it until 9.0 s?',
      options: [
        option('nobody', 'Nobody'),
        option('analytics', 'Analytics alone: it falls behind'),
        option('all', 'All groups: they read the same log'),
      ],
      judge({ events }) {
        if (peak(events, 'store', 'alerting ageMs', seconds(3), seconds(9)) > 1_000) return 'all';
        return peak(events, 'analytics-1', 'lag') > 10 ? 'analytics' : 'nobody';
      },
      reveal: ({ events }) =>
        `Analytics 1 is ${peak(events, 'analytics-1', 'lag')} readings behind. Alerting is never more than ${peak(events, 'store', 'alerting ageMs', seconds(3), seconds(9))} ms late, and the gateway has refused nothing.`,
    },
    goal: {
      text: 'Run to 9.0 s: analytics lags, alerting does not.',
      reached: ({ events, timeUs }) => timeUs >= seconds(9) && peak(events, 'analytics-1', 'lag') > 10,
    },
    solution: { runUntilUs: seconds(9) },
    hints: ['In the panel Broker each group has a lane. Its bar is the lag.'],
  },
  {
    id: 'crash-a-leader',
    title: 'Your turn: kill a leader',
    prose:
      'Each partition has a **leader** and two followers. A record counts when all **in-sync replicas** have it: up to the blue **high-water mark**. Crash a broker that leads a partition, and let another one take over.',
    scenario: { preset: 'slow-service', on: true },
    goal: {
      text: 'Another broker is elected, and no acknowledged reading is lost.',
      reached: ({ events }) => count(events, 'leader elected') > 0 && anomaliesIn(events).lostWrite === 0,
    },
    solution: { actions: [{ kind: 'crash', node: 'broker-2', atUs: seconds(4) }], runUntilUs: seconds(8) },
    hints: [
      'The squares above a broker are its partitions; it leads the filled ones.',
      'Right-click a broker, or select it and press C. Its session is over after two seconds.',
    ],
  },
  {
    id: 'controller',
    title: 'Who elects the leaders?',
    prose:
      'One broker, the **controller**, picks all leaders: whoever claimed the key first. Here broker 1 holds it. Broker 3 dies at 4.5 s, and at 5.0 s broker 1 stops for five seconds: a long garbage collection. Broker 2 is controller by the time it wakes up. It does not know that.',
    scenario: { preset: 'controller', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'At 10 s broker 1 gives orders, as it always did. What do the others make of them?',
      options: [
        option('obey', 'They obey: it is still controller in its own eyes'),
        option('refuse', 'They refuse: its epoch is over'),
        option('ask', 'It asks first, and gives none'),
      ],
      judge({ events }) {
        if (count(events, 'controller fenced') > 0) return 'refuse';
        return notes(events, 'obeys the controller', seconds(10)).some(
          ({ node, text }) => node === 'broker-2' && text.includes('broker-1'),
        )
          ? 'obey'
          : 'ask';
      },
      reveal: ({ events }) =>
        `${notes(events, 'controller fenced')[0]?.text ?? 'Nothing was refused'}. Whoever is elected gets the next epoch, and every order carries the one it was given under. A clock could not tell: broker 1 had no idea how long it slept.`,
    },
    goal: {
      text: 'See the orders of a deposed controller refused.',
      reached: ({ events }) => count(events, 'controller fenced') > 0,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['Run to 12 s.', 'Below the groups the panel says who is controller, and who thinks so.'],
  },
  {
    id: 'acks-one',
    title: 'The word of one',
    prose:
      'Here the gateway asks for **acks = 1**: the leader alone. From 5.0 s on broker 1 cannot reach its followers, and goes on acknowledging. At 6.5 s it dies, and a follower takes over.',
    scenario: { preset: 'leader-crash', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'How many acknowledged readings are in no log any more at 9.0 s?',
      options: [
        option('none', 'None: they were acknowledged'),
        option('few', 'Fewer than 20'),
        option('many', '20 or more'),
      ],
      judge({ events }) {
        const lost = anomaliesIn(events).lostWrite;
        return lost === 0 ? 'none' : lost < 20 ? 'few' : 'many';
      },
      reveal({ events }) {
        const leads = notes(events, 'becomes leader', seconds(5))[0];
        return `${anomaliesIn(events).lostWrite}. The new leader began at ${leads ? inSeconds(leads.atUs) : 'no time'} with what it had. Maelstrom calls this a lost write.`;
      },
    },
    goal: { text: 'See a lost write.', reached: ({ events }) => anomaliesIn(events).lostWrite > 0 },
    solution: { runUntilUs: seconds(9) },
    hints: ['Run to 9.0 s, and look at the anomalies.'],
  },
  {
    id: 'lose-nothing',
    title: 'Your turn: lose nothing',
    prose:
      'The same broker, the same cut, the same crash. Turn **one dial of the gateway** so that at 14 s no acknowledged reading is lost. It will cost something: watch how long sensors wait for their answer.',
    scenario: { preset: 'leader-crash', on: true },
    goal: {
      text: 'At 14 s another broker leads, and no acknowledged reading is lost.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(14) &&
        count(events, 'leader elected') > 0 &&
        count(events, 'acknowledged') > 0 &&
        anomaliesIn(events).lostWrite === 0,
    },
    solution: { settings: { 'producer.acks': 'all' }, runUntilUs: seconds(14) },
    hints: ['Who must have a record before it is acknowledged?', 'In the settings of the gateway: acks = all.'],
  },
  {
    id: 'all-is-one',
    title: 'All, when all is one',
    prose:
      'acks = all, and **min in-sync 1**, the default. Cut off from 4.0 s on, broker 1 loses its followers from the in-sync set. It dies at 9.0 s, and **unclean election** is allowed.',
    scenario: { preset: 'all-means-one', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'acks = all: is anything lost that was acknowledged?',
      options: [option('no', 'No: all means all replicas'), option('yes', 'Yes: all means all that are in sync')],
      judge: ({ events }) => (anomaliesIn(events).lostWrite > 0 ? 'yes' : 'no'),
      reveal({ events }) {
        const { lostWrite } = anomaliesIn(events);
        const alone = notes(events, 'in-sync replicas shrink').find(({ text }) => text === 'partition 0: broker-1');
        return `${lostWrite} lost writes. Since ${inSeconds(alone?.atUs ?? 0)} all was one broker. With min in-sync 2 it would have refused; without unclean election everybody would have waited for it.`;
      },
    },
    goal: { text: 'See an unclean leader.', reached: ({ events }) => count(events, 'unclean leader elected') > 0 },
    solution: { runUntilUs: seconds(12) },
    hints: ['Run to 12 s.', 'The dashed squares in the panel are copies that are not in sync.'],
  },
];
