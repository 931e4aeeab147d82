import { describe, expect, it } from 'vitest';
import { shownSpeeds } from './shown-speeds.ts';

describe('the speeds in sight', () => {
  it.each([
    [1, [0.1, 0.5, 1, 10]],
    [0.02, [0.02, 0.1, 0.5, 1, 10]],
    [5, [0.1, 0.5, 1, 5, 10]],
    [100, [0.1, 0.5, 1, 10, 100]],
  ])('at %s×', (speed, wanted) => expect(shownSpeeds(speed)).toEqual(wanted));
});
