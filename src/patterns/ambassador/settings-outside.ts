import type { SettingSpec } from '../../scenario/scenario.ts';
import { inGroup } from './dials.ts';

const own = inGroup('Own retries (without)');
const apps = inGroup('Applications');
const travellers = inGroup('Travellers');
const provider = inGroup('External APIs');
const scene = inGroup('Scene');

/** What is not the ambassador: applications, travellers, external APIs. */
export const outside: Readonly<Record<string, SettingSpec>> = {
  'own.retries': own.number(
    'Retries',
    '',
    [0, 10, 1],
    3,
    'In a loop of each application.',
    'What such loops usually have.',
  ),
  'own.pauseMs': own.number('Pause', 'ms', [0, 10_000, 10], 200, 'Always the same.', 'What such loops usually have.'),
  'app.timeoutMs': apps.number(
    'Timeout of the local call',
    'ms',
    [100, 60_000, 100],
    5_000,
    'The default of its HTTP client.',
  ),
  'checkin.deadlineMs': apps.number('Check-in can wait', 'ms', [50, 10_000, 50], 1_500, 'It tells its ambassador so.'),
  'checkin.maxRetries': apps.number(
    'Check-in wants retries',
    'at most',
    [0, 10, 1],
    3,
    'It says so with each call. The ambassador takes the smaller of this and its own.',
    'Azure, Ambassador pattern: let the client pass context.',
  ),
  'checkin.optOutPct': apps.number(
    'Check-in opts out for',
    '%',
    [0, 100, 5],
    20,
    'Calls that say: no retries.',
    'Azure, Ambassador pattern.',
  ),
  'travellers.ratePerSecond': travellers.number(
    'Requests',
    '/s',
    [1, 300, 1],
    24,
    'At random, whether or not they are served.',
  ),
  'travellers.payPct': travellers.number('Of them payments', '%', [0, 100, 5], 50, 'All through booking.'),
  'travellers.ratePct': travellers.number('Of them rates', '%', [0, 100, 5], 20, 'The rest asks for seat maps.'),
  'travellers.retries': travellers.number(
    'Phone tries again',
    'times',
    [0, 5, 1],
    0,
    'After a 5xx or silence, unless told not to.',
  ),
  'travellers.patienceMs': travellers.number(
    'Patience',
    'ms',
    [500, 60_000, 500],
    6_000,
    'Then the phone stops waiting.',
  ),
  'provider.flakyPct': provider.number('A flaky host fails', '%', [1, 100, 1], 30, 'Attempts that get a 503.'),
  'provider.skipExpired': provider.flag(
    'Skip what is too late',
    true,
    'Do not begin what is past its deadline.',
    'gRPC, deadline propagation.',
  ),
  'payments.workers': provider.number('Payments, workers', '', [1, 100, 1], 8, 'Payments at once.'),
  'payments.queue': provider.number(
    'Payments, queue',
    'at most',
    [0, 400, 1],
    400,
    'Who comes when it is full gets a 503.',
  ),
  'payments.serviceMs': provider.number('Payments take', 'ms', [5, 5_000, 5], 120, 'A quarter more or less.'),
  'rates.limit': provider.number('Rate limit', 'per window', [1, 1_000, 1], 12, 'Above it: 429 with Retry-After.'),
  'seats.workers': provider.number('Seat maps, workers', 'a host', [1, 100, 1], 4, 'Lookups at once.'),
  'seats.tailPermille': provider.number(
    'Seat maps, slow ones',
    '‰',
    [0, 1_000, 1],
    15,
    'So many in a thousand take long.',
  ),
  'seats.tailMs': provider.number('Slow ones take', 'ms', [50, 10_000, 50], 400, 'Instead of the normal time.'),
  'scene.layers': scene.choice(
    'Layers',
    [
      { value: 'one', label: 'one: the agency and three APIs' },
      { value: 'three', label: 'three: phone, booking, fare hub' },
    ],
    'How many layers could retry. Takes effect when a run starts.',
    'This scene.',
  ),
  'scene.seatHosts': scene.choice(
    'Hosts',
    [
      { value: 'three', label: 'three with seat maps, of five' },
      { value: 'ten', label: 'ten with seat maps, and no others' },
    ],
    'Enough of them to be compared with each other. Takes effect when a run starts.',
    'This scene.',
  ),
};
