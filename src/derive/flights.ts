import type { Us } from '../kernel/time.ts';
import type { LossReason, Seq, TraceEvent, Transit } from '../kernel/trace.ts';
import { lossOf } from './losses.ts';
import type { Flight } from './types.ts';

/**
 * A flight as it was known from `fromUs` on. Faults on the way make a new one, so that looking back
 * shows the message heading where it then was heading. Positions run from 0 (sender) to 1 (receiver).
 */
export interface Leg extends Flight {
  readonly fromUs: Us;
  readonly fromSeq: Seq;
  /** Where and when this leg begins; it reaches `endAt` at `dueUs` and stays there. */
  readonly startUs: Us;
  readonly startAt: number;
  readonly dueUs: Us;
  readonly endAt: number;
}

interface Voyage {
  readonly transit: Transit;
  readonly sentSeq: Seq;
  readonly legs: Leg[];
  /** The last leg with its end, once an event ended it. */
  final: Leg | null;
}

/** A new list of what is under way is kept for every so many messages sent. */
const SENDS_PER_CHECKPOINT = 512;

/**
 * How far a message gets that is doomed from the start. The network gives one that it loses half
 * the latency, so that it moves as fast as the others and dies half way: at the wall, where there is one.
 */
const restingPlace = (reason: LossReason | null): number =>
  reason === 'cut' || reason === 'loss' || reason === 'reset' ? 0.5 : 1;

/** Where a flight is on its path at a time, 0 … 1. Flights of other makers move evenly. */
export function positionAt(flight: Flight, timeUs: Us): number {
  const leg = flight as Partial<Leg> & Flight;
  const startUs = leg.startUs ?? flight.sentUs;
  const startAt = leg.startAt ?? 0;
  const endAt = leg.endAt ?? restingPlace(flight.lost);
  const dueUs = leg.dueUs ?? flight.endUs;
  if (timeUs >= dueUs) return endAt;
  if (timeUs <= startUs) return startAt;
  return startAt + ((endAt - startAt) * (timeUs - startUs)) / (dueUs - startUs);
}

const lastLeg = (voyage: Voyage): Leg => voyage.legs[voyage.legs.length - 1] as Leg;

const newest = (voyage: Voyage): Leg => voyage.final ?? lastLeg(voyage);

function firstLeg(transit: Transit, seq: Seq): Leg {
  const lost = transit.lost ?? null;
  return {
    transit,
    sentSeq: seq,
    sentUs: transit.sentUs,
    endUs: transit.arriveUs,
    endSeq: -1,
    lost,
    fromUs: transit.sentUs,
    fromSeq: seq,
    startUs: transit.sentUs,
    startAt: 0,
    dueUs: transit.arriveUs,
    endAt: restingPlace(lost),
  };
}

/** The leg in force at a time: the newest whose cause had happened by then. */
function legAt(voyage: Voyage, timeUs: Us): Leg {
  const { legs } = voyage;
  let at = legs.length - 1;
  while (at > 0 && (legs[at] as Leg).fromUs > timeUs) at -= 1;
  return at === legs.length - 1 ? newest(voyage) : (legs[at] as Leg);
}

/** Messages on their way, by id and by time. Append-only but for `truncate`. */
export class FlightBook {
  /** In order of sending. */
  readonly #voyages: Voyage[] = [];
  readonly #byId = new Map<string, Voyage>();
  #open = new Set<Voyage>();
  /** Number k: what was under way when message k × SENDS_PER_CHECKPOINT was sent. */
  readonly #checkpoints: Voyage[][] = [];
  /** In order of their end. */
  readonly #lost: Voyage[] = [];

  append(event: TraceEvent): void {
    if (event.transit) this.#end(event, event.transit);
    for (const effect of event.effects) {
      if (effect.kind === 'send') this.#send(effect.transit, event.seq);
      else if (effect.kind === 'retime') this.#retime(effect.id, effect.arriveUs, event);
      else if (effect.kind === 'lose') this.#lose(effect.id, effect.reason, event);
      else if (effect.kind === 'status' && effect.status === 'down') this.#shutDoor(effect.node, event);
    }
  }

  truncate(to: Seq): void {
    const reopened = this.#aliveAt(to);
    while (this.#voyages.length > 0 && (this.#voyages[this.#voyages.length - 1] as Voyage).sentSeq >= to) {
      const gone = this.#voyages.pop() as Voyage;
      this.#byId.delete(gone.transit.id);
    }
    this.#checkpoints.length = Math.ceil(this.#voyages.length / SENDS_PER_CHECKPOINT);
    while (this.#lost.length > 0 && newest(this.#lost[this.#lost.length - 1] as Voyage).endSeq >= to) this.#lost.pop();
    for (const voyage of reopened) {
      if (voyage.final && voyage.final.endSeq >= to) voyage.final = null;
      while (voyage.legs.length > 1 && lastLeg(voyage).fromSeq >= to) voyage.legs.pop();
    }
    this.#open = new Set(reopened);
  }

  get(id: string): Flight | undefined {
    const voyage = this.#byId.get(id);
    return voyage && newest(voyage);
  }

  inFlight(timeUs: Us): Flight[] {
    const found: Flight[] = [];
    const sent = this.#sentBy((voyage) => voyage.transit.sentUs <= timeUs);
    this.#visit(sent, (voyage) => {
      if (voyage.final === null || voyage.final.endUs > timeUs) found.push(legAt(voyage, timeUs));
    });
    return found;
  }

  losses(fromUs: Us, toUs: Us): Flight[] {
    let low = 0;
    let high = this.#lost.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (newest(this.#lost[middle] as Voyage).endUs <= fromUs) low = middle + 1;
      else high = middle;
    }
    const found: Flight[] = [];
    for (let at = low; at < this.#lost.length; at += 1) {
      const flight = newest(this.#lost[at] as Voyage);
      if (flight.endUs > toUs) break;
      found.push(flight);
    }
    return found;
  }

  #send(transit: Transit, seq: Seq): void {
    if (this.#voyages.length % SENDS_PER_CHECKPOINT === 0) this.#checkpoints.push([...this.#open]);
    const twin = this.#byId.get(transit.id);
    // Two copies made by hand of one message share an id; the earlier is taken to arrive when due.
    if (twin && !twin.final) {
      twin.final = { ...lastLeg(twin), endSeq: seq };
      this.#open.delete(twin);
    }
    const voyage: Voyage = { transit, sentSeq: seq, legs: [firstLeg(transit, seq)], final: null };
    this.#voyages.push(voyage);
    this.#byId.set(transit.id, voyage);
    this.#open.add(voyage);
  }

  #retime(id: string, arriveUs: Us, event: TraceEvent): void {
    const voyage = this.#byId.get(id);
    if (!voyage || voyage.final) return;
    const leg = lastLeg(voyage);
    voyage.legs.push({
      ...leg,
      fromUs: event.timeUs,
      fromSeq: event.seq,
      startUs: event.timeUs,
      startAt: positionAt(leg, event.timeUs),
      dueUs: arriveUs,
      endUs: arriveUs,
    });
  }

  #lose(id: string, reason: LossReason, event: TraceEvent): void {
    const voyage = this.#byId.get(id);
    if (!voyage || voyage.final) return;
    const leg = lastLeg(voyage);
    const at = positionAt(leg, event.timeUs);
    voyage.legs.push({
      ...leg,
      lost: reason,
      fromUs: event.timeUs,
      fromSeq: event.seq,
      startUs: event.timeUs,
      startAt: at,
      dueUs: event.timeUs,
      endUs: event.timeUs,
      endAt: at,
    });
    this.#close(voyage, event);
  }

  /** What waited for a paused node to go on dies with it; no event of its own says so. */
  #shutDoor(node: string, event: TraceEvent): void {
    for (const voyage of this.#open) {
      if (voyage.transit.to === node && lastLeg(voyage).dueUs < event.timeUs)
        this.#lose(voyage.transit.id, 'down', event);
    }
  }

  #end(event: TraceEvent, transit: Transit): void {
    const reason = lossOf(event);
    if (reason === undefined) return;
    const voyage = this.#byId.get(transit.id);
    if (!voyage || voyage.final) return;
    if (reason !== null && lastLeg(voyage).lost !== reason) this.#lose(transit.id, reason, event);
    else this.#close(voyage, event);
  }

  #close(voyage: Voyage, event: TraceEvent): void {
    const leg = lastLeg(voyage);
    voyage.final = { ...leg, endUs: event.timeUs, endSeq: event.seq };
    this.#open.delete(voyage);
    if (leg.lost !== null) this.#lost.push(voyage);
  }

  /** How many voyages, in order of sending, pass a test that the early ones pass and the late ones fail. */
  #sentBy(test: (voyage: Voyage) => boolean): number {
    let low = 0;
    let high = this.#voyages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test(this.#voyages[middle] as Voyage)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Everything that may be under way among the first `sent`, in order of sending. */
  #visit(sent: number, visit: (voyage: Voyage) => void): void {
    if (sent === 0) return;
    const checkpoint = Math.floor((sent - 1) / SENDS_PER_CHECKPOINT);
    for (const voyage of this.#checkpoints[checkpoint] ?? []) visit(voyage);
    for (let at = checkpoint * SENDS_PER_CHECKPOINT; at < sent; at += 1) visit(this.#voyages[at] as Voyage);
  }

  #aliveAt(to: Seq): Voyage[] {
    const alive: Voyage[] = [];
    this.#visit(
      this.#sentBy((voyage) => voyage.sentSeq < to),
      (voyage) => {
        if (voyage.final === null || voyage.final.endSeq >= to) alive.push(voyage);
      },
    );
    return alive;
  }
}
