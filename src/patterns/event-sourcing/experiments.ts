import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Snapshots that streams of a short run can reach. */
const SHORT: Experiment['settings'] = { 'snapshots.every': 10 };

export const experiments: readonly Experiment[] = [
  {
    id: 'crash',
    title: 'Between debit and credit',
    question: 'Desk A crashes after it has taken 100 from Ada and before Ben has got it. Where is the money?',
    watch: 'The tapes of Ada and Ben after 2 s; then choose Ada and read how her balance came about.',
    answer:
      'With rows the money is gone: Desk A has written Ada’s row and crashes; the teller asks Desk B, which takes 100 again and gives Ben his. Her row ends at 491.00 and looks like any other. A table of requests or one transaction prevents it; the reason for a balance neither gives. With events the first half is an entry: at 2.1 s the money goes to “transit”. Clearing sees no end to it, asks the other desk, and Ben has it at 3.3 s. The repeated command exists already. Ada has 591.00; choose her tape, and every entry is there.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'rows.transaction': false, 'rows.requestIds': false },
    actions: [
      { kind: 'command', node: 'tellers', command: 'transfer', atUs: seconds(2) },
      { kind: 'crash', node: 'desk-a', atUs: ms(2_090), forUs: seconds(1) },
    ],
    untilUs: seconds(20),
    goals: ['goodput', 'p99', 'unsure', 'open'],
  },
  {
    id: 'race',
    title: 'Two withdrawals at once',
    question: 'Dan has 733, and asks both desks for 400 at the same moment. Who says no, and by what?',
    watch: 'Dan’s tape at 3 s, and the append that is refused.',
    answer:
      'Both desks read version 4 with 733.00, and both decide yes. The first append makes version 5, the second is refused, its desk reads again and says no. Nine appends of the run end like that. Set “Append expects” to any version, and both go in: Dan stands at −69.00. Rows saved as they were read are worse: both are paid out, 332.00 is written twice, and nothing shows it. A version column closes that gap, in a table as in a store.',
    on: true,
    seed: 11,
    settings: { ...SHORT, 'rows.versionColumn': false, 'tellers.ratePerSecond': 8, 'tellers.shopPct': 60 },
    actions: [{ kind: 'command', node: 'tellers', command: 'race', atUs: seconds(3) }],
    untilUs: seconds(16),
    goals: ['goodput', 'conflicts', 'p99'],
  },
  {
    id: 'rebuild',
    title: 'A bug found on Friday',
    question:
      'The code that computes balances has forgotten every fee for a week. It is repaired on Friday. Are the balances?',
    watch: 'The two views from 8 s on: the old one answers while the new one is folded beside it.',
    answer:
      'With rows, no. From 8 s on the right fee is charged, but 9.00 are missing for good from the only copy there is. With events the fees are in the entries; only the view was wrong. The new release folds from position 0 while the old view goes on answering, wrongly. At 9.3 s the new one has caught up and takes over: six accounts differ, and 13.00 of fees. At 13 s the same code folds again, and comes to the same, to the cent.',
    on: true,
    seed: 5,
    settings: { ...SHORT, 'balances.code': 'forgets-fees', 'fold.usPerEvent': 12_000, 'store.pageSize': 10 },
    actions: [
      { kind: 'set', setting: 'balances.code', value: 'correct', atUs: seconds(8) },
      { kind: 'command', node: 'balances', command: 'rebuild', atUs: seconds(13) },
    ],
    untilUs: seconds(18),
    goals: ['rebuilding', 'lag', 'goodput'],
  },
  {
    id: 'replay',
    title: 'A hundred thousand events',
    question:
      'The shop’s account has 100,000 events. What does the next withdrawal cost, and what if the snapshot is wrong?',
    watch: 'Events folded per command, and the workers of the desks.',
    answer:
      'The first commands fold all 100,000 events, which takes a second. At 2.0 s a snapshot is kept, and the next ones fold a handful. The old backup at 8 s costs a longer tail, no more. From 12 s on every snapshot is 1000.00 too high; the check sum finds it, and for a second everybody replays again. The slowest commands take 1.35 s, without snapshots 2.47 s, with rows 0.24 s. Turn “Check snapshots” off, and the damaged balance decides. At 17 s the shop asks what came last: read backward from the end of its stream, five events of 100,027 are enough, and it knows within 0.1 s. A row has nothing to show.',
    on: true,
    seed: 3,
    settings: {
      'store.history': 100_000,
      'store.pageSize': 20_000,
      'snapshots.every': 100,
      'tellers.ratePerSecond': 4,
      'tellers.shopPct': 40,
      'tellers.patienceMs': 6_000,
    },
    actions: [
      { kind: 'command', node: 'snapshots', command: 'restoreBackup', atUs: seconds(8) },
      { kind: 'command', node: 'snapshots', command: 'corrupt', atUs: seconds(12) },
      { kind: 'command', node: 'tellers', command: 'lastEntries', atUs: seconds(17) },
    ],
    untilUs: seconds(20),
    goals: ['folded', 'p99', 'goodput'],
  },
  {
    id: 'schema',
    title: 'Yesterday’s events, today’s code',
    question: 'Release 2 counts cents, release 1 counted whole euros. What does the new code make of the old events?',
    watch: 'The first commands after 6 s.',
    answer:
      'The old events stay, dashed on the tapes. Upcasters bring them to the newest shape whenever they are read, 1 to 2 to 3. Nobody waits for the releases at 5 and 9 s: the slowest commands take 0.28 s. A table is rewritten in place, locked twice for 0.8 s, and the slowest take as long. Turn “Upcasters” off: the reader finds no cents in old events and takes them for zero. 40 commands are refused for want of money that is there.',
    on: true,
    seed: 13,
    settings: { ...SHORT, 'schema.write': 1 },
    actions: [
      { kind: 'set', setting: 'schema.write', value: 2, atUs: seconds(5) },
      { kind: 'set', setting: 'schema.write', value: 3, atUs: seconds(9) },
    ],
    untilUs: seconds(16),
    goals: ['goodput', 'p99'],
  },
  {
    id: 'tamper',
    title: 'As of then, and who changed it',
    question: 'An administrator makes an old withdrawal smaller. Who notices, and by what?',
    watch: 'The chain above the tapes, and the auditor’s round at 10 s.',
    answer:
      'The withdrawal at position 15 was about 23.00 and says 1.00. At 10.1 s the auditor reads everything again: the hash does not fit, and debits no longer equal credits. Who changes the other side as well and computes the chain anew passes both; then only the auditor’s own notes tell, for nobody else writes there. A row that is edited simply has another value. Set “Balance as of” to 5 s: diamonds are deposits entered late, so that even this balance changes.',
    on: true,
    seed: 17,
    settings: { ...SHORT, 'auditor.everyMs': 2_000, 'tellers.backDatedPct': 30 },
    actions: [{ kind: 'command', node: 'store', command: 'tamper', atUs: ms(8_500) }],
    untilUs: seconds(16),
    goals: ['goodput', 'p99'],
  },
  {
    id: 'lost-reply',
    title: 'The answer that never came',
    question: 'Desk A does what it is asked, but its answers get lost. The tellers ask again. How often is it done?',
    watch: 'The same command at Desk A and, two seconds later, at Desk B.',
    answer:
      'It depends on who makes the ids. From 3 to 5 s Desk A works and is not heard; then the same commands reach Desk B, which finds them in the account and answers “exists”, six times in all. At 7.4 s a desk misses the store’s answer and appends again: same ids, same version, nothing written. From 9 s on the balances hear nothing for 0.6 s; the next position shows them the gap, and they read on from where they were. Turn “Same command, same ids” off, and seven are done twice: at the new tail a repeated event is a new one. Rows without a table of requests carry seven changes out twice.',
    on: true,
    seed: 19,
    settings: { ...SHORT, 'rows.requestIds': false },
    actions: [
      { kind: 'cut', a: 'desk-a', b: 'tellers', oneWay: true, atUs: seconds(3), forUs: seconds(2) },
      { kind: 'command', node: 'tellers', command: 'race', atUs: ms(3_200) },
      { kind: 'cut', a: 'store', b: 'desk-b', oneWay: true, atUs: ms(7_416), forUs: ms(700) },
      { kind: 'cut', a: 'store', b: 'balances', oneWay: true, atUs: seconds(9), forUs: ms(600) },
      { kind: 'slowSync', node: 'store', percent: 5_000, atUs: ms(11_500), forUs: ms(500) },
      { kind: 'crash', node: 'store', loseUnsynced: true, atUs: seconds(12), forUs: ms(600) },
    ],
    untilUs: seconds(18),
    goals: ['goodput', 'p99', 'unsure'],
  },
  {
    id: 'reconcile',
    title: 'Expired here, paid there',
    question:
      'The other bank hangs, pending payments expire, and then it wakes up and pays them. Whose books are right?',
    watch: 'The reconciler from 9 s on.',
    answer:
      'Both, until they are compared. Five payments expire, the customers may spend that money again, and the bank, awake, pays all the same: a timeout is no refusal. With its statement at 10 s the reconciler finds five breaks. With events each gets an entry of its own: 329.00 in the account “suspense”, with the payment as cause, for a person to follow up. In the rows five payments say “voided”, the way there is nowhere, and the breaks stay.',
    on: true,
    seed: 23,
    settings: { ...SHORT, 'clearing.expiryMs': 3_000 },
    actions: [{ kind: 'mode', node: 'bank', mode: 'hang', atUs: seconds(3), forUs: seconds(6) }],
    untilUs: seconds(20),
    goals: ['breaks', 'open', 'goodput'],
  },
  {
    id: 'fraud',
    title: 'A question nobody had asked',
    question: 'At 3 s a stolen card is used. At 9 s the bank thinks of a rule against that. Does it see the theft?',
    watch: 'The fraud watch and Eva’s tape, from 9 s on.',
    answer:
      'It does. The watch is a fold, too: with the new rule it begins at position 0, and within a tenth of a second it says that money left Eva five times within a second, at 3 s. It goes by the times in the events. By its own clock all of the past would happen at once, and everybody would be suspect. With rows the five withdrawals are one smaller number by then; a rule made today can only wait for the next theft.',
    on: true,
    seed: 41,
    settings: SHORT,
    actions: [
      { kind: 'command', node: 'tellers', command: 'spree', atUs: seconds(3) },
      { kind: 'set', setting: 'fraud.count', value: 5, atUs: seconds(9) },
    ],
    untilUs: seconds(16),
    goals: ['goodput', 'p99'],
  },
  {
    id: 'closing',
    title: 'The year ends',
    question:
      'The shop has 50,000 events, and nobody keeps snapshots. Must every reader begin with the first one, for ever?',
    watch: 'The shop’s tape and the events folded per command, from 6 s on.',
    answer:
      'Until the books are closed, each command of the shop folds 50,000 events: half a second of work. Closing them is an event that carries balance, holds and known commands forward. It needs the version as well, is refused twice while others write, and stands at 8.1 s. From then on a reader begins there and folds 13 events at most. The old ones are archived, not gone: the rebuild at 12 s reads all of them, takes 0.64 s and comes to the same. At 9 s Finn’s account is closed: an event, after which desks say no. Rows have nothing to fold, and no books to close.',
    on: true,
    seed: 31,
    settings: {
      'store.history': 50_000,
      'store.pageSize': 20_000,
      'snapshots.every': 0,
      'tellers.ratePerSecond': 4,
      'tellers.shopPct': 40,
      'tellers.patienceMs': 6_000,
    },
    actions: [
      { kind: 'command', node: 'tellers', command: 'closeBooks', atUs: seconds(6) },
      { kind: 'command', node: 'tellers', command: 'closeAccount', atUs: seconds(9) },
      { kind: 'command', node: 'balances', command: 'rebuild', atUs: seconds(12) },
    ],
    untilUs: seconds(18),
    goals: ['folded', 'p99', 'rebuilding'],
  },
  {
    id: 'tombstone',
    title: 'Deleted, and deleted for ever',
    question:
      'Finn’s account is deleted while 100 are on their way to him, and he comes back. Later it gets a tombstone. Where does the money go?',
    watch: 'Finn’s tape and Ada’s from 4 s on, and what clearing has under way.',
    answer:
      'Back to Ada, every time. At 4.0 s Finn’s stream is deleted while her 100 are in transit, and the request to credit him is stuck on the way to Desk A. Clearing reads the deletion in the order of all events: what has not arrived before it never will. They are back at 5.2 s. At 6.1 s Finn has an account again, and his versions go on with 7: a desk that holds one of his first life is refused, not right by chance. At 6.6 s the stuck request comes at last, and the desk says no: it was sent before this account was opened. A tombstone is for ever. It is stored at 10.1 s, the store takes nothing after it, whatever version is expected, and the next 100 are back at 10.5 s, more at 13.2 s. With rows one transaction sees both accounts and says no at once; but a deleted row takes its past along, and a new one counts from nothing.',
    on: true,
    seed: 41,
    settings: { ...SHORT, 'tellers.ratePerSecond': 4 },
    actions: [
      { kind: 'command', node: 'tellers', command: 'closeAccount', atUs: seconds(3) },
      { kind: 'latency', a: 'clearing', b: 'desk-a', addUs: ms(2_500), atUs: ms(3_800), forUs: ms(400) },
      { kind: 'command', node: 'tellers', command: 'sendToFinn', atUs: ms(3_900) },
      { kind: 'command', node: 'tellers', command: 'deleteStream', atUs: ms(3_950) },
      { kind: 'command', node: 'tellers', command: 'reopen', atUs: seconds(6) },
      { kind: 'command', node: 'tellers', command: 'closeAccount', atUs: seconds(9) },
      { kind: 'command', node: 'tellers', command: 'sendToFinn', atUs: seconds(10) },
      { kind: 'command', node: 'tellers', command: 'tombstone', atUs: ms(10_050) },
      { kind: 'command', node: 'tellers', command: 'sendToFinn', atUs: seconds(13) },
    ],
    untilUs: seconds(16),
    goals: ['goodput', 'open', 'p99'],
  },
  {
    id: 'forget',
    title: 'Nothing is deleted, and Finn wants to be forgotten',
    question: 'Names stand in events that may never change. How can one be deleted?',
    watch: 'Finn’s name at 5 s; then the chain, when Ben’s is cut out of the log at 9 s.',
    answer:
      'Each name is sealed, with a key that is kept elsewhere. At 5 s Finn’s key is thrown away: log, backups and hash chain stay as they are, and nobody can read the name. The view had made itself a readable copy; it is told, and erases it. Ben’s name is cut out of the log at 9 s, and at 10.1 s the auditor finds the chain broken at position 2. The balances of both are what they were. In a table a name is emptied in place, like any other edit, and nothing shows that it was there.',
    on: true,
    seed: 37,
    settings: { ...SHORT, 'auditor.everyMs': 2_000 },
    actions: [
      { kind: 'command', node: 'keys', command: 'forget', atUs: seconds(5) },
      { kind: 'command', node: 'store', command: 'erase', atUs: seconds(9) },
    ],
    untilUs: seconds(14),
    goals: ['goodput', 'p99'],
  },
];
