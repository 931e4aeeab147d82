import { seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { arrivals, ended, mostForOne, notes, percentileMs, sharePct } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
const DIP_OVER = seconds(9);
const answeredLate = (view: LessonView): number => Math.round(sharePct(ended(view.events, seconds(16), seconds(20))));

/** When retries are the load, and what holds them back. */
export const onLoad: readonly LessonStep[] = [
  {
    id: 'collapse',
    title: 'The dip is over. Is it?',
    prose:
      '"Card payments" is four times slower from 4 s to **9 s**, then as fast as ever. It has room for half as many payments again as there are. Each application retries three times, 200 ms apart.',
    scenario: { preset: 'dip', on: false },
    stopUs: seconds(20),
    predict: {
      question: 'How many payments are answered between 16 and 20 s?',
      options: [
        option('all', 'Nearly all: the dip is long over'),
        option('half', 'About half'),
        option('none', 'Almost none'),
      ],
      judge(view) {
        const share = answeredLate(view);
        return share > 80 ? 'all' : share > 10 ? 'half' : 'none';
      },
      reveal: (view) =>
        `${answeredLate(view)} %. Every payment is tried four times, that is more than the host can do, so all time out, so all are tried four times. The dip was the trigger; the retries keep it down. This is a metastable failure.`,
    },
    goal: {
      text: 'See ten seconds after the dip with almost no answers.',
      reached: (view) => view.timeUs >= seconds(19) && sharePct(ended(view.events, DIP_OVER)) < 5,
    },
    solution: { runUntilUs: seconds(20) },
    hints: ['Run to 20 s. The chart of requests served shows it at one look.'],
  },
  {
    id: 'rescue',
    title: 'Your turn: get it up again',
    prose:
      'Still without the ambassador. Find one dial with which payments are **answered again** before 20 s. You may turn it before the start, or in the middle of the collapse.',
    scenario: { preset: 'dip', on: false },
    goal: {
      text: 'From 18 to 20 s, nine payments of ten are answered.',
      reached: (view) => view.timeUs >= seconds(20) && sharePct(ended(view.events, seconds(18), seconds(20))) >= 90,
    },
    solution: { settings: { 'own.retries': 0 }, runUntilUs: seconds(21) },
    hints: ['What makes the load four times what it was?', 'Own retries, 0.'],
  },
  {
    id: 'budget',
    title: 'Retries on a budget',
    prose:
      'The same dip with the ambassador. It still retries, but **all retries together** may be no more than a fifth of what is under way, or three. What is not retried fails at once.',
    scenario: { preset: 'dip', on: true },
    stopUs: seconds(16),
    predict: {
      question: 'When does it answer payments again?',
      options: [
        option('soon', 'Within 2 s after the dip'),
        option('later', 'Later, but before 16 s'),
        option('never', 'Not before 16 s'),
      ],
      judge({ events }) {
        if (sharePct(ended(events, seconds(11), seconds(13))) > 90) return 'soon';
        return sharePct(ended(events, seconds(14), seconds(16))) > 90 ? 'later' : 'never';
      },
      reveal: ({ events }) =>
        `From 11 to 13 s ${Math.round(sharePct(ended(events, seconds(11), seconds(13))))} % were answered. The budget said no ${notes(events, 'budget spent').length} times, and what had run out of time was called off.`,
    },
    goal: {
      text: 'See nine of ten payments answered from 11 to 13 s.',
      reached: (view) => view.timeUs >= seconds(13) && sharePct(ended(view.events, seconds(11), seconds(13))) >= 90,
    },
    solution: { runUntilUs: seconds(16) },
    hints: ['Watch the gauge of the retry budget.'],
  },
  {
    id: 'no-budget',
    title: 'Break it: no budget',
    prose:
      'Is it the budget that saves it, or all the rest? Set what the budget is **kept by** to **nothing**, and run the dip again.',
    scenario: { preset: 'dip', on: true },
    stopUs: seconds(20),
    predict: {
      question: 'With backoff, jitter, keys and cancelling, but no budget: what happens after the dip?',
      options: [option('recovers', 'It recovers all the same'), option('stays', 'It stays down, like the loops')],
      judge: (view) => (answeredLate(view) > 50 ? 'recovers' : 'stays'),
      reveal: (view) =>
        `From 16 to 20 s ${answeredLate(view)} % were answered. Backoff spreads retries in time, it does not make them fewer. Only something that counts them can.`,
    },
    goal: {
      text: 'Bring the ambassador down for good.',
      reached: (view) => view.timeUs >= seconds(20) && view.scenario.on && answeredLate(view) < 30,
    },
    solution: { settings: { 'budget.kind': 'none' }, runUntilUs: seconds(20) },
    hints: ['Settings, group "Ambassador, budget".'],
  },
  {
    id: 'hedge',
    title: 'Two at once',
    prose:
      'Nothing fails here, but three lookups in two hundred take **0.4 s** instead of 0.05 s. After 120 ms the ambassador sends a **second copy** to another host, and takes what comes first.',
    scenario: { preset: 'tail', on: true },
    stopUs: seconds(16),
    predict: {
      question: 'How much more load is that for the hosts?',
      options: [
        option('little', 'A few percent'),
        option('half', 'About half as much again'),
        option('double', 'Twice as much'),
      ],
      judge(view) {
        const more = hedgedPct(view);
        return more < 10 ? 'little' : more < 80 ? 'half' : 'double';
      },
      reveal: (view) =>
        `${hedgedPct(view).toFixed(1)} % more, because only slow ones get that far. The 99th percentile is ${percentileMs(ended(view.events), 99)} ms; without hedging it is close to half a second.`,
    },
    goal: { text: 'See a hedge win.', reached: ({ events }) => notes(events, 'hedge won').length > 0 },
    solution: { runUntilUs: seconds(16) },
    hints: ['Watch for two bars of one request at the same time.'],
  },
  {
    id: 'eject',
    title: 'Break it: one bad host',
    prose:
      'Go on in the same scene. Let one of the three hosts with seat maps fail: click it and choose **answers 503 only**. Then watch what the ambassadors make of it.',
    scenario: { preset: 'tail', on: true },
    predict: {
      question: 'Which of the three hosts is left out in the end?',
      options: [
        option('bad', 'The one that fails'),
        option('all', 'All three'),
        option('none', 'None: its requests are hedged'),
      ],
      judge({ events }) {
        const out = new Set(ejections(events));
        return out.size === 0 ? 'none' : out.size === 1 ? 'bad' : 'all';
      },
      reveal: ({ events }) =>
        `Ejected: ${[...new Set(ejections(events))].join(', ') || 'none'}. Five failures in a row at one host, and requests go to the others. A breaker for the whole API would have shut out the healthy ones too.`,
    },
    goal: { text: 'Have a host ejected.', reached: ({ events }) => ejections(events).length > 0 },
    solution: {
      actions: [{ kind: 'mode', node: 'seats-3', mode: 'error', atUs: seconds(2) }],
      runUntilUs: seconds(10),
    },
    hints: ['Right-click "Seat maps 3".', 'It takes five failures in a row at one ambassador.'],
  },
  {
    id: 'breaker',
    title: 'Not now, not in 100 ms',
    prose:
      '"Card payments" answers **503 only**, from 2 to 10 s. The breaker stands inside the retries: Retry(Breaker(Timeout(call))), so every attempt asks it. After a dozen failures it opens, while some payments wait in their backoff.',
    scenario: { preset: 'outage', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'Such a payment comes out of its backoff, and the breaker is open. What becomes of it?',
      options: [
        option('sent', 'It is sent all the same'),
        option('waits', 'It waits once more, until the breaker lets it through'),
        option('ends', 'It fails at once'),
      ],
      judge({ events }) {
        const [refused, answered] = refusals(events);
        return refused === 0 ? 'sent' : answered * 2 > refused ? 'ends' : 'waits';
      },
      reveal({ events }) {
        const [refused, answered] = refusals(events);
        return `${refused} payments met an open breaker, and ${answered} of them were answered in that instant. "Breaker open" is no failure to retry: another wait of 100 ms will not close it.`;
      },
    },
    goal: {
      text: 'See ten payments end at an open breaker.',
      reached: ({ events }) => refusals(events)[1] >= 10,
    },
    solution: { runUntilUs: seconds(6) },
    hints: ['Rows of the board that end with "breaker open".'],
  },
  {
    id: 'layers',
    title: 'Three layers, three tries each',
    prose:
      'A phone asks booking, booking asks a **fare hub**, the hub asks "Card payments". Each of the three tries three times. From 3 to 7 s "Card payments" is five times slower.',
    scenario: { preset: 'layers', on: false },
    stopUs: seconds(12),
    predict: {
      question: 'How many attempts does one payment become, at the most?',
      options: [option('three', '3'), option('nine', '9'), option('many', '27')],
      judge({ events }) {
        const most = mostForOne(events, 'payments');
        return most > 18 ? 'many' : most > 6 ? 'nine' : 'three';
      },
      reveal: ({ events }) =>
        `${mostForOne(events, 'payments')}: three times three times three. ${arrivals(events, (node) => node === 'payments').length} attempts by now, and it does not recover.`,
    },
    goal: {
      text: 'See a payment that is tried more than twenty times.',
      reached: ({ events }) => mostForOne(events, 'payments') > 20,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['Run to 12 s.'],
  },
  {
    id: 'told',
    title: 'One layer retries, and tells the others',
    prose:
      'Now with ambassadors. The one at the hub retries; when it gives up, its answer says **do not retry**. Booking’s ambassador passes that on, and so does the phone.',
    scenario: { preset: 'layers', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'How many attempts does one payment become now, at the most?',
      options: [option('three', '3'), option('nine', '4 to 9'), option('many', 'More than 9')],
      judge({ events }) {
        const most = mostForOne(events, 'payments');
        return most > 9 ? 'many' : most > 3 ? 'nine' : 'three';
      },
      reveal: ({ events }) =>
        `${mostForOne(events, 'payments')}. ${notes(events, 'pushback: do not retry').length} times a layer heard that there is no point, and did not try.`,
    },
    goal: {
      text: 'See a layer obey "do not retry", and payments answered again before 12 s.',
      reached: (view) =>
        view.scenario.on &&
        notes(view.events, 'pushback: do not retry').length > 0 &&
        sharePct(ended(view.events, seconds(9), seconds(12))) > 90,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['In the log, look for "pushback: do not retry".'],
  },
];

/** Requests that met an open breaker, and those of them that were answered in the same event. */
function refusals(events: LessonView['events']): readonly [refused: number, answered: number] {
  let refused = 0;
  let answered = 0;
  for (const { effects } of events) {
    const met = effects.filter((effect) => effect.kind === 'note' && effect.rule === 'breaker open').length;
    if (met === 0) continue;
    const replies = effects.filter((effect) => effect.kind === 'send' && effect.transit.answers !== undefined).length;
    refused += met;
    answered += Math.min(met, replies);
  }
  return [refused, answered];
}

const isSeatMap = (node: string): boolean => node.startsWith('seats-');

/** Copies for every hundred lookups. */
function hedgedPct({ events }: LessonView): number {
  const all = arrivals(events, isSeatMap);
  const copies = all.filter(({ attempt }) => attempt.n > 1).length;
  return (copies * 100) / Math.max(1, all.length - copies);
}

const ejections = (events: LessonView['events']): string[] =>
  events.flatMap((event) =>
    event.effects.flatMap((effect) =>
      effect.kind === 'note' && effect.rule === 'host ejected' ? [(effect.data as { readonly host: string }).host] : [],
    ),
  );
