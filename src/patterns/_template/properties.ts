import type { Property, World } from '../../kernel/property.ts';
import { ms } from '../../kernel/time.ts';
import { operationsEnd, sometimesNotes } from '../../pattern-kit/properties.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);

// TEMPLATE: write one `always` for each thing that must never happen. Watch effects and notes, not messages: what counts is what was done.
const placedOnce: Property<{ placed: Record<string, true> }> = {
  id: 'placed-once',
  kind: 'always',
  title: 'Each order once',
  explain:
    'However often an order is asked for, it is placed at most once. Without a key nobody can promise that: one copy made by the network is enough.',
  // TEMPLATE: say `appliesOff: false` where only the pattern makes the promise, and `applies` where only some settings do.
  appliesOff: false,
  // TEMPLATE: say what the step has to see; the suite checks that nothing else changes it.
  watches: { effects: ['note'] },
  init: () => ({ placed: {} }),
  step({ placed }, event) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'order placed') continue;
      const { order } = effect.data as { readonly order: number };
      if (placed[`o${order}`]) return `order ${order} is placed a second time`;
      placed[`o${order}`] = true;
    }
    return undefined;
  },
};

// TEMPLATE: write one `eventually` for each thing that must come, with its deadline. Look into pattern-kit/properties.ts first.
const answered = operationsEnd(
  {
    id: 'answered',
    title: 'No order waits for ever',
    explain:
      'Every order ends: with an answer, or, after the last attempt, with the knowledge that its fate is unknown.',
  },
  {
    client: 'client',
    op: 'placeOrder',
    withinUs: (world) => (dial(world, 'client.retries') + 1) * ms(dial(world, 'client.timeoutMs')),
  },
);

export const properties: readonly Property[] = [
  placedOnce,
  answered,
  // TEMPLATE: write one `sometimes` for each situation that must really occur, or the others hold because nothing happens.
  sometimesNotes(
    {
      id: 'recognised',
      title: 'A second request is recognised',
      explain: 'The server gets an order that it has placed already, and sees it.',
      appliesOff: false,
    },
    { node: 'server', rule: 'same key' },
  ),
];
