import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const SCENE = 'Chosen so that a short run shows it.';
const store = dials('Event store');
const desk = dials('Desks');
const read = dials('Reading and replaying');
const others = dials('Clearing, bank, audit');
const tellers = dials('Tellers');
const rows = dials('Without the pattern');

/** Defaults are those of the named source; the experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'desk.expect': desk.choice(
    'Append expects',
    [
      ['exact', 'the version it decided by'],
      ['exists', 'a stream that is there'],
      ['any', 'any version'],
    ],
    { help: 'What the stream must be at for an event to be stored.', source: 'EventStoreDB, optimistic concurrency.' },
  ),
  'desk.commandIds': desk.flag('Same command, same ids', true, {
    help: 'Event ids follow from the command, and the account remembers which commands it has seen.',
    source: 'EventStoreDB, TigerBeetle: ids that the client makes.',
  }),
  'desk.retries': desk.number('Retries after a conflict', '', [0, 10, 1], 3, {
    help: 'How often a command is decided again; the first wait is 100 ms, each further one half as long again.',
    source: 'Emmett: 3 retries, 100 ms, factor 1.5.',
  }),
  'desk.workers': desk.number('Workers', '', [1, 32, 1], 4, {
    help: 'Commands that one desk works on at a time.',
    source: SCENE,
  }),
  'snapshots.every': read.number('Snapshot every', 'events', [0, 500, 5], 100, {
    help: 'How many events may lie between two snapshots of a stream; 0: none.',
    source: 'Usually 100 to 500; Azure: balance storage against replay.',
  }),
  'snapshots.verify': read.flag('Check snapshots', true, {
    help: 'A snapshot with a wrong check sum, or made by other code, is left aside.',
    source: 'Axon and Marten version their snapshots.',
  }),
  'fold.usPerEvent': read.number('Folding an event takes', 'µs', [0, 50_000, 5], 10, {
    help: 'A replay takes that times the number of events.',
    source: 'About 100,000 events a second and core.',
  }),
  'store.pageSize': read.number('Events a page', '', [10, 20_000, 10], 500, {
    help: 'How many events one read brings at most.',
    source: 'EventStoreDB: catch-up subscriptions read 500.',
  }),
  'projector.checkpointEvery': read.number('Checkpoint every', 'events', [1, 500, 1], 10, {
    help: 'How often a projector keeps its view, together with its position.',
    source: SCENE,
  }),
  'balances.code': read.choice(
    'Release that computes balances',
    [
      ['correct', 'takes every leg'],
      ['forgets-fees', 'forgets the fees'],
    ],
    { help: 'Another release folds everything again, beside the old view. Rows it changes in place.', source: SCENE },
  ),
  'store.history': store.number('Events of the years before', '', [0, 100_000, 1_000], 0, {
    help: 'A long settled history of the shop’s account.',
    source: SCENE,
  }),
  'schema.write': store.number('Schema that desks write', '', [1, 3, 1], 3, {
    help: '1 counts euros, 2 cents, 3 knows valid time. Changing it is a deployment.',
    source: SCENE,
  }),
  'schema.upcasters': store.flag('Upcasters', true, {
    help: 'Old events are brought to the newest schema when they are read, or else taken for new ones.',
    source: 'Axon, upcaster chain.',
  }),
  'clearing.expiryMs': others.number('Payments expire after', 'ms', [500, 30_000, 250], 4_000, {
    help: 'Then what was held is free again, whatever the other bank has done.',
    source: 'TigerBeetle: a timeout on each pending transfer.',
  }),
  'bank.serviceMs': others.number('The bank answers in', 'ms', [10, 10_000, 10], 300, {
    help: 'Mean time that it takes to pay.',
    source: SCENE,
  }),
  'fraud.count': others.number('Fraud rule', 'times', [0, 20, 1], 0, {
    help: 'Money leaves an account so often within a second; 0: no rule. A new rule is asked of everything, from position 0.',
    source: SCENE,
  }),
  'auditor.everyMs': others.number('Audit every', 'ms', [500, 20_000, 250], 8_000, {
    help: 'How often everything stored is read again and checked.',
    source: SCENE,
  }),
  'auditor.asOfS': others.number('Balance as of', 's', [0, 60, 1], 0, {
    help: 'Valid time: what counted by then, whenever it was recorded. 0: everything.',
    source: 'Fowler, Bitemporal History.',
  }),
  'tellers.ratePerSecond': tellers.number('Commands', '/s', [1, 60, 1], 6, {
    help: 'Arrivals, whether or not anybody keeps up.',
    source: SCENE,
  }),
  'tellers.shopPct': tellers.number('For the shop', '%', [0, 100, 5], 20, {
    help: 'Share that goes to one busy account.',
    source: SCENE,
  }),
  'tellers.backDatedPct': tellers.number('Entered late', '%', [0, 100, 5], 10, {
    help: 'Share of deposits entered 5 s late.',
    source: SCENE,
  }),
  'tellers.patienceMs': tellers.number('Patience', 'ms', [200, 20_000, 100], 2_000, {
    help: 'Then the command goes to the other desk, three times at most.',
    source: SCENE,
  }),
  'rows.versionColumn': rows.flag('Version column', true, {
    help: 'A row is overwritten only if it is still as it was read.',
    source: 'Optimistic locking; many save a row as they hold it.',
  }),
  'rows.transaction': rows.flag('One transaction for both rows', true, {
    help: 'Both sides of a transfer change together.',
    source: 'One database; impossible over two.',
  }),
  'rows.requestIds': rows.flag('Table of requests', true, {
    help: 'A request that was carried out is not carried out again.',
    source: 'The idempotency keys of payment services.',
  }),
};
