import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { ended, notes, violated } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

const unsure = (events: LessonView['events']): number =>
  ended(events, seconds(6), seconds(9)).filter(({ client, outcome }) => client === 'client-1' && outcome === 'unknown')
    .length;

/** Asking again: what makes it harmless, and for how long. */
export const sessionSteps: readonly LessonStep[] = [
  {
    id: 'answer-lost',
    title: 'Only the answer is lost',
    prose:
      'From 3 to 6 s nothing that replica 1 sends reaches **client 1**. Its writes are done, it hears nothing, and asks again: the same write stands in the log several times. A **session** at the replicas remembers which of a client’s serials are done.',
    scenario: { preset: 'answer-lost', on: true },
    stopUs: seconds(7),
    predict: {
      question: 'Does a write that is done twice break anything? Switch “Client sessions” off to see.',
      options: [
        option('nothing', 'Nothing: it writes the same value'),
        option('stale', 'Yes, it overwrites what others have written since'),
      ],
      judge: ({ events }) => (violated(events, 'linearizable') ? 'stale' : 'nothing'),
      reveal: ({ events }) =>
        violated(events, 'linearizable')
          ? 'Client 2 had overwritten that value, and now reads it again: clients see two databases.'
          : 'With sessions each copy after the first has no effect.',
    },
    goal: {
      text: 'Violate "A client’s write is done once".',
      reached: ({ events }) => violated(events, 'applied-once'),
    },
    solution: { settings: { 'raft.sessions': false }, runUntilUs: seconds(7) },
    hints: ['Underlined entries are copies.', 'Raft, log: “Client sessions”. Then run to 7 s.'],
  },
  {
    id: 'session-over',
    title: 'Forgotten meanwhile',
    prose:
      'Replicas cannot remember every client for ever. Here a session **ends** after two seconds without a write, counted by the time that the leader writes into each entry. Client 1 gets no answer from 3 s on and is back at 7 s.',
    scenario: { preset: 'session-over', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'Client 1 asks again for a write that was done at 3.0 s. What is it told?',
      options: [
        option('done', 'That it is done'),
        option('again', 'That it is done: it is done a second time'),
        option('unknown', 'That nobody knows'),
      ],
      judge({ events }) {
        if (violated(events, 'applied-once')) return 'again';
        return unsure(events) > 0 ? 'unknown' : 'done';
      },
      reveal: ({ events }) =>
        `${notes(events, 'ends a session', seconds(3), seconds(7)).length} replicas had forgotten client 1, all at the same entry. It was told so, opened a new session, and ${unsure(events)} of its writes have an unknown fate.`,
    },
    goal: {
      text: 'See client 1 open a new session.',
      reached: ({ events }) => notes(events, 'opens a session').length > 0,
    },
    solution: { runUntilUs: seconds(9) },
    hints: ['Select a replica: it says whom it remembers.', 'Run to 9.0 s.'],
  },
  {
    id: 'remember-longer',
    title: 'Your turn: remember long enough',
    prose:
      'The same run. Turn **one dial** so that client 1 is told of every write what became of it. What that costs is memory: each session is kept by every replica, and goes into every snapshot.',
    scenario: { preset: 'session-over', on: true },
    goal: {
      text: 'Run to 9.0 s: no request of client 1 ends with an unknown fate, and none is given up.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(9) &&
        ended(events, ms(7_000), seconds(9)).length > 0 &&
        ended(events, 0, seconds(9)).every(({ outcome }) => outcome === 'ok'),
    },
    solution: { settings: { 'raft.sessionMs': 10_000 }, runUntilUs: seconds(9) },
    hints: ['It was away for four seconds.', 'Raft, log: “Sessions end after”.'],
  },
];
