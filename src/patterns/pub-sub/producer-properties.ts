import type { Property } from '../../kernel/property.ts';
import type { Pid } from './messages.ts';
import { GATEWAYS } from './programs/cluster.ts';

/** By gateway: the epoch that another holds under its name. */
type Fenced = Record<string, number>;

export const oneName: Property<Fenced> = {
  id: 'one-name',
  kind: 'always',
  title: 'One producer under one name',
  explain:
    'A gateway that has been told that another publishes under its name publishes nothing any more. If it began anew, each would fence the other in turn.',
  appliesOff: false,
  watches: { nodes: GATEWAYS, events: ['reply', 'restart'], effects: ['note'] },
  init: () => ({}),
  step(fenced, { kind, node, transit, effects }) {
    if (!GATEWAYS.includes(node)) return undefined;
    if (kind === 'restart') delete fenced[node];
    if (kind === 'reply' && transit?.message.type === 'Pid') {
      const { error, epoch } = transit.message as unknown as Pid;
      if (error === 'ProducerFenced') fenced[node] = epoch;
    }
    if (fenced[node] === undefined) return undefined;
    return effects.some((effect) => effect.kind === 'note' && effect.rule === 'acknowledged')
      ? `${node} publishes, though another has had its name since producer epoch ${fenced[node]}`
      : undefined;
  },
};
