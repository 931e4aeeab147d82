import type { SettingSpec } from '../../scenario/scenario.ts';

type Rest = Pick<SettingSpec, 'help' | 'source'>;

const number = (
  group: string,
  label: string,
  unit: string,
  [min, max, step]: readonly [number, number, number],
  initial: number,
  help: string,
  source = 'This scene.',
): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source });

const choice = (
  group: string,
  label: string,
  options: readonly (readonly [value: string, label: string])[],
  rest: Rest,
): SettingSpec => ({
  type: 'choice',
  group,
  label,
  options: options.map(([value, words]) => ({ value, label: words })),
  default: options[0]![0],
  ...rest,
});

const READS = 'Reads and sessions';
const COMMANDS = 'Commands';
const PUBLISH = 'From write to log';
const PROJECT = 'Projectors';
const PEOPLE = 'People';
const WITHOUT = 'Without the pattern';
const REPAIR = 'Reconciler';

/** The first option of each choice is the right one; the others are the traps. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'session.token': choice(
    READS,
    'A session asks for',
    [
      ['own writes and reads', 'what it wrote and what it has seen'],
      ['own writes', 'what it wrote'],
      ['none', 'anything'],
    ],
    {
      help: 'The position that a query carries along: a replica that has not come that far may not answer. Own writes alone give read your writes; both give monotonic reads as well.',
      source:
        'Terry et al., Session guarantees (1994). MongoDB carries afterClusterTime in a causally consistent session.',
    },
  ),
  'queries.route': choice(
    READS,
    'Replicas are chosen',
    [
      ['sticky', 'always the same for a session'],
      ['round robin', 'in turn'],
    ],
    {
      help: 'In turn, a page that is refreshed may come from a replica that is further behind.',
      source: 'Round robin is the default of most load balancers, nginx and HAProxy among them.',
    },
  ),
  'reads.waitMs': number(
    READS,
    'A replica waits up to',
    'ms',
    [0, 10_000, 50],
    1_500,
    'How long it waits for the position that a query asks for before it says "not yet".',
    'This scene. Long enough for the far replica.',
  ),
  'reads.fallback': choice(
    READS,
    'After that',
    [
      ['not yet', 'say "not yet"'],
      ['write model', 'ask the write model'],
    ],
    {
      help: 'Asking the write model is always fresh, and gives it the load that it was relieved of.',
      source: 'Azure Architecture Center, CQRS pattern: eventual consistency has to be dealt with in the interface.',
    },
  ),
  'replica.nearLagMs': number(
    READS,
    'Near replica, lag',
    'ms',
    [0, 10_000, 10],
    40,
    'How long after its arrival a change is applied there.',
  ),
  'replica.farLagMs': number(
    READS,
    'Far replica, lag',
    'ms',
    [0, 10_000, 10],
    700,
    'How long after its arrival a change is applied there.',
    'This scene. Amazon RDS documents replica lag from under a second to minutes.',
  ),
  'replica.readMs': number(
    READS,
    'A look-up takes',
    'ms',
    [1, 1_000, 1],
    3,
    'One row by its key, made ready beforehand.',
  ),
  'replica.workers': number(READS, 'Workers of a replica', '', [1, 64, 1], 4, 'Queries that it answers at once.'),

  'orders.stockCheck': choice(
    COMMANDS,
    'Stock is checked in',
    [
      ['aggregate', 'the aggregate'],
      ['read model', 'the read model'],
    ],
    {
      help: 'The read model is late. Whoever decides on it sells what is gone.',
      source: 'Young, CQRS Documents: the write side never decides on the read side.',
    },
  ),
  'conflict.retries': number(
    COMMANDS,
    'Retries after a conflict',
    '',
    [0, 20, 1],
    3,
    'How often a command is decided again when its versions are old.',
    'Emmett: 3 retries.',
  ),
  'conflict.waitMs': number(
    COMMANDS,
    'First wait',
    'ms',
    [0, 10_000, 10],
    100,
    'Each further wait is half as long again.',
    'Emmett: 100 ms, factor 1.5.',
  ),
  'api.timeoutMs': number(
    COMMANDS,
    'Timeout inside',
    'ms',
    [50, 30_000, 50],
    1_000,
    'How long a service waits for the next one. A timeout says nothing about what happened.',
  ),
  'store.workers': number(COMMANDS, 'Write store, workers', '', [1, 64, 1], 4, 'Statements that it works on at once.'),
  'store.loadMs': number(
    COMMANDS,
    'Loading takes',
    'ms',
    [1, 1_000, 1],
    3,
    'An aggregate, or a few rows of the outbox.',
  ),
  'store.commitMs': number(
    COMMANDS,
    'A transaction takes',
    'ms',
    [1, 5_000, 1],
    12,
    'From its first statement to the check of versions; half to one and a half of it.',
  ),
  'store.longMs': number(
    COMMANDS,
    'A sale takes',
    'ms',
    [1, 10_000, 10],
    700,
    'One transaction over many prices. Its positions are taken when it begins.',
  ),
  'store.joinMs': number(
    COMMANDS,
    'A query there takes',
    'ms',
    [1, 1_000, 1],
    20,
    'The write model can be asked too, at the price of a join.',
  ),
  'store.dedupWindow': number(
    COMMANDS,
    'Commands remembered',
    '',
    [1, 100_000, 1],
    10_000,
    'A command that comes again is recognised among this many.',
  ),

  'publish.how': choice(
    PUBLISH,
    'Events are published',
    [
      ['outbox', 'from an outbox table, by a relay'],
      ['after the commit', 'by the service, after the commit'],
      ['before the commit', 'by the service, before the commit'],
    ],
    {
      help: 'Two systems, no transaction over both. After the commit a crash loses the event; before it, a refused commit leaves a phantom.',
      source: 'Richardson, Transactional outbox; Debezium, outbox event router.',
    },
  ),
  'publish.takesMs': number(
    PUBLISH,
    'A service needs',
    'ms',
    [0, 5_000, 5],
    60,
    'From the commit to the message, where a service publishes itself: a second connection, a second system.',
  ),
  'relay.pollMs': number(
    PUBLISH,
    'The relay looks every',
    'ms',
    [5, 10_000, 5],
    100,
    'Between two looks into the outbox.',
    'This scene. Debezium polls every 500 ms by default.',
  ),
  'relay.batch': number(PUBLISH, 'At most', 'events', [1, 1_000, 1], 50, 'Events of one look.'),
  'relay.gaps': choice(
    PUBLISH,
    'A gap in the positions',
    [
      ['wait', 'is waited for, up to the high-water mark'],
      ['skip', 'is passed over'],
    ],
    {
      help: 'Position 8 may be committed before position 7. Whoever has read 8 and goes on never sees 7.',
      source: 'Marten, async daemon: high-water mark. PostgreSQL, CREATE SEQUENCE: numbers are never rolled back.',
    },
  ),
  'log.redeliverMs': number(
    PUBLISH,
    'Redelivery after',
    'ms',
    [50, 30_000, 50],
    300,
    'What a reader has not confirmed between two looks is sent again.',
  ),

  'projector.dedupe': choice(
    PROJECT,
    'What comes again is known by',
    [
      ['version', 'stream and version, kept with the rows'],
      ['memory', 'its id, in memory'],
      ['none', 'nothing'],
    ],
    {
      help: 'Delivery is at least once. In memory, the ids are gone after a crash and the rows are not.',
      source: 'Richardson, Idempotent consumer. The last two take events as they come.',
    },
  ),
  'projector.commit': choice(
    PROJECT,
    'Rows and checkpoint',
    [
      ['together', 'in one transaction'],
      ['checkpoint first', 'checkpoint first, then rows'],
    ],
    {
      help: 'Checkpoint first: a crash in between, and the rows never get the event.',
      source: 'Kafka, delivery semantics: the position has to be stored with the output.',
    },
  ),
  'projector.batch': number(
    PROJECT,
    'Checkpoint every',
    'events',
    [1, 500, 1],
    16,
    'At most this many events in one transaction.',
  ),
  'projector.applyMs': number(PROJECT, 'An event takes', 'ms', [1, 1_000, 1], 4, 'Folding it into the rows.'),
  'projector.onPoison': choice(
    PROJECT,
    'An event that cannot be applied',
    [
      ['stall', 'stops the view'],
      ['set aside', 'is set aside'],
    ],
    {
      help: 'After three attempts. A view that stands still is late but right; one that goes on lacks something.',
      source: 'Axon, dead-letter queue; Marten, SkipApplyErrors.',
    },
  ),
  'facets.fromStart': {
    type: 'switch',
    group: PROJECT,
    label: 'Search facets from the start',
    default: true,
    help: 'Off: the view is deployed by hand, while the shop is open, and reads the whole history.',
    source: 'This scene.',
  },

  'reconciler.everyMs': number(
    REPAIR,
    'It compares every',
    'ms',
    [500, 600_000, 100],
    2_500,
    'Write model against read models, row by row.',
  ),
  'reconciler.repairs': {
    type: 'switch',
    group: REPAIR,
    label: 'It repairs',
    default: false,
    help: 'What differs twice in a row is written again by the write store, as it stands there.',
    source: 'This scene: first look, then act.',
  },

  'browsers.ratePerSecond': number(PEOPLE, 'Browsers', '/s', [1, 2_000, 1], 30, 'Pages that are looked at.'),
  'browsers.patienceMs': number(PEOPLE, 'Browsers wait', 'ms', [100, 30_000, 100], 2_500, 'Then they leave.'),
  'buyers.ratePerSecond': number(
    PEOPLE,
    'Orders',
    '/s',
    [0.1, 200, 0.1],
    3,
    'Each is followed by two looks at one’s orders.',
  ),
  'buyers.patienceMs': number(
    PEOPLE,
    'Buyers wait',
    'ms',
    [100, 30_000, 100],
    2_500,
    'Then they ask again, under the same id.',
  ),
  'buyers.retries': number(
    PEOPLE,
    'Buyers ask again',
    'times',
    [0, 10, 1],
    1,
    'After no answer, never after a refusal.',
  ),
  'buyers.lookAfterMs': number(
    PEOPLE,
    'They look after',
    'ms',
    [50, 30_000, 50],
    500,
    'From the order to the first look at it.',
  ),
  'buyers.refreshAfterMs': number(
    PEOPLE,
    'And refresh after',
    'ms',
    [50, 30_000, 50],
    500,
    'From the first look to the second.',
  ),
  'merchandiser.ratePerSecond': number(
    PEOPLE,
    'Prices and deliveries',
    '/s',
    [0.1, 50, 0.1],
    0.6,
    'Changes that the merchandiser makes.',
  ),

  'database.workers': number(
    WITHOUT,
    'Database, workers',
    '',
    [1, 64, 1],
    4,
    'Statements that it works on at once, reads and writes.',
  ),
  'database.queueLimit': number(WITHOUT, 'Database, queue', '', [0, 10_000, 1], 120, 'Statements that may wait.'),
  'database.readMs': number(
    WITHOUT,
    'A page takes',
    'ms',
    [1, 1_000, 1],
    20,
    'Product, price, shelf and orders, joined each time.',
    'This scene: the same as a query to the write store of the pattern.',
  ),
  'database.writeMs': number(
    WITHOUT,
    'A transaction takes',
    'ms',
    [1, 1_000, 1],
    15,
    'Loading, deciding and writing, without a round trip in between.',
  ),
};
