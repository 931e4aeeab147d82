import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'What happened is stored, not what it came to. Every deposit and every transfer is an event that is appended and never changed. A balance is computed from them.',
  how: 'A desk folds the events of one account, decides, and appends at exactly the version it decided by; whoever is second decides again. Views, audits and processes subscribe to the one order of all events, and fold them in their own ways.',
  benefits: [
    'Each balance can be explained, entry by entry, and computed for any day.',
    'A mistake in a view is repaired by folding again.',
    'What spans two accounts or two banks goes on after any crash: the events say what has no end yet.',
    'An edit in the books shows.',
  ],
  costs: [
    'Reading means replaying. Snapshots make it quick, and are one more thing that can be wrong.',
    'Old events stay for ever, in the shapes of all releases that wrote them.',
    'Views lag: a decision has to read the stream.',
    'Nothing can be deleted; personal data needs keys that can be thrown away.',
  ],
  avoidWhen: [
    'Only the present matters, and nobody will ask how it came about.',
    'A log of changes beside ordinary rows is enough for the audit.',
    'Streams would grow without a point to close the books.',
  ],
};
