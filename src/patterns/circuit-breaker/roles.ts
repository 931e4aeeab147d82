import type { Settings } from '../../kernel/program.ts';
import type { FigureView, Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const seconds = (millis: number): string =>
  millis % 1_000 === 0 ? `${millis / 1_000} s` : `${(millis / 1_000).toFixed(1)} s`;
const dial = (settings: Settings, key: string): number => Number(settings[key]);
const rulesOf = (settings: Settings): string => String(settings['breaker.semantics']);

/** When it opens, in the words of the library whose rules it follows. */
function opensWhen(settings: Settings): string {
  const pct = dial(settings, 'breaker.failureRatePct');
  const minimum = dial(settings, 'breaker.minimumCalls');
  switch (rulesOf(settings)) {
    case 'cockatiel-consecutive':
      return `${minimum} failures in a row`;
    case 'cockatiel':
      return `failure rate > ${pct} % of ≥ ${minimum} calls`;
    case 'opossum':
      return `failures > ${pct} % of ≥ ${minimum} fires`;
    default:
      return `failure rate ≥ ${pct} % of ≥ ${minimum} calls`;
  }
}

const probes = (settings: Settings): number =>
  rulesOf(settings) === 'resilience4j' ? dial(settings, 'breaker.permittedHalfOpen') : 1;

const breakerMachine: Machine = {
  states: [
    {
      id: 'CLOSED',
      label: 'closed',
      colour: 'ok',
      x: 60,
      y: 50,
      about: 'Every call passes, and its outcome is counted.',
    },
    { id: 'OPEN', label: 'open', colour: 'bad', x: 260, y: 50, about: 'No call passes. Callers are refused at once.' },
    {
      id: 'HALF_OPEN',
      label: 'half-open',
      colour: 'warn',
      x: 160,
      y: 125,
      about: 'A few calls pass as a test; their outcome decides.',
    },
    {
      id: 'FORCED_OPEN',
      label: 'held open',
      colour: 'bad',
      x: 260,
      y: 200,
      about: 'Held open by hand: refuses until somebody closes it.',
    },
    {
      id: 'DISABLED',
      label: 'disabled',
      colour: 'quiet',
      x: 60,
      y: 200,
      about: 'Every call passes, nothing is counted.',
    },
    {
      id: 'METRICS_ONLY',
      label: 'metrics only',
      colour: 'quiet',
      x: 160,
      y: 200,
      about: 'Every call passes and is counted, but it never opens.',
    },
  ],
  edges: [
    { from: 'CLOSED', to: 'OPEN', label: opensWhen, bend: -28 },
    {
      from: 'OPEN',
      to: 'HALF_OPEN',
      label: (settings) => `after ${seconds(dial(settings, 'breaker.waitMs'))}`,
      bend: 22,
    },
    {
      from: 'HALF_OPEN',
      to: 'CLOSED',
      label: (settings) => `${probes(settings)} probes answered, rates below`,
      bend: 22,
    },
    {
      from: 'HALF_OPEN',
      to: 'OPEN',
      label: (settings) =>
        dial(settings, 'breaker.halfOpenLimitMs') > 0
          ? `rate reached, or ${seconds(dial(settings, 'breaker.halfOpenLimitMs'))} passed`
          : 'rate reached',
      bend: 22,
    },
  ],
};

const gatewayMachine: Machine = {
  states: [
    { id: 'HEALTHY', label: 'healthy', colour: 'ok', x: 70, y: 70, about: 'It works at its normal speed.' },
    {
      id: 'STRAINED',
      label: 'strained',
      colour: 'warn',
      x: 250,
      y: 70,
      about: 'Its queue was too long: each call takes longer now, until the queue is short.',
    },
  ],
  edges: [
    {
      from: 'HEALTHY',
      to: 'STRAINED',
      label: (settings) => `calls wait > ${seconds(dial(settings, 'gateway.strainAboveMs'))}`,
      bend: -26,
    },
    {
      from: 'STRAINED',
      to: 'HEALTHY',
      label: (settings) => `calls wait < ${seconds(dial(settings, 'gateway.strainBelowMs'))}`,
      bend: -26,
    },
  ],
};

function breakerFigure({ lanes, metrics, settings }: FigureView): string {
  const refused = metrics['notPermitted'] ?? 0;
  switch (lanes['main']) {
    case 'HALF_OPEN':
      return `half-open ${probes(settings) - (metrics['permits'] ?? 0)}/${probes(settings)}`;
    case 'OPEN':
      return refused > 0 ? `open, ${refused} refused` : 'open';
    case 'FORCED_OPEN':
      return 'held open';
    case 'DISABLED':
      return 'disabled';
    case 'METRICS_ONLY':
      return 'metrics only';
    default: {
      const rate = metrics['failureRatePct'] ?? -1;
      return rate < 0 ? 'closed' : `closed, ${rate} % fail`;
    }
  }
}

function ordersFigure({ metrics, busy, queued, settings }: FigureView): string {
  const waiting = metrics['waitingForPayment'] ?? 0;
  if (queued > 0) return `${busy} busy, ${queued} queued`;
  return waiting > 0
    ? `${waiting} of ${dial(settings, 'orders.workers')} waiting`
    : `${busy} of ${dial(settings, 'orders.workers')} busy`;
}

export const roles: Readonly<Record<string, RoleMeta>> = {
  shoppers: {
    label: 'Shoppers',
    letter: 'S',
    shape: 'circle',
    timers: { arrive: 'next shopper' },
    source: 'shoppers.ts',
    about:
      'People who order or ask what is in stock. They keep coming whether or not the shop keeps up, and stop waiting when their patience ends.',
    figure: ({ settings }) => `${dial(settings, 'shoppers.ratePerSecond')} visits/s`,
  },
  orders: {
    label: 'Order service',
    letter: 'O',
    shape: 'square',
    source: 'orders.ts',
    about:
      'Reserves the goods, then charges the card. Each request holds one of its workers until it is answered, whatever it waits for.',
    figure: ordersFigure,
  },
  breaker: {
    label: 'Breaker',
    letter: 'B',
    shape: 'diamond',
    timers: { elapsed: 'end of this state' },
    source: 'breaker-core.ts',
    about: 'Watches how the calls to one dependency end, and stops making them while too many fail or are slow.',
    machine: breakerMachine,
    figure: breakerFigure,
  },
  gateway: {
    label: 'Payment gateway',
    letter: 'P',
    shape: 'square',
    external: true,
    source: 'gateway.ts',
    about:
      'Somebody else’s service. It charges at most once per key, works through what it has taken even if nobody waits any more, and gets slower when its queue is long.',
    machine: gatewayMachine,
    figure: ({ busy, queued, lanes }) =>
      queued > 0 ? `${queued} queued${lanes['main'] === 'STRAINED' ? ', strained' : ''}` : `${busy} in work`,
  },
  inventory: {
    label: 'Inventory',
    letter: 'I',
    shape: 'square',
    source: 'inventory.ts',
    about:
      'The bystander: quick, healthy and needed by everybody, but reached through the same workers as the gateway.',
    figure: ({ busy }) => `${busy} in work`,
  },
  payLater: {
    label: 'Pay later',
    letter: 'Q',
    shape: 'cylinder',
    timers: { settle: 'next charge' },
    source: 'pay-later.ts',
    about:
      'Keeps orders that could not be charged, on disk, and charges them one by one when payment works again, under the key of the first attempt.',
    figure: ({ metrics }) => `${metrics['pending'] ?? 0} pending`,
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main CLOSED': 'ok',
  'main OPEN': 'bad',
  'main HALF_OPEN': 'warn',
  'main FORCED_OPEN': 'bad',
  'main DISABLED': 'quiet',
  'main METRICS_ONLY': 'quiet',
  'main HEALTHY': 'ok',
  'main STRAINED': 'warn',
};

export const modes: Pattern['modes'] = {
  ok: { label: 'answers normally', tone: 'ok' },
  error: { label: 'answers with errors', tone: 'bad' },
  slow: { label: 'answers slowly', tone: 'warn' },
  hang: { label: 'hangs', tone: 'bad' },
};

export const commands: Pattern['commands'] = {
  placeOrder: { program: 'shoppers', label: 'Place an order', narrate: 'One more shopper places an order.' },
  checkStock: { program: 'shoppers', label: 'Check the stock', narrate: 'One more shopper asks what is in stock.' },
  rush: { program: 'shoppers', label: 'Rush of 20 orders', narrate: 'Twenty shoppers place an order at once.' },
  forceOpen: { program: 'breaker', label: 'Hold open', narrate: 'An operator holds the breaker open.' },
  disable: { program: 'breaker', label: 'Disable', narrate: 'An operator disables the breaker: every call passes.' },
  metricsOnly: {
    program: 'breaker',
    label: 'Metrics only',
    narrate: 'An operator lets the breaker count, but not open.',
  },
  close: { program: 'breaker', label: 'Close', narrate: 'An operator closes the breaker with an empty window.' },
};
