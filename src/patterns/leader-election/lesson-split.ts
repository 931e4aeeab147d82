import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { brokenAt } from './goal-books.ts';
import { judgeHistory } from './client-history.ts';
import { ended, inSeconds, label, leaders, notes, written } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** The split network: without consensus, with it, and what is left when it heals. */
export const splitSteps: readonly LessonStep[] = [
  {
    id: 'calm',
    title: 'One leader, four followers',
    prose:
      'Five replicas keep one database. **Replica 1** is the first whose timer runs out: it asks the others for their **votes**, and leads. Two clients read, write, and write only if nobody else did. The arc around a replica is its **election timer**.',
    scenario: { preset: 'split', on: true },
    stopUs: seconds(2),
    goal: {
      text: 'Run to 2.0 s: a leader is elected, and ten requests are answered.',
      reached: ({ events }) =>
        leaders(events).length > 0 &&
        ended(events, 0, seconds(2)).filter(({ outcome }) => outcome === 'ok').length >= 10,
    },
    solution: { runUntilUs: seconds(2) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'two-primaries',
    title: 'A health check, and a wall',
    prose:
      'Now **without** consensus: replica 1 is the primary, the others copy it. Who gets no answer from it for a second or more, the next in line first, takes over. At 4.0 s the network splits: replicas 1 and 2 with client 1, the other three with client 2.',
    scenario: { preset: 'split', on: false },
    stopUs: seconds(9),
    predict: {
      question: 'Where are writes answered between 7 and 9 s?',
      options: [
        option('larger', 'On the larger side only'),
        option('both', 'On both sides'),
        option('nowhere', 'Nowhere'),
      ],
      judge({ events }) {
        const { first, second } = written(events, seconds(7), seconds(9));
        if (first > 0 && second > 0) return 'both';
        return first + second > 0 ? 'larger' : 'nowhere';
      },
      reveal({ events }) {
        const { first, second } = written(events, seconds(7), seconds(9));
        return `Client 1 was told ${first} times that its write was done, client 2 ${second} times. Each side took the other for dead: an answer that does not come looks the same either way.`;
      },
    },
    goal: {
      text: 'See a second primary take over while the first one goes on.',
      reached: ({ events }) => leaders(events, seconds(4)).length > 0,
    },
    solution: { runUntilUs: seconds(9) },
    hints: ['Replica 3 waits for replica 2, the next in line, before it takes over.', 'Run to 9.0 s.'],
  },
  {
    id: 'lost-writes',
    title: 'The wall comes down',
    prose:
      'At 10.0 s the network is whole again, and two primaries meet. The one that was promoted **last** stays. The other becomes its copy, from the point where they parted. Client 1 knows nothing of all this.',
    scenario: { preset: 'split', on: false },
    stopUs: seconds(11),
    predict: {
      question: 'What becomes of the writes that replica 1 has acknowledged since 4.0 s?',
      options: [option('kept', 'They are kept'), option('merged', 'Some are kept'), option('gone', 'They are gone')],
      judge({ events }) {
        const lost = notes(events, 'discards an acknowledged write').length;
        const { first } = written(events, seconds(4), seconds(10));
        if (lost === 0) return 'kept';
        return lost >= first ? 'gone' : 'merged';
      },
      reveal: ({ events }) =>
        `${notes(events, 'discards an acknowledged write').length} writes that a client was told to be done were thrown away. Nobody reports an error.`,
    },
    goal: {
      text: 'See acknowledged writes being discarded.',
      reached: ({ events }) => notes(events, 'discards an acknowledged write').length > 0,
    },
    solution: { runUntilUs: seconds(11) },
    hints: ['The log names every write that is discarded.', 'Run to 11.0 s.'],
  },
  {
    id: 'no-order',
    title: 'What clients saw',
    prose:
      'The same run, as the clients tell it. A database that is **one** could have done all requests one after the other, each between asking and answer. Choose **Clients** on the board “Replicas”: it draws the longest order that explains what was answered.',
    scenario: { preset: 'split', on: false },
    stopUs: seconds(8),
    predict: {
      question: 'Which answer is the first that no order explains?',
      options: [
        option('none', 'None before 8 s'),
        option('write', 'A write that was done'),
        option('read', 'A read of a value that was overwritten'),
      ],
      judge({ events }) {
        const broken = brokenAt(events, events.length - 1);
        if (broken < 0) return 'none';
        return events[broken]!.effects.some((each) => each.kind === 'end' && each.name === 'read') ? 'read' : 'write';
      },
      reveal: ({ events }) => judgeHistory(events, events.length - 1, null).says,
    },
    goal: {
      text: 'See the moment from which clients see two databases.',
      reached: ({ events }) => brokenAt(events, events.length - 1) >= 0,
    },
    solution: { runUntilUs: seconds(8) },
    hints: [
      'Each bar is a request; the line may not go back in time, and each dot has to lie in its bar.',
      'Run to 8.0 s, and look at the last row.',
    ],
  },
  {
    id: 'majority',
    title: 'The same wall, with votes',
    prose:
      'Now a write counts only when a **majority** of five has it on disk, and a leader needs a majority of votes. Three replicas stand on one side, two on the other. The old leader is on the smaller side.',
    scenario: { preset: 'split', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'Where are writes answered between 7 and 9 s?',
      options: [
        option('larger', 'On the larger side only'),
        option('both', 'On both sides'),
        option('nowhere', 'Nowhere'),
      ],
      judge({ events }) {
        const { first, second } = written(events, seconds(7), seconds(9));
        if (first > 0) return 'both';
        return second > 0 ? 'larger' : 'nowhere';
      },
      reveal({ events }) {
        const next = leaders(events, seconds(4))[0];
        return next
          ? `${label(next.node)} was elected for term ${next.term}, ${inSeconds(next.atUs - seconds(4))} after the split. The old leader could no longer commit anything, and stepped down.`
          : 'Nobody was elected.';
      },
    },
    goal: {
      text: 'See the larger side elect a leader of its own, and the old leader step down.',
      reached: ({ events }) =>
        leaders(events, seconds(4)).length > 0 &&
        events.some(
          ({ node, timeUs, effects }) =>
            node === 'n1' &&
            timeUs > seconds(4) &&
            effects.some((each) => each.kind === 'become' && each.to === 'follower'),
        ),
    },
    solution: { runUntilUs: seconds(9) },
    hints: ['Two of five can promise nothing. Select replica 1 and look at its commit index.', 'Run to 9.0 s.'],
  },
  {
    id: 'repair',
    title: 'What the old leader still had',
    prose:
      'While it was cut off, replica 1 took writes into its log that nobody else has. They are drawn **dashed**: written, not committed, and never acknowledged. At 10.0 s it meets a log that has other entries in the same places.',
    scenario: { preset: 'split', on: true },
    stopUs: ms(10_500),
    predict: {
      question: 'What happens to its dashed entries?',
      options: [
        option('overwritten', 'They are overwritten'),
        option('sent', 'The new leader takes them over'),
        option('stay', 'They stay where they are'),
      ],
      judge: ({ events }) => (notes(events, 'truncates', seconds(10)).length > 0 ? 'overwritten' : 'stay'),
      reveal: ({ events }) =>
        `${notes(events, 'truncates', seconds(10)).length} replicas cut their logs at the first entry that differs. No client had been told that these writes were done, so no promise was broken.`,
    },
    goal: {
      text: 'See a log being cut and repaired.',
      reached: ({ events }) => notes(events, 'truncates', seconds(10)).length > 0,
    },
    solution: { runUntilUs: ms(10_500) },
    hints: ['Open the board "Replicas": a row each, with its log.', 'Run to 10.5 s.'],
  },
];
