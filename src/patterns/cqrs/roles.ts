import type { Settings } from '../../kernel/program.ts';
import type { FigureView, Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const dial = (settings: Settings, key: string): number => Number(settings[key]);
const load = ({ busy, queued }: FigureView): string => (queued > 0 ? `${queued} queued` : `${busy} busy`);

const projectorMachine: Machine = {
  states: [
    { id: 'ABSENT', label: 'not deployed', colour: 'quiet', x: 60, y: 40, about: 'The view does not exist yet.' },
    {
      id: 'CATCHING_UP',
      label: 'catching up',
      colour: 'warn',
      x: 60,
      y: 130,
      about: 'It reads from its checkpoint, and is behind the head of the log.',
    },
    { id: 'LIVE', label: 'live', colour: 'ok', x: 210, y: 130, about: 'It is at the head, and follows.' },
    {
      id: 'REBUILDING',
      label: 'rebuilding',
      colour: 'event',
      x: 300,
      y: 40,
      about: 'A second copy reads the whole history; the first one goes on answering.',
    },
    {
      id: 'STALLED',
      label: 'stalled',
      colour: 'bad',
      x: 210,
      y: 215,
      about: 'An event cannot be applied. It stands still until somebody decides.',
    },
  ],
  edges: [
    { from: 'ABSENT', to: 'CATCHING_UP', label: () => 'deployed' },
    { from: 'CATCHING_UP', to: 'LIVE', label: () => 'at the head', bend: -18 },
    { from: 'LIVE', to: 'CATCHING_UP', label: () => 'far behind, or restarted', bend: -18 },
    { from: 'LIVE', to: 'REBUILDING', label: () => 'rebuild', bend: -18 },
    { from: 'REBUILDING', to: 'LIVE', label: () => 'swap', bend: -18 },
    { from: 'LIVE', to: 'STALLED', label: () => 'poison event, 3 attempts', bend: -18 },
    { from: 'STALLED', to: 'LIVE', label: () => 'set aside', bend: -18 },
  ],
};

const reconcilerMachine: Machine = {
  states: [
    { id: 'AGREE', label: 'they agree', colour: 'ok', x: 70, y: 70, about: 'Rows of the same version are the same.' },
    {
      id: 'DIFFERENCES',
      label: 'they differ',
      colour: 'bad',
      x: 250,
      y: 70,
      about: 'Some differed twice in a row: that is no delay.',
    },
  ],
  edges: [
    { from: 'AGREE', to: 'DIFFERENCES', label: () => 'differ twice in a row', bend: -26 },
    { from: 'DIFFERENCES', to: 'AGREE', label: () => 'agree again', bend: -26 },
  ],
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  browsers: {
    label: 'Browsers',
    letter: 'B',
    shape: 'circle',
    source: 'browsers.ts',
    about:
      'People who look at products: nearly all requests are theirs. They keep coming, whether or not the shop keeps up.',
    figure: ({ settings }) => `${dial(settings, 'browsers.ratePerSecond')} pages/s`,
  },
  buyers: {
    label: 'Buyers',
    letter: 'K',
    shape: 'circle',
    source: 'buyers.ts',
    about: 'They order, look whether the order is there, and refresh the page. Their session carries a position along.',
    figure: ({ settings }) => `${dial(settings, 'buyers.ratePerSecond')} orders/s`,
  },
  merchandiser: {
    label: 'Merchandiser',
    letter: 'M',
    shape: 'circle',
    source: 'merchandiser.ts',
    about: 'Sets prices and fills shelves. A sale changes many prices in one long transaction.',
  },
  commandApi: {
    label: 'Command API',
    letter: 'C',
    shape: 'square',
    source: 'command-api.ts',
    about:
      'Loads the aggregates, decides, and commits against the versions it decided on; after a conflict, once more.',
  },
  writeStore: {
    label: 'Write store',
    letter: 'W',
    shape: 'cylinder',
    source: 'write-store.ts',
    about: 'The model that rules are checked on. What changes, and the event that says so, are one transaction.',
    figure: ({ metrics }) => `position ${metrics['position'] ?? 0}`,
  },
  relay: {
    label: 'Relay',
    letter: 'R',
    shape: 'square',
    source: 'relay.ts',
    about: 'Moves events from the outbox to the log, at least once, and never past a gap that may still be filled.',
    figure: ({ metrics }) => `at ${metrics['cursor'] ?? 0}`,
  },
  log: {
    label: 'Log',
    letter: 'L',
    shape: 'cylinder',
    source: 'log.ts',
    about: 'Append-only, an offset for each event. Delivers to every reader at least once, and keeps everything.',
    figure: ({ metrics }) => `${metrics['head'] ?? 0} events`,
  },
  projector: {
    label: 'Projector',
    letter: 'P',
    shape: 'square',
    source: 'projector.ts',
    about:
      'Folds the log into one view. Rows and checkpoint are one transaction, so nothing is applied twice or left out.',
    machine: projectorMachine,
    figure({ metrics, lanes }) {
      const behind = metrics['lagPositions'] ?? 0;
      if (lanes['main'] === 'ABSENT') return 'absent';
      return lanes['main'] === 'CATCHING_UP' && behind === 0 ? 'waits for the log' : `${behind} behind`;
    },
  },
  replica: {
    label: 'Replica',
    letter: 'D',
    shape: 'cylinder',
    source: 'replica.ts',
    about: 'A copy of all views for reading. It lags, and says as of which position it answers.',
    figure: load,
  },
  queryApi: {
    label: 'Query API',
    letter: 'Q',
    shape: 'square',
    source: 'query-api.ts',
    about: 'Chooses a replica and passes on the position that the session asks for. Never decides anything.',
  },
  mailer: {
    label: 'Mailer',
    letter: 'E',
    shape: 'square',
    source: 'mailer.ts',
    about: 'Confirms orders by mail. A reactor with a checkpoint of its own: what it does cannot be folded again.',
  },
  reconciler: {
    label: 'Reconciler',
    letter: 'A',
    shape: 'diamond',
    source: 'reconciler.ts',
    about:
      'Compares the read models with the write model, row by row. An event that was never published makes no noise.',
    machine: reconcilerMachine,
    figure: ({ metrics }) =>
      metrics['differences'] === undefined ? 'not compared yet' : `${metrics['differences']} differ`,
  },
  shop: {
    label: 'Shop',
    letter: 'S',
    shape: 'square',
    source: 'shop.ts',
    about: 'One service for reading and writing. It sends the mail itself, after the commit.',
  },
  database: {
    label: 'Database',
    letter: 'D',
    shape: 'cylinder',
    source: 'database.ts',
    about: 'One model for everything: always consistent, and every page that is looked at competes with every order.',
    figure: load,
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main ABSENT': 'quiet',
  'main CATCHING_UP': 'warn',
  'main LIVE': 'ok',
  'main REBUILDING': 'event',
  'main STALLED': 'bad',
  'main AGREE': 'ok',
  'main DIFFERENCES': 'bad',
};

export const modes: Pattern['modes'] = {
  ok: { label: 'follows', tone: 'ok' },
  held: { label: 'is held back', tone: 'warn' },
};

export const commands: Pattern['commands'] = {
  look: { program: 'browsers', label: 'Look at a product', narrate: 'One more person looks at a product.' },
  buy: {
    program: 'buyers',
    label: 'Buy, then look',
    narrate: 'One more customer orders, and looks whether it is there.',
  },
  lastItem: {
    program: 'buyers',
    label: 'Twelve want the vase',
    narrate: 'Twelve customers order the vase at once; there are three.',
  },
  reprice: {
    program: 'merchandiser',
    label: 'Start a sale',
    narrate: 'The merchandiser starts a sale: many prices, one transaction.',
  },
  edit: {
    program: 'merchandiser',
    label: 'Two edit one price',
    narrate: 'Two merchandisers look at the price of the vase, and both change it.',
  },
  restock: { program: 'merchandiser', label: 'Deliver lamps', narrate: 'The merchandiser gets 50 more lamps.' },
  misprint: {
    program: 'merchandiser',
    label: 'Misprint a price',
    narrate: 'The merchandiser enters a price below zero.',
  },
  rebuild: {
    program: 'projector',
    label: 'Rebuild the view',
    narrate: 'An operator has the view rebuilt beside the old one.',
  },
  deploy: { program: 'projector', label: 'Deploy the view', narrate: 'An operator deploys a new view.' },
  setAside: { program: 'projector', label: 'Set the event aside', narrate: 'An operator sets the poison event aside.' },
};
