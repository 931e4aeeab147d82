import { ms, US_PER_S, type Us } from '../../kernel/time.ts';
import type { Effect, Seq, TraceEvent } from '../../kernel/trace.ts';

/** Goals that no single count tells. Each reader answers whenever what it keeps has changed. */
type Reader = (event: TraceEvent) => number | null;

const isWrite = (name: string): boolean => name === 'write' || name === 'cas';

/** How long the newest leader had heard of no other before it led, ms: told by itself, under every algorithm. */
export const timeToLeader = (): Reader => (event) => {
  for (const effect of event.effects) if (effect.kind === 'metric' && effect.name === 'leaderless') return effect.value;
  return null;
};

/** A wait for the next done write that is shorter than this is latency, not an outage. */
const OUTAGE_US = ms(500);

/** Seconds in which writes were asked for, and nobody's was done. */
export function unavailable(): Reader {
  /** Writes that began since the last one that was done. */
  const open = new Set<string>();
  let overUs: Us = 0;
  /** Since when there is one; −1: there is none. */
  let sinceUs: Us = -1;
  return ({ timeUs, effects }) => {
    let isNews = false;
    const waitedUs = (): Us => (sinceUs >= 0 && timeUs - sinceUs >= OUTAGE_US ? timeUs - sinceUs : 0);
    for (const effect of effects) {
      if ((effect.kind !== 'begin' && effect.kind !== 'end') || !isWrite(effect.name)) continue;
      isNews = true;
      if (effect.kind === 'begin') {
        open.add(effect.op);
        if (sinceUs < 0) sinceUs = timeUs;
        continue;
      }
      open.delete(effect.op);
      if (effect.outcome !== 'ok' && open.size > 0) continue;
      overUs += waitedUs();
      sinceUs = -1;
      open.clear();
    }
    return isNews ? (overUs + waitedUs()) / US_PER_S : null;
  };
}

/** All that replicas, storage and lock service send each other, heartbeats too, by writes that are done. */
export function messagesPerWrite(): Reader {
  let sent = 0;
  let done = 0;
  const count = (effect: Effect): boolean => {
    if (effect.kind === 'end') {
      if (effect.outcome !== 'ok' || !isWrite(effect.name)) return false;
      done += 1;
      return true;
    }
    if (effect.kind !== 'send') return false;
    const { from, to } = effect.transit;
    if (from.startsWith('client') || to.startsWith('client')) return false;
    sent += 1;
    return true;
  };
  return ({ effects }) => {
    let isNews = false;
    for (const effect of effects) if (count(effect)) isNews = true;
    return isNews ? sent / Math.max(1, done) : null;
  };
}

/** Times that anybody stood for leader: by votes, by rank, by lease, or because a health check failed. */
export function elections(): Reader {
  let count = -1;
  return ({ effects }) => {
    // The first event says that there was none yet.
    const isFirst = count < 0;
    if (isFirst) count = 0;
    if (effects.some(stands)) count += 1;
    else if (!isFirst) return null;
    return count;
  };
}

const stands = (effect: Effect): boolean =>
  effect.kind === 'note'
    ? effect.rule === 'stands for election' || effect.rule === 'promotes itself'
    : effect.kind === 'become' && (effect.to === 'candidate' || effect.to === 'acquired');

/** Where, up to `last`, a property first said that no order explains what clients were told; −1: nowhere. */
export function brokenAt(events: readonly TraceEvent[], last: Seq): Seq {
  for (let seq = 0; seq <= last && seq < events.length; seq += 1)
    for (const effect of events[seq]!.effects)
      if (effect.kind === 'verdict' && (effect.property === 'linearizable' || effect.property === 'contradiction'))
        return seq;
  return -1;
}
