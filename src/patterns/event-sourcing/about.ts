import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'What happened is stored, not what it came to. Every deposit, withdrawal and transfer is an event that is appended to the stream of its account and never changed. A balance is computed from them.',
  how: 'A command handler folds the events of one account, decides, and appends new ones at exactly the version it decided by; whoever was faster wins, the other decides again. Views, audits and processes subscribe to the one order of all events and fold them in their own ways.',
  benefits: [
    'Each balance can be explained, entry by entry, and computed for any day.',
    'A mistake in a view is repaired by folding again: nothing is lost that was not looked at before.',
    'What spans two accounts or two banks goes on after any crash: the events say what has no end yet.',
    'An edit in the books shows: sums, links and somebody else’s notes no longer agree.',
  ],
  costs: [
    'Reading means replaying. Snapshots make that quick, and are one more thing that can be wrong.',
    'Old events stay for ever, in the shapes of all the releases that wrote them.',
    'Views lag behind; a decision has to read the stream, not a view.',
    'Nothing can be deleted. Personal data needs keys that can be thrown away.',
  ],
  avoidWhen: [
    'Only the present matters, and nobody will ask how it came about.',
    'Changes are corrections of one document rather than things that happened.',
    'A log of changes beside ordinary rows is enough for the audit.',
    'Streams would grow without end and have no natural point to close the books.',
  ],
};
