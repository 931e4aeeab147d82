import type { Effect, TraceEvent } from '../../../kernel/trace.ts';
import type { Property } from '../../../kernel/property.ts';
import { electsBy } from '../promises.ts';
import { CLIENTS, REPLICAS } from '../topology.ts';
import type { Admitted } from './lease-properties.ts';
import type { RingElection } from './messages.ts';

/** What each of the simpler algorithms promises of itself, under all faults: little, and not nothing. */

interface Kept {
  /** What open writes want to write, by operation; each value is written once. */
  readonly asked: Record<string, number>;
  readonly kept: Record<string, true>;
}

export const acknowledgedKept: Property<Kept> = {
  id: 'acknowledged-kept',
  kind: 'always',
  title: 'An acknowledged write is in the storage',
  explain:
    'Whoever leads, and however many do: a client is told that its write is done only when the storage that all share has it on disk. A later leader may write over it, and never loses it.',
  appliesOff: false,
  applies: electsBy('lease', 'bully', 'ring', 'paxos'),
  watches: { nodes: [...CLIENTS, 'storage'], effects: ['begin', 'end', 'note'] },
  init: () => ({ asked: {}, kept: {} }),
  step(state, { effects, node }) {
    for (const effect of effects) {
      if (effect.kind === 'note') {
        if (node === 'storage' && effect.rule === 'writes found again')
          for (const value of (effect.data as { readonly values: readonly number[] }).values) state.kept[value] = true;
        if (node === 'storage' && (effect.rule === 'write kept' || effect.rule === 'stale write kept'))
          state.kept[(effect.data as unknown as Admitted).value!] = true;
      } else if (effect.kind === 'begin') {
        if (effect.name !== 'read') state.asked[effect.op] = (effect.input as { readonly value: number }).value;
      } else if (effect.kind === 'end') {
        const value = state.asked[effect.op];
        if (value === undefined) continue;
        delete state.asked[effect.op];
        if (isDone(effect) && !(value in state.kept))
          return `${node} was told that its write of ${value} is done, and the storage does not have it`;
      }
    }
    return undefined;
  },
};

const isDone = ({ name, outcome, output }: Extract<Effect, { kind: 'end' }>): boolean =>
  outcome === 'ok' && (name === 'write' || output === true);

const becomes = ({ effects }: TraceEvent, state: string): boolean => {
  for (const effect of effects) if (effect.kind === 'become' && effect.to === state) return true;
  return false;
};

export const bullyYields: Property<Record<string, string>> = {
  id: 'bully-yields',
  kind: 'always',
  title: 'Bully: who is answered from above yields',
  explain:
    'A candidate that a higher one has answered never declares itself in that election. It is all that Bully promises without knowing how long a message takes: who gets no answer cannot tell dead from unreachable.',
  appliesOff: false,
  applies: electsBy('bully'),
  watches: { nodes: REPLICAS, events: ['deliver', 'restart'], effects: ['become'] },
  init: () => ({}),
  step(answered, event, world) {
    const { kind, node, transit } = event;
    if (kind === 'restart' || becomes(event, 'candidate')) delete answered[node];
    if (kind === 'deliver' && transit!.message.type === 'Ok' && world.lane(node) !== 'leader')
      answered[node] = transit!.from;
    return node in answered && becomes(event, 'leader')
      ? `${node} declares that it leads, though ${answered[node]!} has answered it`
      : undefined;
  },
};

export const ringLargest: Property<null> = {
  id: 'ring-largest',
  kind: 'always',
  title: 'Ring: only the largest gets around',
  explain:
    'No replica lets an id pass that is smaller than its own, and none leads unless its own id came back or nobody else is left on the ring. So of those that an id has met, the largest wins.',
  appliesOff: false,
  applies: electsBy('ring'),
  watches: { nodes: REPLICAS, effects: ['become', 'send'] },
  init: () => null,
  step(_state, event) {
    const { kind, node, transit } = event;
    for (const effect of event.effects) {
      if (effect.kind !== 'send' || effect.transit.message.type !== 'RingElection') continue;
      const { id } = effect.transit.message as unknown as RingElection;
      if (id < node) return `${node} lets ${id} pass, which is smaller`;
    }
    if (kind !== 'deliver' || !becomes(event, 'leader')) return undefined;
    const message = transit!.message as unknown as RingElection;
    return message.type === 'RingElection' && message.id === node
      ? undefined
      : `${node} leads, and its own id did not come back`;
  },
};
