import type { SettingSpec } from '../../scenario/scenario.ts';

type Range = readonly [min: number, max: number, step: number];

const SCENE = 'Chosen so that a short run shows it.';
const STORE = 'Event store';
const DESK = 'Desks';
const READ = 'Reading and replaying';
const OTHERS = 'Clearing, bank, audit';
const TELLERS = 'Tellers';
const ROWS = 'Without the pattern';

const number = (
  group: string,
  label: string,
  unit: string,
  range: Range,
  initial: number,
  help: string,
  source = SCENE,
): SettingSpec => ({
  type: 'number',
  group,
  label,
  unit,
  min: range[0],
  max: range[1],
  step: range[2],
  default: initial,
  help,
  source,
});
const flag = (group: string, label: string, help: string, source: string): SettingSpec => ({
  type: 'switch',
  group,
  label,
  default: true,
  help,
  source,
});

/** Defaults are those of the named source; the experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'desk.expect': {
    type: 'choice',
    group: DESK,
    label: 'Append expects',
    options: [
      { value: 'exact', label: 'the version it decided by' },
      { value: 'exists', label: 'a stream that is there' },
      { value: 'any', label: 'any version' },
    ],
    default: 'exact',
    help: 'What the stream must be at for an event to be stored.',
    source: 'EventStoreDB, optimistic concurrency.',
  },
  'desk.commandIds': flag(
    DESK,
    'Same command, same ids',
    'Event ids follow from the command, and the account remembers which commands it has seen.',
    'EventStoreDB, TigerBeetle: ids that the client makes.',
  ),
  'desk.retries': number(
    DESK,
    'Retries after a conflict',
    '',
    [0, 10, 1],
    3,
    'How often a command is decided again; the first wait is 100 ms, each further one half as long again.',
    'Emmett: 3 retries, 100 ms, factor 1.5.',
  ),
  'desk.workers': number(DESK, 'Workers', '', [1, 32, 1], 4, 'Commands that one desk works on at a time.'),
  'snapshots.every': number(
    READ,
    'Snapshot every',
    'events',
    [0, 500, 5],
    100,
    'How many events may lie between two snapshots of a stream; 0: none.',
    'Usually 100 to 500; Azure: balance storage against replay.',
  ),
  'snapshots.verify': flag(
    READ,
    'Check snapshots',
    'A snapshot with a wrong check sum, or made by other code, is left aside.',
    'Axon and Marten version their snapshots.',
  ),
  'fold.usPerEvent': number(
    READ,
    'Folding an event takes',
    'µs',
    [0, 50_000, 5],
    10,
    'A replay takes that times the number of events.',
    'About 100,000 events a second and core.',
  ),
  'store.pageSize': number(
    READ,
    'Events a page',
    '',
    [10, 20_000, 10],
    500,
    'How many events one read brings at most.',
    'EventStoreDB: catch-up subscriptions read 500.',
  ),
  'projector.checkpointEvery': number(
    READ,
    'Checkpoint every',
    'events',
    [1, 500, 1],
    10,
    'How often a projector keeps its view, together with its position.',
  ),
  'balances.code': {
    type: 'choice',
    group: READ,
    label: 'Release that computes balances',
    options: [
      { value: 'correct', label: 'takes every leg' },
      { value: 'forgets-fees', label: 'forgets the fees' },
    ],
    default: 'correct',
    help: 'Another release folds everything again, beside the old view. Rows it changes in place.',
    source: SCENE,
  },
  'store.history': number(
    STORE,
    'Events of the years before',
    '',
    [0, 100_000, 1_000],
    0,
    'A long settled history of the shop’s account.',
  ),
  'schema.write': number(
    STORE,
    'Schema that desks write',
    '',
    [1, 3, 1],
    3,
    '1 counts euros, 2 cents, 3 knows valid time. Changing it is a deployment.',
  ),
  'schema.upcasters': flag(
    STORE,
    'Upcasters',
    'Old events are brought to the newest schema when they are read, or else taken for new ones.',
    'Axon, upcaster chain.',
  ),
  'clearing.expiryMs': number(
    OTHERS,
    'Payments expire after',
    'ms',
    [500, 30_000, 250],
    4_000,
    'Then what was held is free again, whatever the other bank has done.',
    'TigerBeetle: a timeout on each pending transfer.',
  ),
  'bank.serviceMs': number(
    OTHERS,
    'The bank answers in',
    'ms',
    [10, 10_000, 10],
    300,
    'Mean time that it takes to pay.',
  ),
  'fraud.count': number(
    OTHERS,
    'Fraud rule',
    'times',
    [0, 20, 1],
    0,
    'Money leaves an account so often within a second; 0: no rule. A new rule is asked of everything, from position 0.',
  ),
  'auditor.everyMs': number(
    OTHERS,
    'Audit every',
    'ms',
    [500, 20_000, 250],
    8_000,
    'How often everything stored is read again and checked.',
  ),
  'auditor.asOfS': number(
    OTHERS,
    'Balance as of',
    's',
    [0, 60, 1],
    0,
    'Valid time: what counted by then, whenever it was recorded. 0: everything.',
    'Fowler, Bitemporal History.',
  ),
  'tellers.ratePerSecond': number(
    TELLERS,
    'Commands',
    '/s',
    [1, 60, 1],
    6,
    'Arrivals, whether or not anybody keeps up.',
  ),
  'tellers.shopPct': number(TELLERS, 'For the shop', '%', [0, 100, 5], 20, 'Share that goes to one busy account.'),
  'tellers.backDatedPct': number(TELLERS, 'Entered late', '%', [0, 100, 5], 10, 'Share of deposits entered 5 s late.'),
  'tellers.patienceMs': number(
    TELLERS,
    'Patience',
    'ms',
    [200, 20_000, 100],
    2_000,
    'Then the command goes to the other desk, three times at most.',
  ),
  'rows.versionColumn': flag(
    ROWS,
    'Version column',
    'A row is overwritten only if it is still as it was read.',
    'Optimistic locking; many save a row as they hold it.',
  ),
  'rows.transaction': flag(
    ROWS,
    'One transaction for both rows',
    'Both sides of a transfer change together.',
    'One database; impossible over two.',
  ),
  'rows.requestIds': flag(
    ROWS,
    'Table of requests',
    'A request that was carried out is not carried out again.',
    'The idempotency keys of payment services.',
  ),
};
