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
      'Without events the money is gone. Desk A has written Ada’s row, crashes, and the teller asks Desk B, which takes another 100 and then gives Ben his. At the end Ada’s row says 491.00 and looks like any other. A table of requests, or one transaction over both rows, prevents it; the reason for a balance neither gives. With events the first half is an entry: at 2.1 s 100 leave Ada for the account “transit”. Clearing sees that they have not arrived, meets the dead desk, asks the other one, and Ben has them at 3.3 s. The repeated command is recognised. Ada has 591.00; choose her tape, and every entry is there.',
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
    question: 'Dan has about 500. He asks both desks for 400 at the same moment. Who says no, and by what?',
    watch: 'Dan’s tape at 3 s, and the append that is refused.',
    answer:
      'Both desks read version 4 with 733.00 and both decide yes. With exact versions the first append makes version 5; the second is refused, its desk reads again, sees 332.00 and says no: Dan gets his money once. In the whole run nine appends are refused like that, most for the busy shop. Set “Append expects” to any version and both go in: Dan is overdrawn, and “No balance below its limit” breaks. Rows saved as they were read are worse: both are paid out, 332.00 is written twice, and nothing shows it. A version column closes that gap, in a table as in a store.',
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
      'With rows, no. The repaired code charges the right fee from 8 s on, but nine fees were never taken from the only copy there is: 9.00 are missing for good, and no row says whose. With events the fees are in the entries; only the view was wrong. The new release folds everything from position 0, beside the old view, which goes on answering, wrongly, for another second. At 9.1 s the new one has caught up and takes over: it differs for six customers’ accounts and for the 13.00 of fees. At 13 s the same code folds again, and comes to the same, to the cent.',
    on: true,
    seed: 5,
    settings: { ...SHORT, 'balances.code': 'forgets-fees', 'fold.usPerEvent': 12_000 },
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
      'The first commands for the shop fold all 100,000 events, which takes their desk a second. One of them leaves a snapshot at 2.0 s, and the next ones fold a handful. A restored old backup at 8 s costs nothing but a longer tail. From 12 s on every snapshot is 1000.00 too high; the check sum finds it, and for a second everybody replays again. The slowest commands take 1.35 s, without any snapshots 2.47 s, and with rows, which have nothing to replay, 0.24 s. Turn “Check snapshots” off, and the damaged balance decides: “State is the fold of its events” breaks.',
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
      'All of them are still there, in three shapes, dashed on the tapes. Upcasters bring them to the newest one whenever they are read, step by step, 1 to 2 to 3. Nobody waits for the two releases at 5 and 9 s: the slowest commands take 0.28 s. A table is changed in place instead, is locked meanwhile, twice for 0.8 s, and the slowest commands take as much longer. Turn “Upcasters” off: the tolerant reader finds no cents in the old events and takes them for zero. 40 commands of honest customers are refused for want of money that they have.',
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
    watch: 'The chain below the tapes after 8 s, and the auditor’s next round.',
    answer:
      'The withdrawal at position 15 says 1.00 since 8.5 s, as if it had never been 23.00. At 10.1 s the auditor reads everything again: the hash does not fit the event, and debits no longer equal credits. Who also changes the other side and computes all later hashes anew passes both checks; then only the auditor’s own notes tell, because nobody else can write there. A chain proves nothing without a copy of its head elsewhere. A row that is edited simply has another value. Set “Balance as of” to 5: diamonds are deposits entered late, so that balance changes while time goes on.',
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
      'Twice or once, depending on who makes the ids. Desk A works from 3 to 5 s and is not heard; at 5 s the same commands reach Desk B. It folds the account, finds each of them there, and answers “exists”: six in all. At 7.4 s Desk B itself misses an answer of the store and appends again, same ids, same version: recognised, nothing written. When the store loses its power at 12 s, the same question brings back what was lost. Turn “Same command, same ids” off: the desk expects the new tail, and at the tail a repeated event is a new one. Rows without a table of requests carry seven changes out twice.',
    on: true,
    seed: 19,
    settings: { ...SHORT, 'rows.requestIds': false },
    actions: [
      { kind: 'cut', a: 'desk-a', b: 'tellers', oneWay: true, atUs: seconds(3), forUs: seconds(2) },
      { kind: 'command', node: 'tellers', command: 'race', atUs: ms(3_200) },
      { kind: 'cut', a: 'store', b: 'desk-b', oneWay: true, atUs: ms(7_416), forUs: ms(700) },
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
      'Both, until they are compared. The bank hangs for six seconds, five payments expire after three, and the customers may spend that money again. Awake, the bank pays them all the same: a timeout is no refusal. With its statement at 10 s the reconciler finds five breaks. With events each is explained by an entry of its own: 329.00 in the account “suspense”, with the payment as their cause, for a person to follow up. No entry is edited. In the rows five payments say “voided”; when the hold was made, changed and dropped is nowhere, and the breaks stay.',
    on: true,
    seed: 23,
    settings: { ...SHORT, 'clearing.expiryMs': 3_000 },
    actions: [{ kind: 'mode', node: 'bank', mode: 'hang', atUs: seconds(3), forUs: seconds(6) }],
    untilUs: seconds(20),
    goals: ['breaks', 'open', 'goodput'],
  },
];
