import type { Settings } from '../../kernel/program.ts';
import type { Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const dial = (settings: Settings, key: string): number => Number(settings[key]);
const seconds = (millis: number): string => `${millis % 1_000 === 0 ? millis / 1_000 : (millis / 1_000).toFixed(1)} s`;

/** When it holds back, by the budget that is chosen. */
function budgetWords(settings: Settings): string {
  switch (settings['budget.kind']) {
    case 'window':
      return `> ${dial(settings, 'window.ratioPct')} % of late, and > ${dial(settings, 'window.minPerSecond')}/s`;
    case 'tokens':
    case 'none':
      return 'no share is kept';
    default:
      return `retries ≥ ${dial(settings, 'budget.pct')} %, and ≥ ${dial(settings, 'budget.minRetries')}`;
  }
}

const ambassadorMachine: Machine = {
  states: [
    { id: 'PASSING', label: 'passing', colour: 'ok', x: 60, y: 50, about: 'All are at their first attempt.' },
    {
      id: 'RETRYING',
      label: 'retrying',
      colour: 'warn',
      x: 250,
      y: 50,
      about: 'Something has failed and is tried again.',
    },
    {
      id: 'HOLDING_BACK',
      label: 'holding back',
      colour: 'event',
      x: 250,
      y: 170,
      about: 'The budget is used up: what fails is not tried again.',
    },
    {
      id: 'SHORT_CIRCUIT',
      label: 'breaker open',
      colour: 'bad',
      x: 60,
      y: 170,
      about: 'So many have failed that none is sent for a while.',
    },
  ],
  edges: [
    { from: 'PASSING', to: 'RETRYING', label: () => 'an attempt fails', bend: -22 },
    { from: 'RETRYING', to: 'PASSING', label: () => 'answered', bend: -22 },
    {
      from: 'RETRYING',
      to: 'HOLDING_BACK',
      label: budgetWords,
      bend: -18,
    },
    { from: 'HOLDING_BACK', to: 'RETRYING', label: () => 'a retry ends', bend: -18 },
    {
      from: 'RETRYING',
      to: 'SHORT_CIRCUIT',
      label: (settings) => `≥ ${dial(settings, 'breaker.failurePct')} % fail`,
      bend: 14,
    },
    {
      from: 'SHORT_CIRCUIT',
      to: 'PASSING',
      label: (settings) => `probe succeeds after ${seconds(dial(settings, 'breaker.openMs'))}`,
      bend: -18,
    },
  ],
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  travellers: {
    label: 'Travellers',
    letter: 'T',
    shape: 'circle',
    source: 'travellers.ts',
    about: 'People with phones, who come whether or not anybody keeps up.',
    figure: ({ settings }) => `${dial(settings, 'travellers.ratePerSecond')} requests/s`,
  },
  application: {
    label: 'Application',
    letter: 'L',
    shape: 'square',
    source: 'application.ts',
    about: 'Knows nothing of retries: one plain call to localhost. The same for both languages.',
  },
  ownRetries: {
    label: 'Application with its own retries',
    letter: 'L',
    shape: 'square',
    source: 'own-retries.ts',
    about: 'The same with a loop around every call: fixed retries, a fixed pause. Each application has its own.',
    figure: ({ settings }) => `own loop, ${dial(settings, 'own.retries')} retries`,
  },
  ambassador: {
    label: 'Ambassador',
    letter: 'A',
    shape: 'diamond',
    source: 'retrying.ts',
    about: 'Makes the calls to the outside for the application beside it.',
    machine: ambassadorMachine,
    figure: ({ metrics }) => {
      const retries = metrics['retries'] ?? 0;
      return retries === 0 ? 'no retries' : `${retries} ${retries === 1 ? 'retry' : 'retries'} under way`;
    },
  },
  provider: {
    label: 'External API',
    letter: 'X',
    shape: 'square',
    external: true,
    source: 'provider.ts',
    about: 'Somebody else’s host. It carries out a write once per key, and works on what nobody waits for unless told.',
    // Its workers and its queue are drawn: words would only say it again.
    figure: ({ metrics }) => {
      const twice = metrics['duplicates'] ?? 0;
      return twice > 0 ? `${twice} paid twice` : '';
    },
  },
  collector: {
    label: 'Attempt log',
    letter: 'C',
    shape: 'cylinder',
    source: 'collector.ts',
    about: 'All attempts of all applications, in one form.',
    figure: ({ metrics }) => {
      const { attempts = 0, requests = 0 } = metrics;
      return requests === 0 ? 'nothing yet' : `${(attempts / requests).toFixed(2)} attempts each`;
    },
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main PASSING': 'ok',
  'main RETRYING': 'warn',
  'main HOLDING_BACK': 'event',
  'main SHORT_CIRCUIT': 'bad',
  ...Object.fromEntries(
    ['payments', 'rates', 'seats'].flatMap((api) => [
      [`${api} breaker CLOSED`, 'ok'],
      [`${api} breaker OPEN`, 'bad'],
      [`${api} breaker HALF_OPEN`, 'warn'],
    ]),
  ),
};

export const modes: Pattern['modes'] = {
  ok: { label: 'answers normally', tone: 'ok' },
  flaky: { label: 'is flaky', tone: 'warn' },
  error: { label: 'answers 503 only', tone: 'bad' },
  slow: { label: 'answers slowly', tone: 'warn' },
  hang: { label: 'hangs', tone: 'bad' },
  draining: { label: 'is draining', tone: 'warn' },
};

export const commands: Pattern['commands'] = {
  pay: { program: 'travellers', label: 'Pay', narrate: 'One more traveller pays.' },
  seatMap: { program: 'travellers', label: 'Ask for a seat map', narrate: 'One more traveller asks for a seat map.' },
  crowd: { program: 'travellers', label: 'Crowd of 20', narrate: 'Twenty travellers ask at once.' },
  rush: { program: 'travellers', label: 'Rush of 60', narrate: 'Sixty travellers ask at once.' },
};
