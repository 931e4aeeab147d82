import type { FigureView, Machine, Pattern, RoleMeta, Shape } from '../../pattern-kit/pattern.ts';

const metric = (view: FigureView, name: string): number => view.metrics[name] ?? 0;

const feedMachine: Machine = {
  states: [
    {
      id: 'CATCHING_UP',
      label: 'catching up',
      colour: 'warn',
      x: 60,
      y: 60,
      about: 'Reads pages from its checkpoint.',
    },
    { id: 'LIVE', label: 'live', colour: 'ok', x: 250, y: 60, about: 'Hears of every event as it is stored.' },
    { id: 'DROPPED', label: 'dropped', colour: 'bad', x: 155, y: 150, about: 'Has missed a position.' },
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
  const behind = metric(view, 'behind');
  return behind > 1 ? `${behind} events behind` : calm;
};

const role = (
  label: string,
  shape: Shape,
  source: string,
  about: string,
  figure: (view: FigureView) => string,
  more: Partial<RoleMeta> = {},
): RoleMeta => ({ label, letter: label[0]!, shape, source, about, figure, ...more });
const machine = feedMachine;

export const roles: Readonly<Record<string, RoleMeta>> = {
  tellers: role(
    'Tellers',
    'circle',
    'tellers.ts',
    'Bring what customers want. A command without an answer is sent again, to the other desk, with the same id.',
    ({ settings }) => `${Number(settings['tellers.ratePerSecond'])} commands/s`,
  ),
  desk: role(
    'Desk',
    'square',
    'desk.ts',
    'Command handler: folds the account from its events, decides, and appends at exactly the version it decided by. It keeps nothing.',
    deskFigure,
  ),
  rowDesk: role(
    'Desk',
    'square',
    'row-desk.ts',
    'Reads a row, changes it and writes it back. What was there before is gone.',
    deskFigure,
  ),
  eventStore: role(
    'Event store',
    'cylinder',
    'event-store.ts',
    'One stream an account, one order over all. It only appends, refuses who expects another version, and recognises an append that it has.',
    (view) => `${String(metric(view, 'head')).replace(/\B(?=(\d{3})+$)/g, ',')} events`,
  ),
  rows: role(
    'Rows',
    'cylinder',
    'rows.ts',
    'One row an account: its present balance, updated in place.',
    () => 'updated in place',
  ),
  snapshotStore: role(
    'Snapshots',
    'cylinder',
    'snapshot-store.ts',
    'What an account came to at some version, so that not every command folds it from the beginning.',
    ({ settings }) =>
      settings['snapshots.every'] === 0 ? 'off' : `every ${String(settings['snapshots.every'])} events`,
  ),
  projector: role(
    'Balances',
    'square',
    'projector.ts',
    'Folds all events to balances, statements and the trial balance. A new release folds them again beside the old view, and takes over when it has caught up.',
    (view) => (view.lanes['view'] === 'REBUILDING' ? 'rebuilding' : lag(view, 'up to date')),
    { machine },
  ),
  keyStore: role(
    'Keys',
    'cylinder',
    'key-store.ts',
    'One key for each person. Names are sealed in the events; whoever throws a key away has deleted a name in every copy.',
    () => '',
  ),
  fraud: role(
    'Fraud watch',
    'square',
    'fraud.ts',
    'Looks for money that leaves an account too often. A new rule is asked of all events, from position 0: of the past too.',
    (view) => (view.settings['fraud.count'] === 0 ? 'no rule yet' : lag(view, `${metric(view, 'alerts')} suspicious`)),
    { machine },
  ),
  auditor: role(
    'Auditor',
    'square',
    'auditor.ts',
    'Notes the hash of each event when it first sees it, and reads everything again now and then: links, sums and notes have to agree.',
    (view) => (view.lanes['audit'] === 'TAMPERED' ? 'books were edited' : lag(view, 'books are sound')),
    { machine },
  ),
  clearing: role(
    'Clearing',
    'square',
    'clearing.ts',
    'Takes further what spans two streams or two banks: the second half of a transfer; post, void or expiry of a payment.',
    (view) => `${metric(view, 'open')} under way`,
    { machine },
  ),
  reconciler: role(
    'Reconciler',
    'square',
    'reconciler.ts',
    'Compares the other bank’s statement with our books. What does not agree is a break; its money waits in the account “suspense”.',
    (view) => `matched ${metric(view, 'matched')}, breaks ${metric(view, 'breaks')}`,
  ),
  bank: role(
    'Other bank',
    'square',
    'bank.ts',
    'Not ours. Pays once for each reference, and sends its statement every two seconds.',
    () => '',
    { external: true },
  ),
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

const command = (program: string, label: string, narrate: string) => ({ program, label, narrate });

export const commands: Pattern['commands'] = {
  deposit: command('tellers', 'Deposit 100 for Ada', 'Ada deposits 100.'),
  transfer: command('tellers', 'Send 100 from Ada to Ben', 'Ada sends 100 to Ben.'),
  race: command('tellers', 'Two withdrawals at once', 'Dan asks both desks for 400, at the same moment.'),
  backDate: command('tellers', 'Enter a late deposit', 'A deposit of five seconds ago is entered only now.'),
  spree: command('tellers', 'Use a stolen card', 'A thief withdraws 20 from Eva, five times.'),
  lastEntries: command('tellers', 'Show the shop’s last entries', 'The shop wants to see its last five entries.'),
  closeBooks: command('tellers', 'Close the shop’s books', 'The books of the shop are closed.'),
  closeAccount: command('tellers', 'Close Finn’s account', 'Finn is paid out, and his account is closed.'),
  deleteStream: command('tellers', 'Delete Finn’s stream', 'Finn’s closed account is deleted.'),
  reopen: command('tellers', 'Open an account for Finn', 'Finn is back, and gets an account.'),
  tombstone: command('tellers', 'Tombstone Finn’s stream', 'Finn’s closed account is deleted, for ever.'),
  sendToFinn: command('tellers', 'Send 100 from Ada to Finn', 'Ada sends 100 to Finn.'),
  reverse: command('tellers', 'Reverse the last deposit', 'A deposit is taken back, by an entry of its own.'),
  tamper: command('eventStore', 'Edit an old event', 'An administrator edits what was stored.'),
  rewrite: command('eventStore', 'Edit it, and all hashes after it', 'An administrator edits it, and the chain.'),
  erase: command('eventStore', 'Cut Ben’s name out', 'An administrator cuts a name out of the log.'),
  corrupt: command('snapshotStore', 'Damage the snapshots', 'Every snapshot shows 1000 too much.'),
  restoreBackup: command('snapshotStore', 'Restore an old backup', 'The oldest snapshots are back.'),
  oldCode: command('snapshotStore', 'Restore those of old code', 'The snapshots are those of an older release.'),
  forget: command('keyStore', 'Forget Finn', 'The key to Finn’s name is thrown away.'),
  rebuild: command('projector', 'Rebuild', 'The balances are folded again from the beginning.'),
  audit: command('auditor', 'Audit now', 'The auditor reads everything again.'),
};
