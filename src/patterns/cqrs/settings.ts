import type { SettingSpec } from '../../scenario/scenario.ts';

const SCENE = 'This scene.';

const number = (
  group: string,
  label: string,
  unit: string,
  [min, max, step]: readonly [number, number, number],
  initial: number,
  help: string,
  source = SCENE,
): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source });

const choice = (
  group: string,
  label: string,
  options: Readonly<Record<string, string>>,
  help: string,
  source: string,
): SettingSpec => {
  const values = Object.keys(options);
  return {
    type: 'choice',
    group,
    label,
    options: values.map((value) => ({ value, label: options[value]! })),
    default: values[0]!,
    help,
    source,
  };
};

const flag = (group: string, label: string, initial: boolean, help: string): SettingSpec => ({
  type: 'switch',
  group,
  label,
  default: initial,
  help,
  source: SCENE,
});

const READS = 'Reads and sessions';
const COMMANDS = 'Commands';
const PUBLISH = 'From write to log';
const PROJECT = 'Projectors';
const PEOPLE = 'People';
const WITHOUT = 'Without the pattern';
const REPAIR = 'Reconciler';

const MILLIS = [1, 10_000, 1] as const;
const LAG = [0, 10_000, 10] as const;
const WORKERS = [1, 64, 1] as const;

/** The first option of each choice is the right one; the others are the traps. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'session.token': choice(
    READS,
    'A session asks for',
    {
      'own writes and reads': 'what it wrote and what it has seen',
      'own writes': 'what it wrote',
      none: 'anything',
    },
    'The position that a query carries along; a replica that is behind it may not answer.',
    'Terry et al., Session guarantees (1994); MongoDB, afterClusterTime.',
  ),
  'queries.route': choice(
    READS,
    'Replicas are chosen',
    { sticky: 'always the same for a session', 'round robin': 'in turn' },
    'In turn, a refreshed page may come from a replica that is further behind.',
    'In turn is the default of nginx and HAProxy.',
  ),
  'reads.waitMs': number(READS, 'A replica waits up to', 'ms', LAG, 1_500, 'For the position that a query asks for.'),
  'reads.fallback': choice(
    READS,
    'After that',
    { 'not yet': 'say "not yet"', 'write model': 'ask the write model' },
    'The write model is always fresh, and gets back the load that it was relieved of.',
    'Azure Architecture Center, CQRS pattern.',
  ),
  'replica.nearLagMs': number(
    READS,
    'Near replica, lag',
    'ms',
    LAG,
    0,
    'From the arrival of a change until it is applied.',
  ),
  'replica.farLagMs': number(
    READS,
    'Far replica, lag',
    'ms',
    LAG,
    700,
    'From the arrival of a change until it is applied.',
  ),

  'orders.stockCheck': choice(
    COMMANDS,
    'Stock is checked in',
    { aggregate: 'the aggregate', 'read model': 'the read model' },
    'The read model is late. Whoever decides on it sells what is gone.',
    'Young, CQRS Documents.',
  ),
  'conflict.retries': number(
    COMMANDS,
    'Retries after a conflict',
    '',
    [0, 20, 1],
    3,
    'The command is decided again.',
    'Emmett: 3.',
  ),
  'conflict.waitMs': number(
    COMMANDS,
    'First wait',
    'ms',
    LAG,
    100,
    'Each further wait is half as long again.',
    'Emmett: 100 ms, factor 1.5.',
  ),
  'store.workers': number(COMMANDS, 'Write store, workers', '', WORKERS, 4, 'Statements at once.'),
  'store.commitMs': number(COMMANDS, 'A transaction takes', 'ms', MILLIS, 12, 'Half to one and a half of it.'),
  'store.longMs': number(COMMANDS, 'A sale takes', 'ms', MILLIS, 700, 'One transaction over many prices.'),
  'store.dedupWindow': number(
    COMMANDS,
    'Commands remembered',
    '',
    [1, 100_000, 1],
    10_000,
    'A command that comes again is known among this many.',
  ),

  'publish.how': choice(
    PUBLISH,
    'Events are published',
    {
      outbox: 'from an outbox table, by a relay',
      'after the commit': 'by the service, after the commit',
      'before the commit': 'by the service, before the commit',
    },
    'Two systems, no transaction over both: one way round a crash loses the event, the other way a phantom stays.',
    'Richardson, Transactional outbox.',
  ),
  'relay.pollMs': number(
    PUBLISH,
    'The relay looks every',
    'ms',
    [5, 10_000, 5],
    100,
    'Into the outbox.',
    'This scene; Debezium: 500 ms.',
  ),
  'relay.batch': number(PUBLISH, 'At most', 'events', [1, 1_000, 1], 50, 'Of one look.'),
  'relay.gaps': choice(
    PUBLISH,
    'A gap in the positions',
    { wait: 'is waited for, up to the high-water mark', skip: 'is passed over' },
    'Position 8 may be committed before 7. Whoever goes on after 8 never sees 7.',
    'Marten, high-water mark; PostgreSQL, CREATE SEQUENCE.',
  ),

  'log.partitions': number(
    PUBLISH,
    'Partitions of the log',
    '',
    [1, 2, 1],
    1,
    'All events of one aggregate are in the same one, in order. Between two partitions there is no order.',
    'Kafka, num.partitions: 1.',
  ),

  'projector.dedupe': choice(
    PROJECT,
    'What comes again is known by',
    { version: 'stream and version, kept with the rows', memory: 'its id, in memory', none: 'nothing' },
    'Delivery is at least once. The last two take events as they come.',
    'Richardson, Idempotent consumer.',
  ),
  'projector.commit': choice(
    PROJECT,
    'Rows and checkpoint',
    {
      together: 'in one transaction',
      'checkpoint first': 'checkpoint first, then rows',
      'rows first': 'rows first, then checkpoint',
    },
    'In between, a crash: the rows never get what the checkpoint says they have, or get it twice.',
    'Kafka, message delivery semantics.',
  ),
  'projector.batch': number(
    PROJECT,
    'Checkpoint every',
    'events',
    [1, 500, 1],
    16,
    'At most so many in one transaction.',
  ),
  'projector.applyMs': number(PROJECT, 'An event takes', 'ms', MILLIS, 4, 'Folding it into the rows.'),
  'projector.onPoison': choice(
    PROJECT,
    'An event that cannot be applied',
    { stall: 'stops the view', 'set aside': 'is set aside' },
    'After three attempts. A view that stands still is right but late.',
    'Axon, dead-letter queue; Marten, SkipApplyErrors.',
  ),
  'facets.stockFirst': choice(
    PROJECT,
    'Stock of a product that is not known yet',
    { kept: 'is kept until the product comes', 'passed over': 'is passed over' },
    'Product and shelf are two aggregates, and may be in two partitions: either comes first, above all in a rebuild.',
    'Kafka, introduction: order within a partition.',
  ),
  'mails.by': choice(
    PROJECT,
    'Mails are sent by',
    {
      reactor: 'a reactor with a checkpoint of its own',
      projector: 'the projector of the best-sellers',
    },
    'A projector is handy: it meets every order. Then somebody rebuilds the view.',
    'Young, CQRS Documents; Emmett, processors.',
  ),
  'facets.fromStart': flag(PROJECT, 'Search facets from the start', true, 'Off: they are deployed by hand.'),

  'reconciler.everyMs': number(
    REPAIR,
    'It compares every',
    'ms',
    [500, 600_000, 100],
    2_500,
    'Write model against views.',
  ),
  'reconciler.repairs': flag(REPAIR, 'It repairs', false, 'What differs twice in a row is written again as it stands.'),

  'browsers.ratePerSecond': number(
    PEOPLE,
    'Browsers',
    '/s',
    [1, 2_000, 1],
    100,
    'Pages that are looked at: with what else is read, 99 of 100 requests.',
  ),
  'buyers.ratePerSecond': number(
    PEOPLE,
    'Orders',
    '/s',
    [0.1, 200, 0.1],
    0.8,
    'Each with two looks at it, after 0.5 and 1 s.',
  ),
  'merchandiser.ratePerSecond': number(PEOPLE, 'Prices and deliveries', '/s', [0.1, 50, 0.1], 0.2, 'Single changes.'),

  'database.workers': number(WITHOUT, 'Database, workers', '', WORKERS, 4, 'Statements at once, reads and writes.'),
  'database.queueLimit': number(WITHOUT, 'Database, queue', '', [0, 10_000, 1], 100, 'Statements that may wait.'),
  'database.readMs': number(WITHOUT, 'A page takes', 'ms', MILLIS, 25, 'A join.'),
  'database.writeMs': number(WITHOUT, 'A transaction takes', 'ms', MILLIS, 15, 'Load, decide and write.'),
};
