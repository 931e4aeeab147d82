import type { NodeContext } from '../kernel/program.ts';
import { US_PER_S, type Us } from '../kernel/time.ts';

/**
 * Loads for client programs. All are open-loop: the next arrival never waits for an answer, because
 * a load that waits hides how queues grow. Arrivals have a random stream of their own, so that the
 * same seed brings the same clients at the same times, whatever they are served by.
 */

/** Time to the next arrival of a Poisson process. The rate, in arrivals a second, is a dial: read anew each time. */
export function arrivalGapUs(node: NodeContext<any>, rateSetting: string, stream = 'arrivals'): Us {
  return node.stream(stream).exponential(meanGapUs(dial(node, rateSetting)));
}

/** Time to the next arrival of a steady load, with a random offset of up to a tenth of the gap. */
export function steadyGapUs(node: NodeContext<any>, rateSetting: string, stream = 'arrivals'): Us {
  const gapUs = meanGapUs(dial(node, rateSetting));
  const spreadUs = Math.floor(gapUs / 10);
  return node.stream(stream).between(gapUs - spreadUs, gapUs + spreadUs);
}

/** Mean gap of a load, in whole microseconds; a rate of 0 or less is an error, not an endless gap. */
export function meanGapUs(perSecond: number): Us {
  if (!(perSecond > 0)) throw new RangeError(`A load needs a rate above 0 per second, not ${perSecond}.`);
  return Math.max(1, Math.floor(US_PER_S / perSecond));
}

/**
 * Picks an item by whole-number weights, with one draw of the stream however many items there are.
 * Skewed keys (a hot product, a celebrity) are weights too.
 */
export function pickWeighted<T>(
  node: NodeContext<any>,
  items: readonly (readonly [item: T, weight: number])[],
  stream = 'kinds',
): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError('At least one weight must be above 0.');
  let left = node.stream(stream).int(total);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new RangeError('Weights must be whole numbers of 0 or more.');
}

/**
 * Weights of `count` keys after Zipf's law with exponent 1, in integers: the first key is asked for
 * twice as often as the second, three times as often as the third.
 */
export function zipfWeights(count: number): number[] {
  return Array.from({ length: count }, (_, rank) => Math.max(1, Math.floor(1_000_000 / (rank + 1))));
}

/**
 * Wait before attempt `attempt` + 1 (the first retry has 1): doubles from `baseUs` up to `maxUs`, and
 * half of it is random, so that clients which failed together do not come back together.
 */
export function backoffUs(node: NodeContext<any>, attempt: number, baseUs: Us, maxUs: Us, stream = 'backoff'): Us {
  let waitUs = baseUs;
  for (let i = 1; i < attempt && waitUs < maxUs; i += 1) waitUs *= 2;
  waitUs = Math.min(waitUs, maxUs);
  return node.stream(stream).between(Math.floor(waitUs / 2), waitUs);
}

function dial(node: NodeContext<any>, setting: string): number {
  const value = node.settings[setting];
  if (typeof value !== 'number')
    throw new TypeError(`The setting ${setting} is no number: is it in the pattern's settings?`);
  return value;
}
