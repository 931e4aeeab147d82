import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';

const SEATS = ['seats-1', 'seats-2', 'seats-3'] as const;
/** Everything outside: who offers what. */
const OUTSIDE = { payments: ['payments'], rates: ['rates'], seats: SEATS } as const;

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
function service(on: boolean, id: string, label: string, hosts: object, context: 'none' | 'impatient' = 'none') {
  const beside = `${id}-ambassador`;
  const nodes: NodeSpec[] = on
    ? [
        { id, program: 'application', label, pod: id, config: { ambassador: beside, context } },
        {
          id: beside,
          program: 'ambassador',
          label: 'Ambassador',
          pod: id,
          config: { hosts: hosts as Record<string, string[]> },
        },
      ]
    : [{ id, program: 'ownRetries', label, config: { hosts: hosts as Record<string, string[]> } }];
  const links: LinkSpec[] = on ? [local(id, beside), net(beside, 'collector', 5, 10)] : [];
  const caller = on ? beside : id;
  return { nodes, links, caller };
}

function provider({ settings }: Options, id: string, label: string, api: keyof typeof OUTSIDE): NodeSpec {
  return {
    id,
    program: 'provider',
    label,
    capacity: {
      workers: api === 'rates' ? 8 : Number(settings[`${api}.workers`]),
      queueLimit: 400,
    },
    disk: { syncUs: ms(4) },
    config: { api },
  };
}

const travellers = (apps: readonly string[]): NodeSpec => ({
  id: 'travellers',
  program: 'travellers',
  label: 'Travellers',
  config: { apps },
});
const collector: NodeSpec = { id: 'collector', program: 'collector', label: 'Attempt log' };

export function topology(options: Options): Topology {
  return options.settings['scene.layers'] === 'three' ? layered(options) : agency(options);
}

/** Two applications in two languages, three APIs, five hosts. */
function agency(options: Options): Topology {
  const { on } = options;
  const booking = service(on, 'booking', 'Booking, in COBOL', OUTSIDE);
  const checkin = service(on, 'checkin', 'Check-in, in Go', { rates: ['rates'], seats: SEATS }, 'impatient');
  return {
    nodes: [
      travellers(['booking', 'checkin']),
      ...booking.nodes,
      ...checkin.nodes,
      provider(options, 'payments', 'Card payments', 'payments'),
      provider(options, 'rates', 'Exchange rates', 'rates'),
      ...SEATS.map((id, i) => provider(options, id, `Seat maps ${i + 1}`, 'seats')),
      ...(on ? [collector] : []),
    ],
    links: [
      net('travellers', 'booking', 20, 30),
      net('travellers', 'checkin', 20, 30),
      ...booking.links,
      ...checkin.links,
      net(booking.caller, 'payments', 15, 25),
      ...['rates', ...SEATS].flatMap((host) => [net(booking.caller, host, 10, 20), net(checkin.caller, host, 10, 20)]),
    ],
  };
}

/** Booking pays through a fare hub: three layers that could each retry. */
function layered(options: Options): Topology {
  const { on } = options;
  const booking = service(on, 'booking', 'Booking, in COBOL', { payments: ['fares'] });
  const fares = service(on, 'fares', 'Fare hub, in Java', { payments: ['payments'] });
  return {
    nodes: [
      travellers(['booking']),
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
  travellers: { x: 56, y: 256 },
  booking: { x: 204, y: 96 },
  checkin: { x: 204, y: 426 },
  'booking-ambassador': { x: 360, y: 96 },
  'checkin-ambassador': { x: 360, y: 426 },
  collector: { x: 236, y: 250 },
  fares: { x: 360, y: 426 },
  'fares-ambassador': { x: 516, y: 426 },
  payments: { x: 572, y: 24 },
  rates: { x: 724, y: 110 },
  'seats-1': { x: 572, y: 210 },
  'seats-2': { x: 724, y: 310 },
  'seats-3': { x: 572, y: 420 },
};
