import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const reads = dials('Reads and sessions');
const commands = dials('Commands');
const publish = dials('From write to log');
const project = dials('Projectors');
const people = dials('People');
const without = dials('Without the pattern');
const repair = dials('Reconciler');

const MILLIS = [1, 10_000, 1] as const;
const LAG = [0, 10_000, 10] as const;
const WORKERS = [1, 64, 1] as const;

/** The first option of each choice is the right one; the others are the traps. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'session.token': reads.choice(
    'A session asks for',
    [
      ['own writes and reads', 'what it wrote and what it has seen'],
      ['own writes', 'what it wrote'],
      ['none', 'anything'],
    ],
    {
      help: 'The position that a query carries along; a replica that is behind it may not answer.',
      source: 'Terry et al., Session guarantees (1994); MongoDB, afterClusterTime.',
    },
  ),
  'queries.route': reads.choice(
    'Replicas are chosen',
    [
      ['sticky', 'always the same for a session'],
      ['round robin', 'in turn'],
    ],
    {
      help: 'In turn, a refreshed page may come from a replica that is further behind.',
      source: 'In turn is the default of nginx and HAProxy.',
    },
  ),
  'reads.waitMs': reads.number('A replica waits up to', 'ms', LAG, 1_500, {
    help: 'For the position that a query asks for.',
  }),
  'reads.fallback': reads.choice(
    'After that',
    [
      ['not yet', 'say "not yet"'],
      ['write model', 'ask the write model'],
    ],
    {
      help: 'The write model is always fresh, and gets back the load that it was relieved of.',
      source: 'Azure Architecture Center, CQRS pattern.',
    },
  ),
  'replica.nearLagMs': reads.number('Near replica, lag', 'ms', LAG, 0, {
    help: 'From the arrival of a change until it is applied.',
  }),
  'replica.farLagMs': reads.number('Far replica, lag', 'ms', LAG, 700, {
    help: 'From the arrival of a change until it is applied.',
  }),

  'orders.stockCheck': commands.choice(
    'Stock is checked in',
    [
      ['aggregate', 'the aggregate'],
      ['read model', 'the read model'],
    ],
    { help: 'The read model is late. Whoever decides on it sells what is gone.', source: 'Young, CQRS Documents.' },
  ),
  'conflict.retries': commands.number('Retries after a conflict', '', [0, 20, 1], 3, {
    help: 'The command is decided again.',
    source: 'Emmett: 3.',
  }),
  'conflict.waitMs': commands.number('First wait', 'ms', LAG, 100, {
    help: 'Each further wait is half as long again.',
    source: 'Emmett: 100 ms, factor 1.5.',
  }),
  'store.workers': commands.number('Write store, workers', '', WORKERS, 4, { help: 'Statements at once.' }),
  'store.commitMs': commands.number('A transaction takes', 'ms', MILLIS, 12, { help: 'Half to one and a half of it.' }),
  'store.longMs': commands.number('A sale takes', 'ms', MILLIS, 700, { help: 'One transaction over many prices.' }),
  'store.dedupWindow': commands.number('Commands remembered', '', [1, 100_000, 1], 10_000, {
    help: 'A command that comes again is known among this many.',
  }),

  'publish.how': publish.choice(
    'Events are published',
    [
      ['outbox', 'from an outbox table, by a relay'],
      ['after the commit', 'by the service, after the commit'],
      ['before the commit', 'by the service, before the commit'],
    ],
    {
      help: 'Two systems, no transaction over both: one way round a crash loses the event, the other way a phantom stays.',
      source: 'Richardson, Transactional outbox.',
    },
  ),
  'relay.pollMs': publish.number('The relay looks every', 'ms', [5, 10_000, 5], 100, {
    help: 'Into the outbox.',
    source: 'This scene; Debezium: 500 ms.',
  }),
  'relay.batch': publish.number('At most', 'events', [1, 1_000, 1], 50, { help: 'Of one look.' }),
  'relay.gaps': publish.choice(
    'A gap in the positions',
    [
      ['wait', 'is waited for, up to the high-water mark'],
      ['skip', 'is passed over'],
    ],
    {
      help: 'Position 8 may be committed before 7. Whoever goes on after 8 never sees 7.',
      source: 'Marten, high-water mark; PostgreSQL, CREATE SEQUENCE.',
    },
  ),

  'log.partitions': publish.number('Partitions of the log', '', [1, 2, 1], 1, {
    help: 'All events of one aggregate are in the same one, in order. Between two partitions there is no order.',
    source: 'Kafka, num.partitions: 1.',
  }),

  'projector.dedupe': project.choice(
    'What comes again is known by',
    [
      ['version', 'stream and version, kept with the rows'],
      ['memory', 'its id, in memory'],
      ['none', 'nothing'],
    ],
    {
      help: 'Delivery is at least once. The last two take events as they come.',
      source: 'Richardson, Idempotent consumer.',
    },
  ),
  'projector.commit': project.choice(
    'Rows and checkpoint',
    [
      ['together', 'in one transaction'],
      ['checkpoint first', 'checkpoint first, then rows'],
      ['rows first', 'rows first, then checkpoint'],
    ],
    {
      help: 'In between, a crash: the rows never get what the checkpoint says they have, or get it twice.',
      source: 'Kafka, message delivery semantics.',
    },
  ),
  'projector.batch': project.number('Checkpoint every', 'events', [1, 500, 1], 16, {
    help: 'At most so many in one transaction.',
  }),
  'projector.applyMs': project.number('An event takes', 'ms', MILLIS, 4, { help: 'Folding it into the rows.' }),
  'projector.onPoison': project.choice(
    'An event that cannot be applied',
    [
      ['stall', 'stops the view'],
      ['set aside', 'is set aside'],
    ],
    {
      help: 'After three attempts. A view that stands still is right but late.',
      source: 'Axon, dead-letter queue; Marten, SkipApplyErrors.',
    },
  ),
  'facets.stockFirst': project.choice(
    'Stock of a product that is not known yet',
    [
      ['kept', 'is kept until the product comes'],
      ['passed over', 'is passed over'],
    ],
    {
      help: 'Product and shelf are two aggregates, and may be in two partitions: either comes first, above all in a rebuild.',
      source: 'Kafka, introduction: order within a partition.',
    },
  ),
  'mails.by': project.choice(
    'Mails are sent by',
    [
      ['reactor', 'a reactor with a checkpoint of its own'],
      ['projector', 'the projector of the best-sellers'],
    ],
    {
      help: 'A projector is handy: it meets every order. Then somebody rebuilds the view.',
      source: 'Young, CQRS Documents; Emmett, processors.',
    },
  ),
  'facets.fromStart': project.flag('Search facets from the start', true, { help: 'Off: they are deployed by hand.' }),

  'reconciler.everyMs': repair.number('It compares every', 'ms', [500, 600_000, 100], 2_500, {
    help: 'Write model against views.',
  }),
  'reconciler.repairs': repair.flag('It repairs', false, {
    help: 'What differs twice in a row is written again as it stands.',
  }),

  'browsers.ratePerSecond': people.number('Browsers', '/s', [1, 2_000, 1], 60, {
    help: 'Pages that are looked at: with what else is read, 99 of 100 requests.',
  }),
  'buyers.ratePerSecond': people.number('Orders', '/s', [0.1, 200, 0.1], 0.8, {
    help: 'Each with two looks at it, after 0.5 and 1 s.',
  }),
  'merchandiser.ratePerSecond': people.number('Prices and deliveries', '/s', [0.1, 50, 0.1], 0.1, {
    help: 'Single changes.',
  }),

  'database.workers': without.number('Database, workers', '', WORKERS, 4, {
    help: 'Statements at once, reads and writes.',
  }),
  'database.queueLimit': without.number('Database, queue', '', [0, 10_000, 1], 60, {
    help: 'Statements that may wait.',
  }),
  'database.readMs': without.number('A page takes', 'ms', MILLIS, 40, { help: 'A join.' }),
  'database.writeMs': without.number('A transaction takes', 'ms', MILLIS, 15, { help: 'Load, decide and write.' }),
};
