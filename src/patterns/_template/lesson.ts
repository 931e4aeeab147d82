import { seconds } from '../../kernel/time.ts';
import type { Lesson, LessonView } from '../../pattern-kit/pattern.ts';

type OrderData = { readonly order: number };

const effectsOf = ({ events }: LessonView) => events.flatMap((event) => event.effects);
const placed = (view: LessonView): number[] =>
  effectsOf(view).flatMap((effect) =>
    effect.kind === 'note' && effect.rule === 'order placed' ? [(effect.data as OrderData).order] : [],
  );
const unknown = (view: LessonView): number[] =>
  effectsOf(view).flatMap((effect) =>
    effect.kind === 'end' && effect.outcome === 'unknown' ? [(effect.output as OrderData).order] : [],
  );
const twice = (view: LessonView): number => placed(view).length - new Set(placed(view)).size;
const recognised = (view: LessonView): number =>
  effectsOf(view).filter((effect) => effect.kind === 'note' && effect.rule === 'same key, same answer').length;

/** Orders without an answer that the server placed all the same. */
function placedUnseen(view: LessonView): number {
  const done = placed(view);
  return unknown(view).filter((order) => done.includes(order)).length;
}

// TEMPLATE: write eight steps or more, each with one idea; at least every second one asks for a prediction before it runs.
export const lesson: Lesson = {
  title: 'Ask again, safely',
  steps: [
    {
      id: 'silence',
      title: 'What silence means',
      prose:
        'The client sends each order **once**. From 1 s on, one message in four is lost, in either direction. Let it run to 8 s.',
      // TEMPLATE: the first step names its scenario; a later one without goes on where the last one ended.
      scenario: { preset: 'lossy', on: false },
      stopUs: seconds(8),
      predict: {
        question: 'Some orders get no answer. How many of these were placed all the same?',
        options: [
          { id: 'none', text: 'None: no answer, no order' },
          { id: 'some', text: 'Some of them' },
          { id: 'all', text: 'All of them' },
        ],
        // TEMPLATE: judge on the trace, so that the answer stays right when somebody changes a program.
        judge: (view) =>
          placedUnseen(view) === 0 ? 'none' : placedUnseen(view) < unknown(view).length ? 'some' : 'all',
        reveal: (view) =>
          `${unknown(view).length} orders got no answer, and ${placedUnseen(view)} of them were placed. From outside the two look the same.`,
      },
      goal: { text: 'Run until an order ends without an answer.', reached: (view) => unknown(view).length > 0 },
      // TEMPLATE: give the changes that solve the step from its start; the suite plays them.
      solution: { runUntilUs: seconds(8) },
      // TEMPLATE: give hints from the gentlest to the plainest.
      hints: ['Press play, and watch messages fade on their way.'],
    },
    {
      id: 'same-key',
      title: 'The same order, the same key',
      prose:
        'Now let the client ask again, under the same key. Turn the pattern **on** and run to 8 s. Nothing else has changed: the same orders, the same network.',
      stopUs: seconds(8),
      predict: {
        question: 'The server now gets some orders twice. How many does it place twice?',
        options: [
          { id: 'none', text: 'None' },
          { id: 'some', text: 'Those whose answer was lost' },
        ],
        judge: (view) => (twice(view) === 0 ? 'none' : 'some'),
        reveal: (view) =>
          `${recognised(view)} times the server knew the key and only answered. It placed ${placed(view).length} orders, ${twice(view)} of them twice.`,
      },
      goal: {
        text: 'See the server recognise an order that it has placed.',
        reached: (view) => view.scenario.on && recognised(view) > 0,
      },
      solution: { on: true, runUntilUs: seconds(8) },
      hints: ['The switch is above the graph.', 'In the log, look for “same key, same answer”.'],
    },
  ],
};
