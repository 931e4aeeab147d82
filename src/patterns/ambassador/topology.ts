import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import type { Api } from './messages.ts';

const ids = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);

type Hosts = Readonly<Partial<Record<Api, readonly string[]>>>;

/** Everything outside: who offers what. */
const OUTSIDE: Hosts = { payments: ['payments'], rates: ['rates'], seats: ids('seats', 3) };
/** Envoy compares five hosts at least. They have names of their own, because they have other places. */
export const TEN = ids('maps', 10);
const TEN_HOSTS: Hosts = { seats: TEN };
const HUB: Hosts = { payments: ['fares'] };

/** Over the Internet, a connection for each request: either direction may be lost. */
const net = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'datagram',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});
/** Inside a pod: the hop that an ambassador costs. */
const local = (a: string, b: string): LinkSpec => ({ a, b, channel: 'local', latency: { kind: 'fixed', us: ms(1) } });

type Options = { readonly on: boolean; readonly settings: Settings };

/** An application with its ambassador beside it, or with the retry loop inside it. */
function service(on: boolean, id: string, label: string, hosts: Hosts, context: 'none' | 'impatient' = 'none') {
  const beside = `${id}-ambassador`;
  const nodes: NodeSpec[] = on
    ? [
        { id, program: 'application', label, pod: id, config: { ambassador: beside, context } },
        {
          id: beside,
          program: 'ambassador',
          label: 'Ambassador',
          pod: id,
          config: { hosts },
        },
      ]
    : [{ id, program: 'ownRetries', label, config: { hosts } }];
  const links: LinkSpec[] = on ? [local(id, beside), net(beside, 'collector', 5, 10)] : [];
  const caller = on ? beside : id;
  return { nodes, links, caller };
}

function provider({ settings }: Options, id: string, label: string, api: Api): NodeSpec {
  return {
    id,
    program: 'provider',
    label,
    capacity: {
      workers: api === 'rates' ? 8 : Number(settings[`${api}.workers`]),
      queueLimit: api === 'payments' ? Number(settings['payments.queue']) : 400,
    },
    disk: { syncUs: ms(4) },
    config: { api },
  };
}

/** `offered`: the one API that there is, or all. */
const travellers = (apps: readonly string[], offered: Api | 'all'): NodeSpec => ({
  id: 'travellers',
  program: 'travellers',
  label: 'Travellers',
  config: { apps, offered },
});
const collector: NodeSpec = { id: 'collector', program: 'collector', label: 'Attempt log' };

export function topology(options: Options): Topology {
  if (options.settings['scene.layers'] === 'three') return layered(options);
  return options.settings['scene.seatHosts'] === 'ten' ? agency(options, TEN_HOSTS) : agency(options, OUTSIDE);
}

/** Two applications in two languages; three APIs on five hosts, or one on ten. */
function agency(options: Options, outside: Hosts): Topology {
  const { on } = options;
  const { payments = [], rates = [], seats = [] } = outside;
  const forAll: Hosts = payments.length > 0 ? { rates, seats } : { seats };
  const booking = service(on, 'booking', 'Booking, in COBOL', outside);
  const checkin = service(on, 'checkin', 'Check-in, in Go', forAll, 'impatient');
  return {
    nodes: [
      travellers(['booking', 'checkin'], payments.length > 0 ? 'all' : 'seats'),
      ...booking.nodes,
      ...checkin.nodes,
      ...payments.map((id) => provider(options, id, 'Card payments', 'payments')),
      ...rates.map((id) => provider(options, id, 'Exchange rates', 'rates')),
      ...seats.map((id, i) => provider(options, id, `Seat maps ${i + 1}`, 'seats')),
      ...(on ? [collector] : []),
    ],
    links: [
      net('travellers', 'booking', 20, 30),
      net('travellers', 'checkin', 20, 30),
      ...booking.links,
      ...checkin.links,
      ...payments.map((host) => net(booking.caller, host, 15, 25)),
      ...[...rates, ...seats].flatMap((host) => [net(booking.caller, host, 10, 20), net(checkin.caller, host, 10, 20)]),
    ],
  };
}

/** Booking pays through a fare hub: three layers that could each retry. */
function layered(options: Options): Topology {
  const { on } = options;
  const booking = service(on, 'booking', 'Booking, in COBOL', HUB);
  const fares = service(on, 'fares', 'Fare hub, in Java', { payments: ['payments'] });
  return {
    nodes: [
      travellers(['booking'], 'payments'),
      ...booking.nodes,
      ...fares.nodes,
      provider(options, 'payments', 'Card payments', 'payments'),
      ...(on ? [collector] : []),
    ],
    links: [
      net('travellers', 'booking', 20, 30),
      ...booking.links,
      ...fares.links,
      net(booking.caller, 'fares', 10, 15),
      net(fares.caller, 'payments', 15, 25),
    ],
  };
}

/** Centres of the nodes. */
export const layout: Pattern['layout'] = {
  travellers: { x: 40, y: 264 },
  booking: { x: 216, y: 92 },
  checkin: { x: 216, y: 438 },
  'booking-ambassador': { x: 380, y: 92 },
  'checkin-ambassador': { x: 380, y: 438 },
  collector: { x: 304, y: 252 },
  fares: { x: 380, y: 426 },
  'fares-ambassador': { x: 544, y: 426 },
  payments: { x: 582, y: 24 },
  rates: { x: 756, y: 124 },
  'seats-1': { x: 582, y: 228 },
  'seats-2': { x: 756, y: 328 },
  'seats-3': { x: 582, y: 432 },
  'maps-1': { x: 560, y: 20 },
  'maps-2': { x: 560, y: 158 },
  'maps-3': { x: 560, y: 296 },
  'maps-4': { x: 560, y: 434 },
  'maps-5': { x: 695, y: 72 },
  'maps-6': { x: 695, y: 227 },
  'maps-7': { x: 695, y: 382 },
  'maps-8': { x: 830, y: 72 },
  'maps-9': { x: 830, y: 227 },
  'maps-10': { x: 830, y: 382 },
};
