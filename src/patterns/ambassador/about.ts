import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'An ambassador is a helper process next to an application. The application makes a plain call to localhost; the ambassador makes the calls to the outside, with retries, timeouts and all else that such calls need.',
  how: 'Each request has one deadline; inside it attempts follow each other, each with its own timeout, with growing random waits between them. A budget shared by all requests bounds how many retries there may be. Writes carry one key for all attempts; lost attempts are called off.',
  benefits: [
    'Applications in any language, old ones too, get the same careful calls without a line of code.',
    'What one loop cannot know, the ambassador can: how much of the load is retries already.',
    'One place to set policies, and one form of log for every attempt.',
    'Policies change without a release of the application.',
  ],
  costs: [
    'One more hop, and one more process that can fail: it shares the fate of its application.',
    'It sees calls, not their meaning. Whether a write may be repeated, somebody has to say.',
    'Every layer that has one multiplies, unless they tell each other.',
    'Resilience becomes invisible in the code: whoever reads the application does not see it.',
  ],
  avoidWhen: [
    'A library does it, and there is one language: that is one hop less.',
    'Latency counts in fractions of a millisecond.',
    'Retries need to know more than the call shows, such as which part of a form to send again.',
  ],
};
