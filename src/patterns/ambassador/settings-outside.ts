import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const own = dials('Own retries (without)');
const apps = dials('Applications');
const travellers = dials('Travellers');
const provider = dials('External APIs');
const scene = dials('Scene');

/** What is not the ambassador: applications, travellers, external APIs. */
export const outside: Readonly<Record<string, SettingSpec>> = {
  'own.retries': own.number('Retries', '', [0, 10, 1], 3, {
    help: 'In a loop of each application.',
    source: 'What such loops usually have.',
  }),
  'own.pauseMs': own.number('Pause', 'ms', [0, 10_000, 10], 200, {
    help: 'Always the same.',
    source: 'What such loops usually have.',
  }),
  'app.timeoutMs': apps.number('Timeout of the local call', 'ms', [100, 60_000, 100], 5_000, {
    help: 'The default of its HTTP client.',
  }),
  'checkin.deadlineMs': apps.number('Check-in can wait', 'ms', [50, 10_000, 50], 1_500, {
    help: 'It tells its ambassador so.',
  }),
  'checkin.maxRetries': apps.number('Check-in wants retries', 'at most', [0, 10, 1], 3, {
    help: 'It says so with each call. The ambassador takes the smaller of this and its own.',
    source: 'Azure, Ambassador pattern: let the client pass context.',
  }),
  'checkin.optOutPct': apps.number('Check-in opts out for', '%', [0, 100, 5], 20, {
    help: 'Calls that say: no retries.',
    source: 'Azure, Ambassador pattern.',
  }),
  'checkin.choosePct': apps.number('Check-in: seats chosen', '%', [0, 100, 5], 0, {
    help: 'Of what it asks about seats, so much is not a look but a choice: a POST.',
  }),
  'checkin.markPct': apps.number('Check-in marks as idempotent', '%', [0, 100, 5], 50, {
    help: 'Of the seats that are chosen. The same seat twice is the same seat: it says so with the call.',
    source: 'Azure, Ambassador pattern; RFC 9110, Idempotent Methods: a client that knows may repeat.',
  }),
  'booking.marks': apps.flag('Booking marks payments as idempotent', false, {
    help: 'A promise that it cannot keep: a payment carried out twice is two payments.',
    source: 'RFC 9110, Idempotent Methods.',
  }),
  'travellers.ratePerSecond': travellers.number('Requests', '/s', [1, 300, 1], 24, {
    help: 'At random, whether or not they are served.',
  }),
  'travellers.payPct': travellers.number('Of them payments', '%', [0, 100, 5], 50, { help: 'All through booking.' }),
  'travellers.ratePct': travellers.number('Of them rates', '%', [0, 100, 5], 20, {
    help: 'The rest asks for seat maps.',
  }),
  'travellers.retries': travellers.number('Phone tries again', 'times', [0, 5, 1], 0, {
    help: 'After a 5xx or silence, unless told not to.',
  }),
  'travellers.patienceMs': travellers.number('Patience', 'ms', [500, 60_000, 500], 6_000, {
    help: 'Then the phone stops waiting.',
  }),
  'provider.flakyPct': provider.number('A flaky host fails', '%', [1, 100, 1], 30, {
    help: 'Attempts that get a 503.',
  }),
  'provider.skipExpired': provider.flag('Skip what is too late', true, {
    help: 'Do not begin what is past its deadline.',
    source: 'gRPC, deadline propagation.',
  }),
  'payments.workers': provider.number('Payments, workers', '', [1, 100, 1], 8, { help: 'Payments at once.' }),
  'payments.queue': provider.number('Payments, queue', 'at most', [0, 400, 1], 400, {
    help: 'Who comes when it is full gets a 503.',
  }),
  'payments.serviceMs': provider.number('Payments take', 'ms', [5, 5_000, 5], 120, { help: 'A quarter more or less.' }),
  'rates.limit': provider.number('Rate limit', 'per window', [1, 1_000, 1], 12, {
    help: 'Above it: 429 with Retry-After.',
  }),
  'rates.retryAfter': provider.choice(
    'It says when to come back',
    [
      ['ms', 'as a number of milliseconds'],
      ['date', 'as a date'],
    ],
    {
      help: 'gRPC takes what is no number for "do not retry"; Envoy waits as if nothing had been said.',
      source: 'gRFC A6, Pushback; RFC 9110: Retry-After may be either.',
    },
  ),
  'seats.workers': provider.number('Seat maps, workers', 'a host', [1, 100, 1], 4, { help: 'Lookups at once.' }),
  'seats.tailPermille': provider.number('Seat maps, slow ones', '‰', [0, 1_000, 1], 15, {
    help: 'So many in a thousand take long.',
  }),
  'seats.tailMs': provider.number('Slow ones take', 'ms', [50, 10_000, 50], 400, {
    help: 'Instead of the normal time.',
  }),
  'scene.layers': scene.choice(
    'Layers',
    [
      ['one', 'one: the agency and three APIs'],
      ['three', 'three: phone, booking, fare hub'],
    ],
    { help: 'How many layers could retry. Takes effect when a run starts.' },
  ),
  'scene.seatHosts': scene.choice(
    'Hosts',
    [
      ['three', 'three with seat maps, of five'],
      ['ten', 'ten with seat maps, and no others'],
    ],
    { help: 'Enough of them to be compared with each other. Takes effect when a run starts.' },
  ),
};
