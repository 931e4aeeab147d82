import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { inSeconds, label, leaders, longestGapUs, notes, violated, written } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** Who votes is itself written in the log: two changes of it at once, and the rule that keeps them apart. */
export const memberSteps: readonly LessonStep[] = [
  {
    id: 'hand-over',
    title: 'Switched off on purpose',
    prose:
      'Replica 1 leads, and its machine has to be switched off at 5.5 s. At 5.02 s it **hands over** to replica 3, which was down and lacks fifty entries. Until that is done replica 1 is **transferring**: it takes no requests.',
    scenario: { preset: 'hand-over', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'How long is the longest pause between two writes from 4 to 8 s?',
      options: [
        option('short', 'Less than half a second'),
        option('timeout', 'An election timeout: 1 to 2 s'),
        option('long', 'Two seconds or more, until replica 1 is back'),
      ],
      judge({ events }) {
        const gapUs = longestGapUs(events, seconds(4), seconds(8));
        if (gapUs < ms(500)) return 'short';
        return gapUs < seconds(2) ? 'timeout' : 'long';
      },
      reveal({ events }) {
        const next = leaders(events, seconds(4))[0];
        return next
          ? `${label(next.node)} leads ${inSeconds(next.atUs - ms(5_020))} after the hand-over began, and no timer ran out. The longest pause is ${inSeconds(longestGapUs(events, seconds(4), seconds(8)))}.`
          : 'Nobody else leads.';
      },
    },
    goal: {
      text: 'See replica 3 lead before replica 1 goes dark.',
      reached: ({ events }) => leaders(events, seconds(4), ms(5_500)).some(({ node }) => node === 'n3'),
    },
    solution: { runUntilUs: seconds(8) },
    hints: [
      'It is told to stand when it has all entries: nobody votes for less.',
      'Run to 8.0 s. What comes after 9 s is a hand-over that is given up.',
    ],
  },
  {
    id: 'two-changes',
    title: 'Who votes on who votes',
    prose:
      'Replica 1 leads **four members** and is cut off. Alone, it writes that replica 4 is no member: its log counts 1, 2, 3 now. At 4.15 s the others elect replica 4, which is told to remove **replica 1**. At once the network splits anew: 1 and 2 on one side, 3 and 4 on the other.',
    scenario: { preset: 'two-changes', on: true },
    stopUs: seconds(9),
    predict: {
      question: 'Where are writes answered between 6 and 9 s?',
      options: [
        option('nowhere', 'Nowhere: two of four are no majority'),
        option('one', 'On one side'),
        option('both', 'On both sides'),
      ],
      judge({ events }) {
        const { first, second } = written(events, seconds(6), seconds(9));
        if (first > 0 && second > 0) return 'both';
        return first + second > 0 ? 'one' : 'nowhere';
      },
      reveal({ events }) {
        const { first, second } = written(events, seconds(6), seconds(9));
        return `Client 1 was told ${first} times that its write was done, client 2 ${second} times. Replica 1 needs two of its three members; replica 4, whose change ${
          notes(events, 'refuses a change').length > 0 ? 'was refused, still needs three of four' : 'went through, too'
        }.`;
      },
    },
    goal: {
      text: 'See replica 4 refuse to change the members, and replica 1 elected without it.',
      reached: ({ events }) =>
        notes(events, 'refuses a change').length > 0 && leaders(events, seconds(5)).some(({ node }) => node === 'n1'),
    },
    solution: { runUntilUs: seconds(9) },
    hints: ['Select replica 1 and replica 4: each says whom it counts as a member.', 'Run to 9.0 s.'],
  },
  {
    id: 'two-majorities',
    title: 'Your turn: two majorities',
    prose:
      'Replica 4 had to wait until **an entry of its own term** was committed. The rule was missing when such changes were first described, and was found a year later. Switch it off: make two leaders answer writes at the same time.',
    scenario: { preset: 'two-changes', on: true },
    stopUs: seconds(9),
    goal: {
      text: 'Violate "Leaders have all that is committed", with writes answered on both sides.',
      reached({ events }) {
        const { first, second } = written(events, ms(5_700), seconds(9));
        return violated(events, 'leader-completeness') && first > 0 && second > 0;
      },
    },
    solution: { settings: { 'raft.changeAtOnce': true }, runUntilUs: seconds(9) },
    hints: ['Raft, log: "Change members at once".', '1 and 2 are two of three, 3 and 4 are two of three.'],
  },
];
