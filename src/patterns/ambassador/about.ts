import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'A helper process next to an application, which makes a plain call to localhost. The ambassador makes the calls to the outside, with all that they need.',
  how: 'Each request has one deadline; inside it attempts follow each other, each with its own timeout, with growing random waits between. A budget that all requests share bounds the retries. Writes carry one key; lost attempts are called off.',
  benefits: [
    'Applications in any language, old ones too, get careful calls without a line of code.',
    'It knows what no single loop can: how much of the load is retries already.',
    'One place for policies, and one log of all attempts.',
  ],
  costs: [
    'One more hop, and one more process that shares the fate of its application.',
    'It sees calls, not their meaning: somebody has to say what may be repeated.',
    'Layers that have one multiply, unless they tell each other.',
  ],
  avoidWhen: [
    'There is one language, and a library does it.',
    'Fractions of a millisecond count.',
    'A retry needs to know more than the call shows.',
  ],
};
