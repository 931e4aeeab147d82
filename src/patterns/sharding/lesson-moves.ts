import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { ended, inSeconds, movedOn, noted, strayWrites } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** Redirections that the router followed, by what it was told. */
const asked = ({ events }: LessonView): number => noted(events, 'asking').length;
const redirected = ({ events }: LessonView): number => movedOn(events).length;
const answeredIn = ({ events }: LessonView, fromUs: number, toUs: number): number =>
  ended(events, 'post', fromUs, toUs).filter((each) => each.outcome === 'ok').length;
const lostFor = ({ events }: LessonView): number =>
  noted(events, 'writes lost').reduce((sum, { data }) => sum + Number(data['lost']), 0);

/** Keys that had left their shard when a rule first fired. */
const keysMoved = (events: LessonView['events'], rule: string): number => {
  const atUs = noted(events, rule)[0]?.atUs ?? 0;
  return noted(events, 'key moved').filter((each) => each.atUs < atUs).length;
};

/** What happens while keys change hands. */
export const theMoves: readonly LessonStep[] = [
  {
    id: 'ask',
    title: 'Half of a slot is gone',
    prose:
      'Slots move from A to D **key by key**. A still owns the slot, but a key may have left. A answers **ASK**: for this request, go to D. D serves it only with **ASKING** in front. Run to 2.95 s.',
    scenario: { preset: 'migration', on: true },
    stopUs: ms(2_950),
    predict: {
      question: 'Somebody was told ASK. Where do they look for the next key of that slot?',
      options: [option('old', 'At A again'), option('new', 'At D from now on')],
      // Whoever had changed a map would be told MOVED by D, which does not own the slot yet.
      judge: (view) => (asked(view) > 0 && redirected(view) === 0 ? 'old' : 'new'),
      reveal: (view) =>
        `At A. ${asked(view)} requests went on with ASKING, and nobody’s map changed: the next key of the slot may not have moved. Only MOVED changes a map, and there was none.`,
    },
    goal: { text: 'See a request go on with ASKING.', reached: (view) => asked(view) > 0 },
    solution: { runUntilUs: ms(2_950) },
    hints: ['Look for “asking” in the log, at the router or at Asia.'],
  },
  {
    id: 'crash-midway',
    title: 'It crashes in the middle',
    prose:
      'At 3.03 s **A crashes**: D has a key already, and A has not deleted it. Both have it on their disks. A boots a second later and asks the directory what it is. Then the move goes on.',
    scenario: { preset: 'migration', on: true },
    stopUs: seconds(7),
    predict: {
      question: 'Which of the two copies counts when A is back?',
      options: [
        option('source', 'A’s: it still owns the slot'),
        option('target', 'D’s: A sent it as its last act'),
        option('none', 'Neither: the key is lost'),
      ],
      judge({ events }) {
        const gone = Number(noted(events, 'reconciled')[0]?.data['gone'] ?? -1);
        return gone > 0 ? 'target' : gone === 0 ? 'source' : 'none';
      },
      reveal({ events }) {
        const found = noted(events, 'reconciled')[0];
        return found
          ? `At ${inSeconds(found.atUs)} A asked D what had arrived, and deleted ${String(found.data['gone'])} of its own. A locks a key before it sends it, so nobody can have written here since. Until it knew, it answered TRYAGAIN.`
          : 'The move was not taken up again.';
      },
    },
    goal: {
      text: 'See A find out what has gone, and the first move committed.',
      reached: ({ events }) => noted(events, 'reconciled').length > 0 && noted(events, 'move committed').length > 0,
    },
    solution: { runUntilUs: seconds(7) },
    hints: ['The mover keeps nothing and starts over. Run to 7 s.'],
  },
  {
    id: 'call-off',
    title: 'Call it off',
    prose:
      'Another run. Some keys of A have gone to D when **D and its replica die**. At 5.0 s an operator calls the move off. In Redis, SETSLOT STABLE clears the flags of a slot, and no more.',
    scenario: { preset: 'called-off', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'Who owns the slots that had gone to D already?',
      options: [
        option('source', 'A again: the move never happened'),
        option('target', 'D: that is where their keys are'),
        option('nobody', 'Nobody, until D is back'),
      ],
      judge({ events }) {
        if (noted(events, 'move cut short').length === 0) return 'nobody';
        return keysMoved(events, 'move cut short') > 0 ? 'target' : 'source';
      },
      reveal({ events }) {
        const cut = noted(events, 'move cut short')[0];
        return cut
          ? `D. At ${inSeconds(cut.atUs)} the map was cut at the slot where the move stood: ${keysMoved(events, 'move cut short')} keys are D’s although it is down, and are found when it boots; the rest stays with A. Giving all back to A would have lost them.`
          : 'The move was not called off.';
      },
    },
    goal: {
      text: 'See the move cut short, and its last slot finished when D is back.',
      reached: ({ events }) => noted(events, 'move cut short').length > 0 && noted(events, 'move committed').length > 0,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['D boots at 9 s. In the log, look for “move cut short”.'],
  },
  {
    id: 'old-map',
    title: 'A router with an old map',
    prose:
      'The router has been cut off from the directory since 1.0 s and holds **epoch 1**. Slots move to D under new epochs. The router goes on sending by its old map. Run to 6 s.',
    scenario: { preset: 'stale-router', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'What becomes of requests for keys that have moved?',
      options: [
        option('taken', 'The old shard takes them'),
        option('refused', 'They fail'),
        option('redirected', 'They are refused, and told where to go'),
      ],
      judge: (view) =>
        strayWrites(view.events).length > 0 ? 'taken' : redirected(view) > 0 ? 'redirected' : 'refused',
      reveal: (view) =>
        `${redirected(view)} were refused with MOVED, and answered at the second try. The old owner itself tells the router what it does not know: nobody else has to reach it.`,
    },
    goal: { text: 'See a request refused for its old epoch.', reached: (view) => redirected(view) > 0 },
    solution: { runUntilUs: seconds(6) },
    hints: ['The badge above the router says how far it is behind.'],
  },
  {
    id: 'believe',
    title: 'Your turn: believe everybody',
    prose:
      'The check costs a comparison. Turn off **Shards check who owns a key** and run again. Nobody is refused, every post is answered. Then look at the properties.',
    scenario: { preset: 'stale-router', on: true },
    goal: {
      text: 'A shard takes a write to a key that its own map gives to another.',
      reached: ({ events }) => strayWrites(events).length > 0,
    },
    solution: { settings: { 'map.checkEpoch': false }, runUntilUs: seconds(8) },
    hints: ['The dial is with the placement.', 'These writes lie where nobody will look for them again.'],
  },
  {
    id: 'one-fails',
    title: 'One of three fails',
    prose:
      'At 4.0 s **shard B crashes**. Its replica was 1.5 s behind. After 2 s of silence the other primaries mark B as FAIL, and the replica asks them for their votes.',
    scenario: { preset: 'crash', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'Posts that B had confirmed: are all of them there after the failover?',
      options: [option('all', 'All: they were confirmed'), option('some', 'Some are lost for good')],
      judge: (view) => (lostFor(view) > 0 ? 'some' : 'all'),
      reveal(view) {
        const promoted = noted(view.events, 'promoted')[0];
        return `The replica took over at ${promoted ? inSeconds(promoted.atUs) : '?'}. When B came back it found ${lostFor(view)} writes that the replica had never got, and threw them away. Between 4 and 8 s ${answeredIn(view, seconds(4), seconds(8))} posts were taken by the others: two thirds of the platform did not notice.`;
      },
    },
    goal: {
      text: 'See B come back as a replica.',
      reached: ({ events }) => noted(events, 'promoted').length > 0 && noted(events, 'writes lost').length > 0,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['B boots at 11 s. In the log, look for “writes lost”.'],
  },
  {
    id: 'asleep',
    title: 'Who keeps the map',
    prose:
      'Who says that a replica is primary now, or that a slot has a new owner? The directory: three nodes here, **one has the seat**. It sleeps from 3.0 to 9.0 s, slots are on the move, and B crashes at 4.0 s.',
    scenario: { preset: 'asleep', on: true },
    stopUs: ms(9_500),
    predict: {
      question: 'At 9.0 s it wakes up and goes on committing. What becomes of that?',
      options: [
        option('wins', 'It counts: it has the seat'),
        option('refused', 'The other two refuse it'),
        option('both', 'Two maps of one epoch'),
      ],
      judge({ events }) {
        if (noted(events, 'stale reign').length > 0) return 'refused';
        return noted(events, 'takes the seat').length > 0 ? 'both' : 'wins';
      },
      reveal({ events }) {
        const taken = noted(events, 'takes the seat')[0];
        const promoted = noted(events, 'promoted')[0];
        return taken && promoted
          ? `Refused. At ${inSeconds(taken.atUs)} ${taken.text}; two of three are most. So B’s replica could be made primary at ${inSeconds(promoted.atUs)}. A map counts only when most keep it, and they keep nothing of an older reign.`
          : 'Nobody has taken the seat.';
      },
    },
    goal: {
      text: 'See B’s replica made primary, and the sleeper refused.',
      reached: ({ events }) => noted(events, 'promoted').length > 0 && noted(events, 'stale reign').length > 0,
    },
    solution: { runUntilUs: ms(9_500) },
    hints: ['Run to 9.5 s.', 'With one node that keeps the map, B would have to wait until it wakes: try the dial.'],
  },
];
