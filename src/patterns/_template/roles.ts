import type { Pattern } from '../../pattern-kit/pattern.ts';

// TEMPLATE: one entry for each program: a letter, a shape (circle: client, square: service, cylinder: storage or queue, diamond: a decision on the way) and a sentence or two.
export const roles: Pattern['roles'] = {
  client: {
    label: 'Client',
    letter: 'C',
    shape: 'circle',
    source: 'client.ts',
    about:
      'Places orders and waits for each answer, but not for ever. A timeout does not tell it whether the order was placed.',
    // TEMPLATE: draw a machine for a role that calls `node.become`; its states are the names used there. Otherwise leave it out.
    machine: {
      states: [
        { id: 'SURE', label: 'sure', colour: 'ok', x: 70, y: 70, about: 'No order is asked for a second time.' },
        {
          id: 'IN_DOUBT',
          label: 'in doubt',
          colour: 'warn',
          x: 250,
          y: 70,
          about: 'At least one order went without an answer and is asked for again.',
        },
      ],
      edges: [
        {
          from: 'SURE',
          to: 'IN_DOUBT',
          label: (settings) => `no answer for ${Number(settings['client.timeoutMs'])} ms`,
          bend: -26,
        },
        { from: 'IN_DOUBT', to: 'SURE', label: () => 'all answered, or given up', bend: -26 },
      ],
    },
    // TEMPLATE: show the one figure that tells how the node is, in three words at most.
    figure: ({ settings }) => `${Number(settings['client.ratePerSecond'])} orders/s`,
  },
  server: {
    label: 'Server',
    letter: 'S',
    shape: 'square',
    source: 'server.ts',
    about: 'Writes each order to its disk, then answers. An order that comes with a key it knows is only answered.',
    figure: ({ metrics }) => `${metrics['placed'] ?? 0} placed`,
  },
};

// TEMPLATE: colour every state of every lane, as `lane state`; the lane is `main` unless `become` names another.
export const laneColours: Pattern['laneColours'] = {
  'main SURE': 'ok',
  'main IN_DOUBT': 'warn',
};

// TEMPLATE: say in words what each of a program's `modes` is, such as hang: { label: 'hangs', tone: 'bad' }. None is fine.
export const modes: Pattern['modes'] = {};

// TEMPLATE: one entry for each command of each program.
export const commands: Pattern['commands'] = {
  placeOrder: { program: 'client', label: 'Place an order', narrate: 'One more order is placed.' },
};
