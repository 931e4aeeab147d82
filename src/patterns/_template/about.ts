import type { Pattern } from '../../pattern-kit/pattern.ts';

// TEMPLATE: say all of this in your own words, short enough to be read next to the run. Costs and cases to avoid are not optional.
export const about: Pattern['about'] = {
  what: 'A client that hears nothing asks again, under the same key. The server remembers the keys of what it has done, and answers a second request without doing it twice.',
  how: 'The client makes up a key for each order, not for each attempt. The server writes order and key to its disk in one step; when a key comes again, it only repeats the answer.',
  benefits: [
    'A lost request and a lost answer need no telling apart: asking again is right for both.',
    'Copies that the network makes do no harm either.',
  ],
  costs: [
    'The server keeps keys, on disk, for as long as a client may ask again.',
    'Every attempt is one more message, just when the network is at its worst.',
  ],
  avoidWhen: [
    'Doing it twice is the same as doing it once, such as reading, or setting a value.',
    'The server is overloaded: more attempts are more load.',
  ],
};
