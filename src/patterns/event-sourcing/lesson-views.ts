import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { becameUs, inSeconds, notes, peak, stored } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
type Events = LessonView['events'];

/** How far the view in use came while the new one was folded. */
function movedWhileRebuilding(events: Events): number {
  const fromUs = becameUs(events, 'balances', 'REBUILDING');
  const toUs = becameUs(events, 'balances', 'CURRENT', fromUs + 1);
  if (fromUs < 0) return 0;
  return events.filter(
    ({ node, timeUs, effects }) =>
      node === 'balances' &&
      timeUs > fromUs &&
      (toUs < 0 || timeUs < toUs) &&
      effects.some((effect) => effect.kind === 'metric' && effect.name === 'position'),
  ).length;
}

const FINDINGS = ['chain broken', 'trial balance off', 'history rewritten'] as const;
const findings = (events: Events): string[] => FINDINGS.filter((rule) => notes(events, 'auditor', rule).length > 0);

/** The newest transfer to Finn that was sent. */
const lastToFinn = (events: Events): string | undefined =>
  stored(events).findLast(({ type, other }) => type === 'TransferSent' && other === 'finn')?.ref;

/** What is made of it, and who believes whom. */
export const theViews: readonly LessonStep[] = [
  {
    id: 'rebuild',
    title: 'A bug found on Friday',
    prose:
      'For days the code behind “Balances” has forgotten the second leg of every withdrawal: the fee. At 8.0 s the repaired release is deployed. It folds all events **from position 0**, beside the old view.',
    scenario: { preset: 'rebuild', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'Who answers while it folds?',
      options: [
        option('nobody', 'Nobody: questions wait'),
        option('old', 'The old view, and it goes on moving'),
        option('new', 'The new view, as far as it is'),
      ],
      judge: ({ events }) => (movedWhileRebuilding(events) > 0 ? 'old' : 'nobody'),
      reveal({ events }) {
        const [change] = notes(events, 'balances', 'view switched');
        return change
          ? `The old one moved ${movedWhileRebuilding(events)} times more. At ${inSeconds(change.atUs)} the new one had caught up: ${change.text}. With rows the fees would be missing for good.`
          : 'It has not caught up yet.';
      },
    },
    goal: {
      text: 'See the new view take over.',
      reached: ({ events }) => notes(events, 'balances', 'view switched').length > 0,
    },
    solution: { runUntilUs: seconds(10) },
    hints: ['Two columns stand beside the tapes from 8.0 s on; ≠ marks what differs.', 'Run to 10 s.'],
  },
  {
    id: 'replay',
    title: 'A hundred thousand events',
    prose:
      'The shop has traded for years: **100,000** events, and folding one takes 10 µs. A desk must know the balance before it can say yes. Every 100 events a fold is kept as a **snapshot**; none is there yet.',
    scenario: { preset: 'replay', on: true },
    stopUs: seconds(7),
    predict: {
      question: 'How many events does a desk fold for one command, at most?',
      options: [option('hundred', 'About 100'), option('page', '20,000, a page'), option('all', 'All of them')],
      judge({ events }) {
        const most = Math.max(peak(events, 'desk-a', 'foldedPerCommand'), peak(events, 'desk-b', 'foldedPerCommand'));
        if (most > 50_000) return 'all';
        return most > 1_000 ? 'page' : 'hundred';
      },
      reveal({ events }) {
        const [kept] = notes(events, 'snapshots', 'snapshot kept');
        return `All of them, and it takes a second. ${kept ? `At ${inSeconds(kept.atUs)} the first snapshot is kept (${kept.text}); whoever comes after it folds a handful.` : ''}`;
      },
    },
    goal: {
      text: 'See a snapshot of the shop kept.',
      reached: ({ events }) => notes(events, 'snapshots', 'snapshot kept').some(({ data }) => data.stream === 'shop'),
    },
    solution: { runUntilUs: seconds(7) },
    hints: ['The workers of both desks are busy while they fold.', 'Run to 7 s.'],
  },
  {
    id: 'backward',
    title: 'Your turn: what came last',
    prose:
      'The shop wants to see its last **five** entries. For that nobody needs a balance. Give the tellers the command **Show the shop’s last entries**, and look at what the desk asks the store for.',
    scenario: { preset: 'replay', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'How many of the 100,000 events does the store send?',
      options: [
        option('all', 'All: streams are read from the front'),
        option('hundred', '100: from the newest snapshot on'),
        option('five', 'Five'),
      ],
      judge({ events }) {
        const [look] = notes(events, 'desk-a', 'read backward');
        const sent = look ? (look.data as { read: readonly unknown[] }).read.length : Infinity;
        return sent <= 5 ? 'five' : sent <= 100 ? 'hundred' : 'all';
      },
      reveal({ events }) {
        const [look] = notes(events, 'desk-a', 'read backward');
        return look
          ? `${look.text}. A stream is read from either end; an arrow above the tape shows how far back.`
          : 'Nobody has asked yet.';
      },
    },
    goal: {
      text: 'The shop’s stream is read backward.',
      reached: ({ events }) => notes(events, 'desk-a', 'read backward').length > 0,
    },
    solution: {
      actions: [{ kind: 'command', node: 'tellers', command: 'lastEntries', atUs: seconds(5) }],
      runUntilUs: seconds(6),
    },
    hints: ['The command is in the menu of the tellers.', 'With rows the same desk has nothing to show.'],
  },
  {
    id: 'damage',
    title: 'Your turn: damage the snapshots',
    prose:
      'A snapshot is a hint, not the truth. It carries the release that folded it and a check sum. Let the bank run for some seconds until there are snapshots, then give their node the command **Damage the snapshots**. See whether anybody believes them.',
    scenario: { preset: 'crash', on: true },
    goal: {
      text: 'A desk leaves a damaged snapshot aside.',
      reached: ({ events }) =>
        ['desk-a', 'desk-b'].some((desk) => notes(events, desk, 'snapshot fails its check').length > 0),
    },
    solution: {
      actions: [{ kind: 'command', node: 'snapshots', command: 'corrupt', atUs: seconds(9) }],
      runUntilUs: seconds(12),
    },
    hints: ['At 9 s most streams have one: a dashed line on the tape.', 'Play on until a desk asks for one.'],
  },
  {
    id: 'tamper',
    title: 'An administrator edits the past',
    prose:
      'At 8.5 s somebody with a database client makes an old withdrawal smaller. Every event carries a **hash** of itself and of the one before. Every two seconds the auditor reads everything again.',
    scenario: { preset: 'tamper', on: true },
    stopUs: seconds(11),
    predict: {
      question: 'What gives the edit away at 10 s?',
      options: [
        option('chain', 'The hash alone'),
        option('sums', 'The sums alone'),
        option('both', 'Hash and sums'),
        option('none', 'Nothing'),
      ],
      judge({ events }) {
        const found = findings(events);
        if (found.includes('chain broken')) return found.includes('trial balance off') ? 'both' : 'chain';
        return found.includes('trial balance off') ? 'sums' : 'none';
      },
      reveal: ({ events }) =>
        `${FINDINGS.flatMap((rule) => notes(events, 'auditor', rule).map(({ text }) => text)).join('; ') || 'Nothing yet'}. The edit forgot the other side of the entry, and the chain.`,
    },
    goal: {
      text: 'See the auditor find it.',
      reached: ({ events }) => becameUs(events, 'auditor', 'TAMPERED') >= 0,
    },
    solution: { runUntilUs: seconds(11) },
    hints: ['The edited event is marked on its tape as soon as it is found.', 'Run to 11 s.'],
  },
  {
    id: 'rewrite',
    title: 'Your turn: edit it better',
    prose:
      'Be a cleverer administrator. Let it run to 5 s, then give the event store the command **Edit it, and all hashes after it**: both sides of the entry change, and the chain is computed anew. The auditor looks at 8 s.',
    scenario: { preset: 'crash', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'Which check still sees it?',
      options: [
        option('chain', 'The chain'),
        option('sums', 'The trial balance'),
        option('notes', 'The auditor’s own notes'),
        option('none', 'None'),
      ],
      judge({ events }) {
        const found = findings(events);
        if (found.includes('chain broken')) return 'chain';
        if (found.includes('trial balance off')) return 'sums';
        return found.includes('history rewritten') ? 'notes' : 'none';
      },
      reveal: ({ events }) =>
        findings(events).length > 0
          ? `${notes(events, 'auditor', 'history rewritten')[0]?.text ?? findings(events).join(', ')}. A chain proves nothing to somebody who may write all of it; a copy of one hash elsewhere does.`
          : 'Nothing was found. Was anything edited before 8 s?',
    },
    goal: {
      text: 'The auditor finds a history that is consistent, and another one.',
      reached: ({ events }) => findings(events).join() === 'history rewritten',
    },
    solution: {
      actions: [{ kind: 'command', node: 'store', command: 'rewrite', atUs: seconds(5) }],
      runUntilUs: seconds(9),
    },
    hints: ['The command is in the menu of the event store.', 'Give it before 8 s, then run to 9 s.'],
  },
  {
    id: 'fraud',
    title: 'A question nobody had asked',
    prose:
      'At 3 s a thief takes 20 from Eva, **five times** within half a second. No rule looks for that. At 9 s somebody thinks of one: five times within a second. The fraud watch is one more fold over all events.',
    scenario: { preset: 'fraud', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'Does a rule of 9 s find a theft of 3 s?',
      options: [
        option('no', 'No: it sees what comes from now on'),
        option('yes', 'Yes: it begins with the first event'),
        option('all', 'It finds everybody suspicious'),
      ],
      judge({ events }) {
        const accounts = new Set(notes(events, 'fraud', 'suspicious').map(({ data }) => data.account));
        if (accounts.size > 1) return 'all';
        return accounts.has('eva') ? 'yes' : 'no';
      },
      reveal({ events }) {
        const [found] = notes(events, 'fraud', 'suspicious');
        return found
          ? `At ${inSeconds(found.atUs)}: ${found.text}. It goes by the times that were recorded. What is kept can be asked what nobody thought of when it was written.`
          : 'Nothing is found yet.';
      },
    },
    goal: { text: 'See Eva’s tape flagged.', reached: ({ events }) => notes(events, 'fraud', 'suspicious').length > 0 },
    solution: { runUntilUs: seconds(10) },
    hints: ['Run to 10 s.', 'The flag stands above the fifth withdrawal.'],
  },
  {
    id: 'forget',
    title: 'Your turn: forget Finn',
    prose:
      'Finn wants to be forgotten, and no event may change. His name is stored **sealed**; the key lies elsewhere. Give the keys the command **Forget Finn**. Then look at his account: what is gone, and what is not?',
    scenario: { preset: 'crash', on: true },
    goal: {
      text: 'No view can read the name, and nobody has touched the log.',
      reached: ({ events }) =>
        notes(events, 'balances', 'name erased').length > 0 &&
        notes(events, 'store', 'an old event was edited').length === 0,
    },
    solution: {
      actions: [{ kind: 'command', node: 'keys', command: 'forget', atUs: seconds(4) }],
      runUntilUs: seconds(5),
    },
    hints: [
      'Choose Finn on the board first: his name is there.',
      'The command is in the menu of the node “Keys”. The chain stays sound.',
    ],
  },
  {
    id: 'tombstone',
    title: 'A stream ends',
    prose:
      'A stream is **none**, then open, then **closed**, and can be **deleted**: then it is none again, and may begin anew. With a **tombstone** it ends for good. At 10.0 s Ada sends Finn’s account 100, and before they arrive it gets its tombstone.',
    scenario: { preset: 'tombstone', on: true },
    stopUs: seconds(11),
    predict: {
      question: 'What becomes of the 100?',
      options: [
        option('arrive', 'They arrive: they were sent in time'),
        option('lost', 'They stay in transit'),
        option('back', 'They go back to Ada'),
      ],
      judge({ events }) {
        const ends = stored(events).filter(
          ({ type, ref }) => type.startsWith('Transfer') && ref === lastToFinn(events),
        );
        if (ends.some(({ type }) => type === 'TransferReturned')) return 'back';
        return ends.some(({ type }) => type === 'TransferReceived') ? 'arrive' : 'lost';
      },
      reveal({ events }) {
        const back = stored(events).findLast(({ type }) => type === 'TransferReturned');
        return back
          ? `Back, at ${inSeconds(back.atUs)}. Clearing reads the tombstone in the order of all events: what has not arrived before it never will. Nobody had to guess from a silence.`
          : 'They are in transit.';
      },
    },
    goal: {
      text: 'See an entry refused by a tombstone, and the money come back.',
      reached: ({ events }) =>
        notes(events, 'store', 'refused by a tombstone').length > 0 &&
        stored(events).some(({ type, ref }) => type === 'TransferReturned' && ref === lastToFinn(events)),
    },
    solution: { runUntilUs: seconds(11) },
    hints: ['On the tapes ■ is closed, ∅ deleted, † a tombstone, ↩ money that came back.', 'Run to 11 s.'],
  },
  {
    id: 'exists',
    title: 'The answer that never came',
    prose:
      'From 3 to 5 s Desk A works, but its answers get lost. The tellers wait two seconds and send the **same commands, same ids** to Desk B. Desk B has never seen them.',
    scenario: { preset: 'lost-reply', on: true },
    stopUs: ms(7_300),
    predict: {
      question: 'What does Desk B do with them?',
      options: [
        option('again', 'It carries them out again'),
        option('error', 'It refuses them as duplicates'),
        option('exists', 'It answers “done”, and does nothing'),
      ],
      judge({ events }) {
        if (notes(events, 'desk-b', 'command exists').length > 0) return 'exists';
        return notes(events, 'desk-b', 'command rejected').length > 0 ? 'error' : 'again';
      },
      reveal: ({ events }) =>
        `${notes(events, 'desk-b', 'command exists').length} times: ${notes(events, 'desk-b', 'command exists')[0]?.text ?? ''}. The id went from the teller into the event; whoever folds the account finds it there.`,
    },
    goal: {
      text: 'Three commands are found to exist.',
      reached: ({ events }) => notes(events, 'desk-b', 'command exists').length >= 3,
    },
    solution: { runUntilUs: ms(7_300) },
    hints: ['Run to 7.3 s.', 'Turn “Same command, same ids” off afterwards, and run it again.'],
  },
];
