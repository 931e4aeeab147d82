import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { bufferedLines, droppedLines } from './ledger.ts';
import { droppedFor, ended, ledgerOf, moves, notes, okPct, slowestMs } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** Where the lines of a log go, without a sidecar and with one. */
export const theLogs: readonly LessonStep[] = [
  {
    id: 'a-line',
    title: 'One order, three lines',
    prose:
      'A shop takes orders. For each it has the card charged, writes **three lines** to its log, and answers. Somewhere far away a log platform collects them, at two entrances. There is no sidecar yet: the application **ships its lines itself**, and answers when they have arrived.',
    scenario: { preset: 'outage', on: false },
    stopUs: seconds(3),
    goal: {
      text: 'Run to 3.0 s: ten orders are placed, and their logs are stored.',
      reached: ({ events }) => ledgerOf(events).stored >= 30 && ended(events, 0, seconds(3)).length >= 10,
    },
    solution: { runUntilUs: seconds(3) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'collector-gone',
    title: 'The log platform is away',
    prose:
      'At 4.0 s both collectors stop answering. Shop and payment are well. An order waits **one second** for its log to be taken, then it gives up on the log and is answered. The shop has 8 workers, and ten orders come a second.',
    scenario: { preset: 'outage', on: false },
    stopUs: seconds(14),
    predict: {
      question: 'How many customers who get their answer between 6 and 14 s have placed their order?',
      options: [
        option('all', 'Nearly all: the log is not their business'),
        option('most', 'More than half'),
        option('few', 'Less than half'),
      ],
      judge({ events }) {
        const share = okPct(ended(events, seconds(6), seconds(14)));
        if (share > 90) return 'all';
        return share > 50 ? 'most' : 'few';
      },
      reveal: ({ events }) =>
        `${okPct(ended(events, seconds(6), seconds(14)))} %. Each order holds its worker for a second longer, so eight workers serve seven orders a second, the queue fills, and patience ends. The lines are lost all the same: ${droppedFor(events, 'not shipped in time')} of them.`,
    },
    goal: {
      text: 'See orders fail because a log cannot be delivered.',
      reached: ({ events }) =>
        ended(events, seconds(4), seconds(14)).filter((each) => each.outcome !== 'ok').length >= 10,
    },
    solution: { runUntilUs: seconds(14) },
    hints: ['The workers of the application are the little cells below it.', 'Run to 14 s.'],
  },
  {
    id: 'with-sidecar',
    title: 'The same, with a sidecar',
    prose:
      'Now the application writes its lines to a **file** on a volume of the pod and answers. A **log shipper** beside it reads the file and keeps what it cannot deliver on the filesystem. The collectors are away from 4.0 to 24 s, as before.',
    scenario: { preset: 'outage', on: true },
    stopUs: seconds(14),
    predict: {
      question: 'Of the lines written by 14 s, how many have been lost?',
      options: [option('none', 'None'), option('some', 'Some'), option('most', 'Most of those since 4 s')],
      judge({ events }) {
        const ledger = ledgerOf(events);
        const lost = droppedLines(ledger);
        if (lost === 0) return 'none';
        return lost * 2 > ledger.produced - ledger.stored ? 'most' : 'some';
      },
      reveal({ events }) {
        const ledger = ledgerOf(events);
        return `${ledger.produced} lines produced = ${ledger.stored} stored + ${bufferedLines(ledger)} buffered + ${droppedLines(ledger)} dropped. The slowest order since 6 s took ${slowestMs(ended(events, seconds(6), seconds(14)))} ms: nobody waits for a log.`;
      },
    },
    goal: {
      text: 'Two hundred lines wait in the shipper, and no order has waited.',
      reached: ({ events }) =>
        (ledgerOf(events).buffered['filesystem'] ?? 0) >= 200 &&
        slowestMs(ended(events, seconds(6), seconds(14))) < 1_000,
    },
    solution: { runUntilUs: seconds(14) },
    hints: ['Open the board of the pod: it shows where lines are.', 'Run to 14 s.'],
  },
  {
    id: 'retry-limit',
    title: 'Your turn: lose lines with an empty buffer',
    prose:
      'There is room for 10,000 kB, and two hundred lines are in it. Yet many a real shipper loses nearly everything in such an outage. Find the **dial** that makes this one drop lines although its buffer is almost empty.',
    scenario: { preset: 'outage', on: true },
    goal: {
      text: 'A hundred lines are dropped, and fewer than 300 kB are used.',
      reached({ events }) {
        const ledger = ledgerOf(events);
        return droppedLines(ledger) >= 100 && (ledger.buffered['filesystem'] ?? 0) < 300;
      },
    },
    solution: { settings: { 'ship.retryLimit': 1 }, runUntilUs: seconds(14) },
    hints: [
      'How often does it try before it gives up?',
      'Retry limit. Fluent Bit’s default is 1: one retry, then the chunk is discarded.',
    ],
  },
  {
    id: 'paused',
    title: 'A buffer that is full',
    prose:
      'Now the buffer is **in memory** and holds 150 kB. When it is full the input is **paused**: the shipper stops reading, and lines wait in the file. A log file is rotated at 60 kB, and only four are kept.',
    scenario: { preset: 'memory', on: true },
    stopUs: seconds(24),
    predict: {
      question: 'What happens to lines between 4 and 24 s?',
      options: [
        option('wait', 'They wait in the file, none is lost'),
        option('rotated', 'The oldest unread ones are lost'),
        option('newest', 'The newest ones are lost'),
      ],
      judge({ events }) {
        const { dropped } = ledgerOf(events);
        if ((dropped['rotated away'] ?? 0) > 0) return 'rotated';
        return (dropped['volume full'] ?? 0) > 0 ? 'newest' : 'wait';
      },
      reveal({ events }) {
        const paused = moves(events, 'shipper', 'input').find((move) => move.to === 'PAUSED');
        return paused
          ? `The input is paused at ${(paused.atUs / 1_000_000).toFixed(1)} s. Rotation does not ask who has read a file: ${droppedFor(events, 'rotated away')} lines went with the files that were deleted. The application felt nothing of it.`
          : 'The input was never paused.';
      },
    },
    goal: {
      text: 'See the input paused, and a file rotated away.',
      reached: ({ events }) =>
        moves(events, 'shipper', 'input').some((move) => move.to === 'PAUSED') &&
        notes(events, 'volume', 'file rotated away').length > 0,
    },
    solution: { runUntilUs: seconds(24) },
    hints: ['The dashed line in the shipper’s room is its limit.', 'Run to 24 s.'],
  },
  {
    id: 'shipper-dies',
    title: 'The shipping code crashes',
    prose:
      'From 4.0 s on a bug ends the shipping process at every third chunk, just before it sends it. The kubelet restarts it, later each time. An **offset database** remembers how far the file was read; the buffer is in memory.',
    scenario: { preset: 'crash-loop', on: true },
    stopUs: seconds(20),
    predict: {
      question: 'Which lines are lost by 20 s?',
      options: [
        option('none', 'None: the file has them, and the offset is known'),
        option('memory', 'Those that were read, and not yet sent'),
        option('all', 'All that were written while it was down'),
      ],
      judge({ events }) {
        const { dropped } = ledgerOf(events);
        if ((dropped['skipped'] ?? 0) > 0) return 'all';
        return (dropped['memory lost'] ?? 0) > 0 ? 'memory' : 'none';
      },
      reveal: ({ events }) =>
        `${droppedFor(events, 'memory lost')} lines. The offset says "read", not "delivered": what was only in memory will not be read again. And ${okPct(ended(events, seconds(6), seconds(20)))} % of the orders succeeded meanwhile: it was not their process that died.`,
    },
    goal: {
      text: 'See the shipper end twice, and the application go on.',
      reached: ({ events }) =>
        moves(events, 'shipper').filter((move) => move.to === 'WAITING' && move.why.startsWith('bug')).length >= 2 &&
        moves(events, 'app').every((move) => move.why !== 'bug in the shipping code'),
    },
    solution: { runUntilUs: seconds(20) },
    hints: ['Watch the lane of the log shipper on the timeline.', 'Run to 20 s.'],
  },
  {
    id: 'survive',
    title: 'Your turn: crash, and lose nothing',
    prose:
      'The bug stays. Change one dial, so that the shipper may crash as often as it likes and **no line is lost**, and none is stored twice. The platform must have 700 lines by 26 s.',
    scenario: { preset: 'crash-loop', on: true },
    goal: {
      text: 'After two crashes and 26 s: nothing dropped, no copies, 700 lines stored.',
      reached({ events, timeUs }) {
        const ledger = ledgerOf(events);
        const crashes = moves(events, 'shipper').filter((move) => move.why.startsWith('bug')).length;
        return (
          timeUs >= ms(26_000) &&
          crashes >= 2 &&
          droppedLines(ledger) === 0 &&
          ledger.copies === 0 &&
          ledger.stored >= 700
        );
      },
    },
    solution: { settings: { 'shipper.storage': 'filesystem' }, runUntilUs: ms(26_000) },
    hints: [
      'What does a chunk need in order to outlive its process?',
      'Buffer in: the filesystem. Without the offset database, reading from the head would store lines twice.',
    ],
  },
];
