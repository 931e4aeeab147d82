import type { EffectList } from './effect-list.ts';
import { EFFECT_BITS, KIND_CODE } from './kinds.ts';
import type { Monitor } from './monitors.ts';
import type { Property } from './property.ts';

/** Effects with a name that a property can ask for. */
const NAMED = EFFECT_BITS.send | EFFECT_BITS.note | EFFECT_BITS.metric;
/** Names that share a bit are shown to whoever watches one of them. */
const NAME_BITS = 30;

/** What a property watches; kinds and names as bits. */
export interface Watch {
  /** Kinds of events, by their codes. */
  readonly events: number;
  /** Kinds of effects, whatever their names … */
  readonly effects: number;
  /** … and kinds that it watches for some names alone. */
  readonly named: number;
  readonly names: number;
  /** By index; null: all. */
  readonly nodes: ReadonlySet<number> | null;
}

/** Who watches events of one kind, with effects of some kinds, at one node. */
interface Audience {
  readonly always: readonly Monitor[];
  /** Where one of the names is among them. */
  readonly byName: readonly Monitor[];
  /** Both, by the names in an event; made when first asked for. */
  readonly joined: Map<number, readonly Monitor[]>;
}

/**
 * Who has to see which event: most concern few properties, and what concerns none need not even be
 * put together. Only who is judged and undecided is among them.
 */
export class Audiences {
  private readonly monitors: readonly Monitor[];
  private readonly bits: ReadonlyMap<string, number>;
  /** By kind, effects and node as one number; made when first asked for. */
  private readonly known = new Map<number, Audience>();

  constructor(monitors: readonly Monitor[], bits: ReadonlyMap<string, number>) {
    this.monitors = monitors;
    this.bits = bits;
  }

  /** `code`: of the event's kind. `node`: its index; −1: the world. */
  of(code: number, effects: EffectList, node: number): readonly Monitor[] {
    // In whole 32-bit steps: as a double it would be an object each time it is looked up.
    const key = (((effects.kinds << 5) | code) << 8) | (node + 1);
    const audience = this.known.get(key) ?? this.find(key, code, effects.kinds, node);
    if (audience.byName.length === 0) return audience.always;
    const names = effects.names(this.bits);
    return names === 0 ? audience.always : (audience.joined.get(names) ?? this.join(audience, names));
  }

  /** Whoever is decided watches no longer. */
  dismissDecided(): void {
    for (const [key, { always, byName }] of this.known) {
      if (always.every(isUndecided) && byName.every(isUndecided)) continue;
      this.known.set(key, {
        always: always.filter(isUndecided),
        byName: byName.filter(isUndecided),
        joined: new Map(),
      });
    }
  }

  /** Others are decided now. */
  forget(): void {
    this.known.clear();
  }

  /** Apart from `of`, because what a closure sees is an object made at every call, whether the closure is or not. */
  private find(key: number, code: number, effects: number, node: number): Audience {
    const always: Monitor[] = [];
    const byName: Monitor[] = [];
    for (const monitor of this.monitors) {
      const { watch, unjudged } = monitor;
      if (unjudged !== '' || !isUndecided(monitor) || watch.nodes?.has(node) === false) continue;
      if ((watch.events & (1 << code)) !== 0 || (watch.effects & effects) !== 0) always.push(monitor);
      else if ((watch.named & effects) !== 0) byName.push(monitor);
    }
    const audience = { always, byName, joined: new Map<number, readonly Monitor[]>() };
    this.known.set(key, audience);
    return audience;
  }

  private join({ always, byName, joined }: Audience, names: number): readonly Monitor[] {
    // In the order of all: verdicts that fall together fall in it.
    const list = this.monitors.filter(
      (monitor) => always.includes(monitor) || (byName.includes(monitor) && (monitor.watch.names & names) !== 0),
    );
    joined.set(names, list);
    return list;
  }
}

const isUndecided = ({ verdict }: Monitor): boolean => verdict === null;

/** What a property has to see; all of it where it does not say. `bits`: of the names so far, to which its own are added. */
export function watchOf({ watches }: Property, ids: readonly string[], bits: Map<string, number>): Watch {
  if (watches === undefined) return { events: -1, effects: -1, named: 0, names: 0, nodes: null };
  let [events, effects, names] = [0, 0, 0];
  for (const kind of watches.events ?? []) events |= 1 << KIND_CODE[kind];
  for (const kind of watches.effects ?? []) effects |= EFFECT_BITS[kind];
  for (const name of watches.names ?? []) {
    const bit = bits.get(name) ?? 1 << (bits.size % NAME_BITS);
    bits.set(name, bit);
    names |= bit;
  }
  const named = watches.names === undefined ? 0 : effects & NAMED;
  // A node that this topology lacks has nothing happen at it; the empty id is the world.
  const nodes = watches.nodes?.filter((id) => id === '' || ids.includes(id)).map((id) => ids.indexOf(id));
  return { events, effects: effects & ~named, named, names, nodes: nodes === undefined ? null : new Set(nodes) };
}
