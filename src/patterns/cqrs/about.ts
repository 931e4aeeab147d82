import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'Command Query Responsibility Segregation: one model for changing things, where the rules are, and others for reading them, each shaped for one question. The read models follow the write model through a log of events, a little later.',
  how: 'A command loads an aggregate, decides, and commits against the version it saw. Its events are written to an outbox in the same transaction. A relay moves them to a log; projectors fold the log into views and keep their checkpoint with the rows. Whoever writes gets a position; whoever reads may ask for one.',
  benefits: [
    'Reads grow on their own: a rush of browsers does not touch an order.',
    'A page is one look-up by key instead of a join.',
    'Rules are checked in one place, on one aggregate, without locks over half the shop.',
    'A new view is built from history, beside the old one, while the shop is open.',
  ],
  costs: [
    'Reads are late, and everybody who reads has to know what that means to them.',
    'Outbox, relay, log, projectors, checkpoints: each can fail, and each failure has its own trap.',
    'An event that is lost makes no noise. Somebody has to compare.',
    'Two models of one thing have to be understood and changed together.',
  ],
  avoidWhen: [
    'One database serves reads and writes well: a read replica or an index is cheaper.',
    'The domain is simple create, read, update, delete: there are no rules to keep apart.',
    'Every answer has to be the newest: then each read asks the write model anyway.',
    'Nobody will run a reconciler, and nobody will notice when a view is wrong.',
  ],
};
