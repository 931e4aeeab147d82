import type { FigureView, Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const metric = (view: FigureView, name: string): number => view.metrics[name] ?? 0;
const events = (count: number): string => `${count} ${count === 1 ? 'event' : 'events'}`;

const feedMachine: Machine = {
  states: [
    {
      id: 'CATCHING_UP',
      label: 'catching up',
      colour: 'warn',
      x: 60,
      y: 60,
      about: 'Reads pages from its checkpoint on.',
    },
    { id: 'LIVE', label: 'live', colour: 'ok', x: 250, y: 60, about: 'Hears of every event as it is stored.' },
    {
      id: 'DROPPED',
      label: 'dropped',
      colour: 'bad',
      x: 155,
      y: 150,
      about: 'It has missed a position, and reads pages again.',
    },
  ],
  edges: [
    { from: 'CATCHING_UP', to: 'LIVE', label: () => 'no more pages', bend: -24 },
    { from: 'LIVE', to: 'CATCHING_UP', label: () => 'a page came', bend: -24 },
    { from: 'LIVE', to: 'DROPPED', label: () => 'a gap', bend: 18 },
    { from: 'DROPPED', to: 'CATCHING_UP', label: () => 'asks again', bend: 18 },
  ],
};

const deskFigure = (view: FigureView): string => {
  const conflicts = metric(view, 'conflicts');
  if (view.queued > 0) return `${view.busy} busy, ${view.queued} queued`;
  return conflicts > 0 ? `${view.busy} busy, conflicts: ${conflicts}` : `${view.busy} busy`;
};

/** How far a subscriber is, while it is not where it should be. */
const lag = (view: FigureView, calm: string): string => {
  if (view.lanes['main'] === 'DROPPED') return 'dropped';
  const behind = metric(view, 'behind');
  return behind > 1 ? `${events(behind)} behind` : calm;
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  tellers: {
    label: 'Tellers',
    letter: 'T',
    shape: 'circle',
    source: 'tellers.ts',
    about:
      'Take what customers want: deposits, withdrawals, transfers, payments. A command without an answer is sent again, to the other desk, with the same id.',
    figure: ({ settings }) => `${Number(settings['tellers.ratePerSecond'])} commands/s`,
  },
  desk: {
    label: 'Desk',
    letter: 'D',
    shape: 'square',
    source: 'desk.ts',
    about:
      'Command handler: folds the account from its events, decides, and appends at exactly the version it decided by. It keeps nothing.',
    figure: deskFigure,
  },
  rowDesk: {
    label: 'Desk',
    letter: 'D',
    shape: 'square',
    source: 'row-desk.ts',
    about: 'Reads the row of an account, changes it and writes it back. What was there before is gone.',
    figure: ({ busy, queued }) => (queued > 0 ? `${busy} busy, ${queued} queued` : `${busy} busy`),
  },
  eventStore: {
    label: 'Event store',
    letter: 'E',
    shape: 'cylinder',
    source: 'event-store.ts',
    about:
      'One stream an account and one order over all of them. It only ever appends, refuses who expects another version, and knows an append that it has seen before.',
    figure: (view) => events(metric(view, 'head')),
  },
  rows: {
    label: 'Accounts table',
    letter: 'R',
    shape: 'cylinder',
    source: 'rows.ts',
    about: 'One row an account: its present balance. Updated in place.',
    figure: () => 'rows updated in place',
  },
  snapshotStore: {
    label: 'Snapshots',
    letter: 'S',
    shape: 'cylinder',
    source: 'snapshot-store.ts',
    about: 'Keeps what an account came to at some version, so that not every command folds it from the beginning.',
    figure: ({ settings }) =>
      Number(settings['snapshots.every']) === 0
        ? 'switched off'
        : `every ${Number(settings['snapshots.every'])} events`,
  },
  projector: {
    label: 'Balances',
    letter: 'B',
    shape: 'square',
    source: 'projector.ts',
    about:
      'Folds all events to what people ask for: balances, statements, the trial balance. A new release folds them again, beside the old view, and takes over when it has caught up.',
    machine: feedMachine,
    figure: (view) => (view.lanes['view'] === 'REBUILDING' ? 'rebuilding' : lag(view, 'up to date')),
  },
  auditor: {
    label: 'Auditor',
    letter: 'A',
    shape: 'square',
    source: 'auditor.ts',
    about:
      'Notes the hash of each event when it first sees it, and reads everything again now and then: links, sums and notes have to agree.',
    machine: feedMachine,
    figure: (view) => (view.lanes['audit'] === 'TAMPERED' ? 'books were edited' : lag(view, 'books are sound')),
  },
  clearing: {
    label: 'Clearing',
    letter: 'C',
    shape: 'square',
    source: 'clearing.ts',
    about:
      'Takes further what spans two streams or two banks: the second half of a transfer, and post, void or expiry of a payment.',
    machine: feedMachine,
    figure: (view) => `${metric(view, 'open')} under way`,
  },
  reconciler: {
    label: 'Reconciler',
    letter: 'R',
    shape: 'square',
    source: 'reconciler.ts',
    about:
      'Compares each line of the other bank’s statement with our books. What does not agree is a break; its money waits in the suspense account.',
    figure: (view) => `matched ${metric(view, 'matched')}, breaks ${metric(view, 'breaks')}`,
  },
  bank: {
    label: 'Other bank',
    letter: 'O',
    shape: 'square',
    external: true,
    source: 'bank.ts',
    about: 'Not ours. Pays what it is asked to, once for each reference, and sends its statement every few seconds.',
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main CATCHING_UP': 'warn',
  'main LIVE': 'ok',
  'main DROPPED': 'bad',
  'view CURRENT': 'quiet',
  'view REBUILDING': 'event',
  'audit SOUND': 'ok',
  'audit TAMPERED': 'bad',
};

export const modes: Pattern['modes'] = {
  ok: { label: 'pays', tone: 'ok' },
  refuse: { label: 'refuses to pay', tone: 'bad' },
  slow: { label: 'pays slowly', tone: 'warn' },
  hang: { label: 'hangs', tone: 'bad' },
};

export const commands: Pattern['commands'] = {
  deposit: { program: 'tellers', label: 'Deposit 100 for Ada', narrate: 'Ada deposits 100.' },
  withdraw: { program: 'tellers', label: 'Withdraw 100 from Ada', narrate: 'Ada withdraws 100.' },
  transfer: { program: 'tellers', label: 'Send 100 from Ada to Ben', narrate: 'Ada sends 100 to Ben.' },
  pay: { program: 'tellers', label: 'Pay 100 of Ada’s to the other bank', narrate: 'Ada pays 100 to the other bank.' },
  race: {
    program: 'tellers',
    label: 'Two withdrawals at once',
    narrate: 'Dan asks both desks for 400, at the same moment.',
  },
  backDate: {
    program: 'tellers',
    label: 'Enter a late deposit',
    narrate: 'A deposit of five seconds ago is entered only now.',
  },
  reverse: {
    program: 'tellers',
    label: 'Reverse the last deposit',
    narrate: 'A deposit is taken back, by an entry of its own.',
  },
  tamper: { program: 'eventStore', label: 'Edit an old event', narrate: 'An administrator edits an old event.' },
  rewrite: {
    program: 'eventStore',
    label: 'Edit it, and all hashes after it',
    narrate: 'An administrator edits an old event and computes the chain anew.',
  },
  corrupt: { program: 'snapshotStore', label: 'Damage the snapshots', narrate: 'Every snapshot shows 1000 too much.' },
  restoreBackup: {
    program: 'snapshotStore',
    label: 'Restore an old backup',
    narrate: 'The snapshots are replaced by their oldest ones.',
  },
  oldCode: {
    program: 'snapshotStore',
    label: 'Mark as made by old code',
    narrate: 'The snapshots were made by the release before.',
  },
  rebuild: { program: 'projector', label: 'Rebuild', narrate: 'The balances are folded again from the beginning.' },
  audit: { program: 'auditor', label: 'Audit now', narrate: 'The auditor reads everything again.' },
};
