import type { SettingSpec } from '../../scenario/scenario.ts';

type Rest = Pick<SettingSpec, 'help' | 'source'>;
type Range = readonly [min: number, max: number, step: number];

const number = (
  group: string,
  label: string,
  unit: string,
  range: Range,
  initial: number,
  rest: Rest,
): SettingSpec => ({
  type: 'number',
  group,
  label,
  unit,
  min: range[0],
  max: range[1],
  step: range[2],
  default: initial,
  ...rest,
});
const flag = (group: string, label: string, initial: boolean, rest: Rest): SettingSpec => ({
  type: 'switch',
  group,
  label,
  default: initial,
  ...rest,
});

const STORE = 'Event store';
const DESK = 'Command handlers';
const READ = 'Reading and replaying';
const MONEY = 'Clearing and other bank';
const AUDIT = 'Audit';
const TELLERS = 'Tellers';
const ROWS = 'Without the pattern';
const SCENE = 'Chosen so that a short run shows it.';

/** Defaults are those of the named source; the experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'desk.expect': {
    type: 'choice',
    group: DESK,
    label: 'Append expects',
    options: [
      { value: 'exact', label: 'the version it decided by' },
      { value: 'any', label: 'any version' },
    ],
    default: 'exact',
    help: 'Exactly the version that was read, or whatever the stream has become meanwhile.',
    source: 'EventStoreDB, "Optimistic concurrency": the expected revision is what makes it safe.',
  },
  'desk.commandIds': flag(DESK, 'Same command, same ids', true, {
    help: 'Event ids follow from the command, and the account remembers which commands it has seen.',
    source: 'EventStoreDB and TigerBeetle: idempotency by ids that the client makes.',
  }),
  'desk.retries': number(DESK, 'Retries after a conflict', '', [0, 10, 1], 3, {
    help: 'How often a command is decided again when somebody else was faster.',
    source: 'Emmett, DefaultCommandHandler: 3 retries.',
  }),
  'desk.backoffMs': number(DESK, 'Wait before a retry', 'ms', [0, 2_000, 10], 100, {
    help: 'The first wait; each further one is half as long again.',
    source: 'Emmett: 100 ms at least, factor 1.5.',
  }),
  'desk.timeoutMs': number(DESK, 'Store timeout', 'ms', [50, 5_000, 50], 500, {
    help: 'How long a desk waits for the store before it asks again, with the same ids.',
    source: SCENE,
  }),
  'desk.workers': number(DESK, 'Workers', '', [1, 32, 1], 4, {
    help: 'Commands that one desk works on at a time; each holds its worker until it is answered.',
    source: SCENE,
  }),
  'desk.feeCents': number(DESK, 'Withdrawal fee', 'cents', [0, 500, 100], 100, {
    help: 'A second leg on each side of a withdrawal: customer to fee account.',
    source: SCENE,
  }),
  'snapshots.every': number(READ, 'Snapshot every', 'events', [0, 500, 5], 100, {
    help: 'How many events may lie between two snapshots of a stream; 0: none are made or read.',
    source: 'Usual range 100 to 500; Azure: "every N, balance storage against replay".',
  }),
  'snapshots.verify': flag(READ, 'Check snapshots', true, {
    help: 'A snapshot with a wrong check sum, or made by other code, is left aside.',
    source: 'Axon and Marten version their snapshots for the same reason.',
  }),
  'fold.usPerEvent': number(READ, 'Folding one event takes', 'µs', [0, 50_000, 5], 10, {
    help: 'Reading, upcasting and applying one event. A replay takes that times the number of events.',
    source: 'About a hundred thousand events a second and core.',
  }),
  'store.pageSize': number(READ, 'Events a page', '', [10, 20_000, 10], 500, {
    help: 'How many events one read brings at most.',
    source: 'EventStoreDB catch-up subscriptions read pages of 500.',
  }),
  'store.history': number(STORE, 'Events of the years before', '', [0, 100_000, 1_000], 0, {
    help: 'A long settled history of the shop’s account, before the run begins.',
    source: SCENE,
  }),
  'store.openingEuros': number(STORE, 'Opening balance', '€', [0, 5_000, 100], 500, {
    help: 'What every account begins with.',
    source: SCENE,
  }),
  'schema.write': number(STORE, 'Schema that desks write', '', [1, 3, 1], 3, {
    help: '1 counts whole euros, 2 cents, 3 knows valid time. Changing it is a deployment.',
    source: SCENE,
  }),
  'schema.upcasters': flag(STORE, 'Upcasters', true, {
    help: 'Old events are brought to the newest schema when they are read. Without, they are taken for new ones.',
    source: 'Axon, "Event versioning": upcaster chain.',
  }),
  'balances.code': {
    type: 'choice',
    group: READ,
    label: 'Release of the projector',
    options: [
      { value: 'correct', label: 'folds every leg' },
      { value: 'forgets-fees', label: 'forgets the fees' },
    ],
    default: 'correct',
    help: 'Another release folds everything again from the beginning, beside the old view.',
    source: SCENE,
  },
  'projector.checkpointEvery': number(READ, 'Checkpoint every', 'events', [1, 500, 1], 10, {
    help: 'After how many events a projector keeps its view together with its position.',
    source: SCENE,
  }),
  'clearing.expiryMs': number(MONEY, 'Pending payments expire after', 'ms', [500, 30_000, 250], 4_000, {
    help: 'Then the amount is free again, whatever the other bank has done.',
    source: 'TigerBeetle: a timeout on each pending transfer.',
  }),
  'bank.serviceMs': number(MONEY, 'The bank answers in', 'ms', [10, 5_000, 10], 300, {
    help: 'Mean time that the other bank takes to pay.',
    source: SCENE,
  }),
  'bank.slowMs': number(MONEY, 'Slow, it answers in', 'ms', [100, 10_000, 100], 6_000, {
    help: 'Mean time in its slow mode.',
    source: SCENE,
  }),
  'bank.feedMs': number(MONEY, 'Statement every', 'ms', [500, 20_000, 250], 2_000, {
    help: 'How often the other bank sends the new lines of its statement.',
    source: 'Once a day in the world; shortened so that a run shows several.',
  }),
  'auditor.everyMs': number(AUDIT, 'Audit every', 'ms', [500, 20_000, 250], 8_000, {
    help: 'How often everything stored is read again and checked: links, sums, and the auditor’s own notes.',
    source: SCENE,
  }),
  'auditor.asOfS': number(AUDIT, 'Balance as of', 's', [0, 60, 1], 0, {
    help: 'Valid time: balances count what was valid by then, whenever it was recorded. 0: everything.',
    source: 'Fowler, "Bitemporal History".',
  }),
  'tellers.ratePerSecond': number(TELLERS, 'Commands', '/s', [1, 60, 1], 6, {
    help: 'Arrivals per second, whether or not anybody keeps up.',
    source: SCENE,
  }),
  'tellers.shopPct': number(TELLERS, 'For the shop', '%', [0, 100, 5], 20, {
    help: 'Share of commands that go to one busy account.',
    source: SCENE,
  }),
  'tellers.backDatedPct': number(TELLERS, 'Back-dated', '%', [0, 100, 5], 10, {
    help: 'Share of deposits that are entered five seconds late.',
    source: SCENE,
  }),
  'tellers.patienceMs': number(TELLERS, 'Patience', 'ms', [200, 20_000, 100], 2_000, {
    help: 'How long a teller waits before the command goes to the other desk.',
    source: SCENE,
  }),
  'tellers.retries': number(TELLERS, 'Tries again', 'times', [0, 10, 1], 3, {
    help: 'How often a command without an answer is sent again, with the same id.',
    source: SCENE,
  }),
  'rows.versionColumn': flag(ROWS, 'Version column', true, {
    help: 'A row is overwritten only if it is still as it was read.',
    source: 'What careful applications do; many save a row as they hold it.',
  }),
  'rows.transaction': flag(ROWS, 'One transaction for both rows', true, {
    help: 'Both sides of a transfer change together. Impossible where the rows are in two databases.',
    source: 'What a single database offers.',
  }),
  'rows.requestIds': flag(ROWS, 'Table of requests', true, {
    help: 'A request that was carried out is not carried out again.',
    source: 'The "idempotency key" table of payment services.',
  }),
};
