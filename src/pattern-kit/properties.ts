import type { Property, World } from '../kernel/property.ts';
import type { Us } from '../kernel/time.ts';
import type { Effect, LinkState, TraceEvent } from '../kernel/trace.ts';

/**
 * Pieces for the properties of a pattern. Their states are plain data and are changed in place, so
 * that a monitor which is made of them can be checkpointed.
 */

type Words = Pick<Property, 'id' | 'title' | 'explain' | 'appliesOff' | 'applies'>;

/** Reached when a node's lane comes into `state`; with `from`, only when it comes from there. */
export function sometimesBecomes(
  words: Words,
  wanted: { readonly node: string; readonly state: string; readonly from?: string; readonly lane?: string },
): Property<null> {
  const { state, from, lane = 'main' } = wanted;
  return sometimes(
    words,
    wanted.node,
    'become',
    (effect) =>
      effect.kind === 'become' &&
      effect.lane === lane &&
      effect.to === state &&
      (from === undefined || effect.from === from),
  );
}

/** Reached when a rule fires at the node whose name begins with `rule`. */
export function sometimesNotes(
  words: Words,
  { node, rule }: { readonly node: string; readonly rule: string },
): Property<null> {
  return sometimes(words, node, 'note', (effect) => effect.kind === 'note' && effect.rule.startsWith(rule));
}

function sometimes(
  words: Words,
  node: string,
  kind: Effect['kind'],
  seen: (effect: Effect) => boolean,
): Property<null> {
  return {
    ...words,
    kind: 'sometimes',
    watches: { nodes: [node], effects: [kind] },
    init: () => null,
    step: (_state, event) => event.node === node && event.effects.some(seen),
  };
}

/** What is wrong in the world now: one key for each fault that has not been repaired. */
export type Faults = Record<string, true>;

/** The effects that `followFaults` goes by: for a property's `watches`. */
export const FAULT_EFFECTS = ['status', 'mode', 'condition', 'link'] as const;

/**
 * Follows faults through the trace. `normalModes` are the modes in which a node works as it should.
 * Answers whether the event changed anything.
 */
export function followFaults(faults: Faults, event: TraceEvent, normalModes: readonly string[]): boolean {
  let changed = false;
  for (const effect of event.effects) {
    const fault = faultOf(effect, normalModes);
    if (fault === null) continue;
    const [key, present] = fault;
    if (present === (faults[key] === true)) continue;
    if (present) faults[key] = true;
    else delete faults[key];
    changed = true;
  }
  return changed;
}

export function isCalm(faults: Faults): boolean {
  for (const _ in faults) return false;
  return true;
}

function faultOf(effect: Effect, normalModes: readonly string[]): readonly [key: string, present: boolean] | null {
  switch (effect.kind) {
    case 'status':
      return [`status ${effect.node}`, effect.status !== 'up'];
    case 'mode':
      return [`mode ${effect.node}`, !normalModes.includes(effect.mode)];
    case 'condition':
      return [`${effect.name} ${effect.node}`, isAbnormal(effect.name, effect.value)];
    case 'link':
      return [`link ${effect.from}>${effect.to}`, isImpaired(effect.state)];
    default:
      return null;
  }
}

/** `slow` and `slowSync` are percentages; all other conditions are off at 0. A clock offset harms nobody who waits on timers. */
function isAbnormal(name: string, value: number): boolean {
  if (name === 'clockOffset') return false;
  return name === 'slow' || name === 'slowSync' ? value !== 100 && value !== 0 : value !== 0;
}

const isImpaired = (link: LinkState): boolean =>
  link.cut ||
  link.addUs > 0 ||
  link.lossPpm > 0 ||
  link.duplicatePpm > 0 ||
  link.reorderPpm > 0 ||
  link.bytesPerSecond > 0;

/** Operations that have begun and not ended, by when they are due: ids, and deadlines at the same places. */
interface Open {
  /** What is wrong with the client's own host or clock. */
  readonly hurt: Faults;
  ops: string[];
  dueUs: Us[];
}

/** Every operation of a client ends, with whatever outcome, within a time. */
export function operationsEnd(
  words: Words,
  options: { readonly client: string; readonly op: string; readonly withinUs: (world: World) => Us },
): Property<Open> {
  const { client, op, withinUs } = options;
  return {
    ...words,
    kind: 'eventually',
    // Links are the network's, and its mode is its business: neither excuses it.
    watches: { nodes: [client, ''], effects: ['begin', 'end', 'status', 'condition'] },
    init: () => ({ hurt: {}, ops: [], dueUs: [] }),
    step(state, event, world) {
      if (event.node !== client && event.node !== '') return undefined;
      // A client that is itself broken, slow or stopped owes nothing to anybody.
      if (followHurt(state.hurt, event, client) && !isCalm(state.hurt)) {
        state.ops = [];
        state.dueUs = [];
        return null;
      }
      if (event.node !== client) return undefined;
      let isNewFirst = false;
      for (const effect of event.effects) {
        if (effect.kind === 'begin') {
          if (effect.name === op && isCalm(state.hurt))
            isNewFirst = begun(state, effect.op, event.timeUs + withinUs(world)) || isNewFirst;
        } else if (effect.kind === 'end') isNewFirst = ended(state, effect.op) || isNewFirst;
      }
      if (!isNewFirst) return undefined;
      const [first] = state.ops;
      return first === undefined ? null : { dueUs: state.dueUs[0]!, detail: `${op} ${first} has no end` };
    },
  };
}

/** Answers whether it is the first that is due. */
function begun({ ops, dueUs }: Open, op: string, atUs: Us): boolean {
  let place = ops.length;
  while (place > 0 && dueUs[place - 1]! > atUs) place--;
  ops.splice(place, 0, op);
  dueUs.splice(place, 0, atUs);
  return place === 0;
}

/** Answers whether it was the first that was due. */
function ended({ ops, dueUs }: Open, op: string): boolean {
  const place = ops.indexOf(op);
  if (place < 0) return false;
  ops.splice(place, 1);
  dueUs.splice(place, 1);
  return place === 0;
}

/** Follows what is wrong with one node itself; answers whether the event changed it. */
function followHurt(hurt: Faults, { effects }: TraceEvent, node: string): boolean {
  let changed = false;
  for (const effect of effects) {
    if ((effect.kind !== 'status' && effect.kind !== 'condition') || effect.node !== node) continue;
    const [key, present] = faultOf(effect, NO_MODES)!;
    if (present === key in hurt) continue;
    if (present) hurt[key] = true;
    else delete hurt[key];
    changed = true;
  }
  return changed;
}
const NO_MODES: readonly string[] = [];
