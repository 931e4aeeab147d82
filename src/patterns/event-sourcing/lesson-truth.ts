import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { ended, euros, inSeconds, lowest, notes, rowChanges, stored } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
/** The transfer of 100 that the crash cuts in two. */
const TRANSFER = 'c12';
const ofTransfer = (events: LessonView['events'], account: string): number =>
  rowChanges(events, account)
    .filter(({ command }) => command.split(':')[0] === TRANSFER)
    .reduce((total, { change }) => total + change, 0);
const received = (events: LessonView['events']) =>
  stored(events).find(({ type, ref }) => type === 'TransferReceived' && ref === TRANSFER);

/** What is stored, and what that is good for. */
export const theTruth: readonly LessonStep[] = [
  {
    id: 'tapes',
    title: 'A tape for each account',
    prose:
      'Tellers take deposits, withdrawals, transfers and payments. A **desk** reads the events of the account, decides, and appends what happened to its **stream**. Nothing is ever overwritten. A balance is what the events add up to: see “Ledger” below.',
    scenario: { preset: 'crash', on: true },
    stopUs: seconds(2),
    goal: {
      text: 'Run to 2.0 s: ten commands are in the books.',
      reached: ({ events }) => stored(events).filter(({ command }) => command !== '').length >= 10,
    },
    solution: { runUntilUs: seconds(2) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'rows',
    title: 'The same bank with rows',
    prose:
      'Without events, a row holds the balance. Ada sends Ben 100 at 2.0 s. Desk A takes it from Ada’s row, **crashes**, and never comes to Ben’s. The two rows are in two databases. The teller, who heard nothing, asks Desk B two seconds later.',
    scenario: { preset: 'crash', on: false },
    stopUs: seconds(5),
    predict: {
      question: 'What has the transfer done by 5.0 s?',
      options: [
        option('once', '100 from Ada to Ben'),
        option('lost', 'Ada pays more than Ben gets'),
        option('nothing', 'Nothing: it was rolled back'),
      ],
      judge({ events }) {
        const [paid, got] = [-ofTransfer(events, 'ada'), ofTransfer(events, 'ben')];
        if (paid > got) return 'lost';
        return paid === 0 ? 'nothing' : 'once';
      },
      reveal: ({ events }) =>
        `Ada paid ${euros(-ofTransfer(events, 'ada'))}, Ben got ${euros(ofTransfer(events, 'ben'))}. Her row shows a balance like any other: nobody can see that it is wrong.`,
    },
    goal: {
      text: 'Run to 5.0 s: both rows have changed.',
      reached: ({ events }) => ofTransfer(events, 'ada') !== 0 && ofTransfer(events, 'ben') !== 0,
    },
    solution: { runUntilUs: seconds(5) },
    hints: ['The board shows how often each row was overwritten. What stood there is gone.'],
  },
  {
    id: 'transit',
    title: 'The same crash with events',
    prose:
      'A transfer is two entries here. The first one moves the money from Ada to an account named **transit**; it is appended before Desk A crashes. **Clearing** follows all events and looks for those that have no end yet.',
    scenario: { preset: 'crash', on: true },
    stopUs: seconds(5),
    predict: {
      question: 'How often does Ben get the 100 by 5.0 s?',
      options: [option('never', 'Not at all'), option('once', 'Once'), option('twice', 'Twice: the teller asks again')],
      judge({ events }) {
        const times = stored(events).filter(
          ({ type, ref }) => type === 'TransferReceived' && ref.startsWith(TRANSFER),
        ).length;
        if (times === 0) return 'never';
        return times === 1 ? 'once' : 'twice';
      },
      reveal({ events }) {
        const entry = received(events);
        return entry
          ? `Once, at ${inSeconds(entry.atUs)}. Clearing keeps no list that could get lost: what is sent and not received is a fold. The repeated command “exists” already.`
          : 'Not yet.';
      },
    },
    goal: { text: 'See the transfer arrive.', reached: ({ events }) => received(events) !== undefined },
    solution: { runUntilUs: seconds(5) },
    hints: ['Choose the tape of Ada or Ben to have its balance explained.'],
  },
  {
    id: 'reverse',
    title: 'Your turn: take it back',
    prose:
      'A deposit was a mistake. With rows you would correct the number. Here nothing is erased: give the tellers the command **Reverse the last deposit**, and look at what is appended. The mistake stays, and so does its correction.',
    scenario: { preset: 'crash', on: true },
    goal: {
      text: 'A reversal is in the books.',
      reached: ({ events }) => stored(events).some(({ type }) => type === 'DepositReversed'),
    },
    solution: {
      actions: [{ kind: 'command', node: 'tellers', command: 'reverse', atUs: seconds(5) }],
      runUntilUs: seconds(7),
    },
    hints: [
      'Run for some seconds first, then open the menu of the tellers on the graph.',
      'The sign of a reversal is ↺.',
    ],
  },
  {
    id: 'race',
    title: 'Two desks, one account',
    prose:
      'At 3.0 s Dan asks both desks for 400. He has 733. Both desks read his stream at the same moment, and both decide **yes**. Each appends “after the version that I have read”: that is all the locking there is.',
    scenario: { preset: 'race', on: true },
    stopUs: seconds(4),
    predict: {
      question: 'What is Dan told?',
      options: [
        option('both', 'Yes twice'),
        option('conflict', 'Yes, and an error: try again later'),
        option('funds', 'Yes, and no: too little money'),
      ],
      judge({ events }) {
        const reasons = ended(events, seconds(3), seconds(4))
          .filter(({ command }) => command === 'c22' || command === 'c23')
          .map(({ reason }) => reason);
        if (reasons.includes('exceeds_credits')) return 'funds';
        return reasons.includes('conflict') ? 'conflict' : 'both';
      },
      reveal: ({ events }) =>
        `${notes(events, 'store', 'wrong expected version').at(-1)?.text ?? 'Nothing was refused'}. The second desk reads again, decides again, and now the answer is no.`,
    },
    goal: {
      text: 'See the store refuse an append to Dan’s stream.',
      reached: ({ events }) =>
        notes(events, 'store', 'wrong expected version').some(({ data }) => data.stream === 'dan'),
    },
    solution: { runUntilUs: seconds(4) },
    hints: ['The letters above a tape are desks that fold it.', 'Run to 4.0 s.'],
  },
  {
    id: 'any',
    title: 'Your turn: overdraw him',
    prose:
      'Many writers append with **any version**, because conflicts are a nuisance. Change that one dial of the command handlers, and let Dan have his money twice. Every event will be stored, every command answered, and the books will balance.',
    scenario: { preset: 'race', on: true },
    goal: {
      text: 'Dan has less than nothing.',
      reached: ({ events }) => lowest(events, 'dan') < 0,
    },
    solution: { settings: { 'desk.expect': 'any' }, runUntilUs: ms(3_500) },
    hints: ['Settings, Command handlers, “Append expects”.', 'Then run past 3.0 s.'],
  },
];
