import { EFFECT_BITS } from './kinds.ts';
import type { Effect, Transit } from './trace.ts';

const NONE: readonly Effect[] = [];

/** An effect as the trace keeps it: a send is the index of its transit. */
export type PackedEffect = Effect | number;

/** One alone, as most events have, is not in a list; nothing at all is undefined. */
export type PackedEffects = readonly PackedEffect[] | PackedEffect | undefined;

/**
 * The effects of the event in hand: one list for all events, copied at its exact size when the
 * event is complete.
 */
export class EffectList {
  private readonly items: PackedEffect[] = [];
  /** The transits of the sends, at the same places. */
  private readonly transits: Transit[] = [];
  private count = 0;
  /** Which kinds are among them: bits as in `EFFECT_BITS`. */
  kinds = 0;

  clear(): void {
    this.count = 0;
    this.kinds = 0;
  }

  /** `bit`: of its kind; who knows it says it, for effects come in many shapes. */
  add(effect: Effect, bit: number = EFFECT_BITS[effect.kind]): void {
    this.items[this.count++] = effect;
    this.kinds |= bit;
  }

  /** `index`: of the transit in the run. */
  send(index: number, transit: Transit): void {
    this.transits[this.count] = transit;
    this.items[this.count++] = index;
    this.kinds |= EFFECT_BITS.send;
  }

  /** The names among them, as bits: types of messages sent, rules of notes, and what metrics measure. */
  names(bits: ReadonlyMap<string, number>): number {
    let names = 0;
    for (let i = 0; i < this.count; i++) {
      const effect = this.items[i]!;
      if (typeof effect === 'number') names |= bits.get(this.transits[i]!.message.type) ?? 0;
      else if (effect.kind === 'note') names |= bits.get(effect.rule) ?? 0;
      else if (effect.kind === 'metric') names |= bits.get(effect.name) ?? 0;
    }
    return names;
  }

  packed(): PackedEffects {
    if (this.count === 0) return undefined;
    return this.count === 1 ? this.items[0] : this.items.slice(0, this.count);
  }

  packedWith(more: readonly Effect[]): PackedEffects {
    return [...this.items.slice(0, this.count), ...more];
  }

  /** As monitors see them. */
  unpacked(): readonly Effect[] {
    if (this.count === 0) return NONE;
    // A slice has just the size it needs; pushing to an empty list would leave room for many.
    const effects = this.items.slice(0, this.count);
    for (let i = 0; i < effects.length; i++) {
      if (typeof effects[i] === 'number') effects[i] = { kind: 'send', transit: this.transits[i]! };
    }
    return effects as Effect[];
  }
}
