import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { ended, inSeconds, metricBefore, noted, okPct, overflows } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

/** While Europe celebrates: reads of America and Asia, and Europe's own. */
const elsewherePct = ({ events }: LessonView): number => okPct(ended(events, 'read', ms(2_500), ms(7_500)));
const europePct = ({ events }: LessonView): number => okPct(ended(events, 'read-eu', ms(2_500), ms(7_500)));
const movedKeys = ({ events }: LessonView): number =>
  Number(noted(events, 'placement changed')[0]?.data['moved'] ?? -1);

/** Which key goes where, and what that means for load. */
export const theMap: readonly LessonStep[] = [
  {
    id: 'one-database',
    title: 'One database for everybody',
    prose:
      'People in Europe, America and Asia share **one database**, as large as three shards together. At 2.0 s Europe celebrates: fifteen times the visits, for five seconds.',
    scenario: { preset: 'spike', on: false },
    stopUs: ms(7_500),
    predict: {
      question: 'How many reads of America and Asia are answered during the spike?',
      options: [
        option('all', 'All: they do nothing different'),
        option('most', 'At least nine in ten'),
        option('fewer', 'Fewer'),
      ],
      judge: (view) => (elsewherePct(view) === 100 ? 'all' : elsewherePct(view) >= 90 ? 'most' : 'fewer'),
      reveal: (view) =>
        `${elsewherePct(view)} % of theirs, ${europePct(view)} % of Europe’s own. One queue for everybody: whoever comes when it is full is refused, wherever they are from.`,
    },
    goal: {
      text: 'See the database refuse somebody from America or Asia.',
      reached: ({ events }) => ended(events, 'read').some((each) => each.outcome === 'fail'),
    },
    solution: { runUntilUs: ms(7_500) },
    hints: ['Press play. The level beside the database is its queue.'],
  },
  {
    id: 'by-region',
    title: 'A shard for each region',
    prose:
      'The same people, the same spike. Now every person’s keys lie in the **shard of their region**: A for Europe, B for America, C for Asia. Each shard has a third of the workers.',
    scenario: { preset: 'spike', on: true },
    stopUs: ms(7_500),
    predict: {
      question: 'What does sharding by region do to the spike?',
      options: [
        option('solves', 'Everybody is answered'),
        option('isolates', 'Others are spared, Europe fares worse'),
        option('spreads', 'All three shards share it'),
      ],
      judge(view) {
        if (europePct(view) >= 95) return 'solves';
        return elsewherePct(view) - europePct(view) > 30 ? 'isolates' : 'spreads';
      },
      reveal: (view) =>
        `${elsewherePct(view)} % of the reads elsewhere were answered, but only ${europePct(view)} % of Europe’s. A border isolates, and it concentrates: two thirds of the workers had nothing to do. One visit in ten is about another region, and some of these are lost too.`,
    },
    goal: {
      text: 'See shard A full while B and C are not.',
      reached: ({ events }) => overflows(events, 'shard-a') > 20 && overflows(events, 'shard-b') === 0,
    },
    solution: { runUntilUs: ms(7_500) },
    hints: ['Compare the levels of the three shards on the board.'],
  },
  {
    id: 'spread',
    title: 'Your turn: share the spike',
    prose:
      'Choose another rule for **who owns a key**, so that more of Europe’s reads are answered during the spike than by region: at least half of them. Somebody pays for it: look who.',
    scenario: { preset: 'spike', on: true },
    goal: {
      text: 'At least half of Europe’s reads are answered between 2.5 and 7.5 s.',
      reached: (view) => view.timeUs >= ms(7_500) && europePct(view) >= 50,
    },
    solution: { settings: { 'map.strategy': 'slots' }, runUntilUs: ms(7_500) },
    hints: [
      'A hash knows nothing of regions.',
      'In the settings, let keys belong to one of 16,384 slots. America and Asia now stand in the same queues.',
    ],
  },
  {
    id: 'mod-n',
    title: 'A fourth shard, and a division',
    prose:
      'Three shards, 240 keys. Clients compute the owner from the list of shards alone. At 2.0 s shard **D** joins. This run uses a **ketama ring**; on the board you see the same keys under five placements.',
    scenario: { preset: 'add-shard', on: true },
    stopUs: seconds(4),
    predict: {
      question: 'How many of the 240 keys get another owner, on the ring?',
      options: [
        option('few', 'About 60: the newcomer’s share'),
        option('half', 'About 120'),
        option('most', 'About 180'),
      ],
      judge: (view) => (movedKeys(view) < 90 ? 'few' : movedKeys(view) < 150 ? 'half' : 'most'),
      reveal: (view) =>
        `${movedKeys(view)}. All of them went to D; between A, B and C nothing moved. A perfect share would be 60.`,
    },
    goal: { text: 'See shard D join.', reached: (view) => movedKeys(view) >= 0 },
    solution: { runUntilUs: seconds(4) },
    hints: ['The operator adds the shard at 2.0 s. The board counts.'],
  },
  {
    id: 'storm',
    title: 'Your turn: move nearly everything',
    prose:
      'Every moved key is a **miss** at its new owner, which has to fetch it from the old one while people wait. Choose the placement that moves most, and find a run with **more than 100 moved keys**.',
    scenario: { preset: 'add-shard', on: true },
    goal: {
      text: 'More than 100 keys get another owner when D joins.',
      reached: (view) => movedKeys(view) > 100,
    },
    solution: { settings: { 'map.strategy': 'mod' }, runUntilUs: seconds(5) },
    hints: ['What happens to a remainder when the divisor changes?', 'Set the placement to hash mod N.'],
  },
  {
    id: 'two-rings',
    title: 'The same list, another ring',
    prose:
      'Router and Asia’s application have the **same list of shards**, and both say ketama. One hashes “host:port-k”, the other “host-k”. Both hold epoch 1. Run to 4 s.',
    scenario: { preset: 'two-rings', on: true },
    stopUs: seconds(4),
    predict: {
      question: 'Who finds out that Asia looks in the wrong places?',
      options: [
        option('nobody', 'Nobody: their epochs agree'),
        option('epoch', 'The epoch: Asia’s map is refused as old'),
        option('shards', 'The shards: they know what is theirs'),
      ],
      judge({ events }) {
        const refused = noted(events, 'stale map refused');
        if (refused.length === 0) return 'nobody';
        return refused.some(({ data }) => 'stale' in data) ? 'epoch' : 'shards';
      },
      reveal: ({ events }) =>
        `${noted(events, 'stale map refused').length} times a shard answered that a key is not its own, and no number was older than another: an epoch tells old from new, not right from wrong. Click Asia to see the ring that it goes by. Where nobody checks, as in memcached, its posts lie where only Asia looks.`,
    },
    goal: {
      text: 'See a request of Asia sent on.',
      reached: ({ events }) => noted(events, 'redirected', 'users-ap').length > 0,
    },
    solution: { runUntilUs: seconds(4) },
    hints: ['In the log, look for “not mine in epoch 1”.'],
  },
  {
    id: 'star',
    title: 'One famous account',
    prose:
      'From 2.0 s on six visits in ten want **person 42**. The load is more than one shard can take, but much less than three. Routers count what is asked for, and the detector adds it up.',
    scenario: { preset: 'celebrity', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'What ends the overload of her shard?',
      options: [
        option('nothing', 'Nothing: a key is a key'),
        option('found', 'The key is found to be hot, and treated as such'),
        option('moved', 'Her slot moves to another shard'),
      ],
      judge({ events }) {
        if (noted(events, 'move committed').length > 0) return 'moved';
        return metricBefore(events, 'mover', 'maxToMeanPct', seconds(11)) < 150 ? 'found' : 'nothing';
      },
      reveal({ events }) {
        const hot = noted(events, 'hot key').map(({ atUs, text }) => `${inSeconds(atUs)}: ${text}`);
        return `${hot.join('; ')}. Copies serve reads everywhere and may be a moment old; each shard counts a part of the likes. The busiest shard went from ${metricBefore(events, 'mover', 'maxToMeanPct', ms(5_010))} % of the mean to ${metricBefore(events, 'mover', 'maxToMeanPct', ms(11_010))} %. More shards would not have split a key.`;
      },
    },
    goal: {
      text: 'See both of her keys found.',
      reached: ({ events }) => noted(events, 'hot key').length >= 2,
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['In the log, look for “hot key”.', 'Run to 12 s.'],
  },
];
