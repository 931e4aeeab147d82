import type { Us } from '../kernel/time.ts';
import type { Seq, TraceEvent } from '../kernel/trace.ts';
import { FlightBook } from './flights.ts';
import { RefusalBook } from './refusals.ts';
import { createLaneBuilder } from './lanes.ts';
import { SceneBook } from './scenes.ts';
import { isInteresting, SeqList, TouchBook } from './touches.ts';
import type { Flight, LaneTrack, Refusal, Scene, TraceIndex } from './types.ts';

class Index implements TraceIndex {
  readonly #events: TraceEvent[] = [];
  readonly #flights = new FlightBook();
  readonly #scenes = new SceneBook(this.#events);
  readonly #touches = new TouchBook();
  readonly #refusals = new RefusalBook(this.#events);
  readonly #interesting = new SeqList();
  readonly #lanes = createLaneBuilder();
  #version = 0;
  #inFlight: { readonly version: number; readonly timeUs: Us; readonly flights: readonly Flight[] } = {
    version: -1,
    timeUs: -1,
    flights: [],
  };

  get version(): number {
    return this.#version;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  append(events: readonly TraceEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      if (event.seq !== this.#events.length)
        throw new RangeError(`Event ${event.seq} cannot follow ${this.#events.length} events.`);
      this.#events.push(event);
      this.#flights.append(event);
      this.#touches.append(event);
      this.#refusals.append(event);
      if (isInteresting(event)) this.#interesting.add(event.seq);
    }
    this.#scenes.grow();
    this.#lanes.append(events);
    this.#version += 1;
  }

  truncate(to: Seq): void {
    if (to >= this.#events.length) return;
    this.#events.length = Math.max(0, to);
    const kept = this.#events.length;
    this.#flights.truncate(kept);
    this.#scenes.truncate(kept);
    this.#touches.truncate(kept);
    this.#refusals.truncate(kept);
    this.#interesting.truncate(kept);
    this.#lanes.truncate(kept);
    this.#version += 1;
  }

  seqAt(timeUs: Us): Seq {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle] as TraceEvent).timeUs <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  flight(transitId: string): Flight | undefined {
    return this.#flights.get(transitId);
  }

  inFlight(timeUs: Us): readonly Flight[] {
    if (this.#inFlight.version !== this.#version || this.#inFlight.timeUs !== timeUs) {
      this.#inFlight = { version: this.#version, timeUs, flights: this.#flights.inFlight(timeUs) };
    }
    return this.#inFlight.flights;
  }

  losses(fromUs: Us, toUs: Us): readonly Flight[] {
    return this.#flights.losses(fromUs, toUs);
  }

  refusals(fromUs: Us, toUs: Us): readonly Refusal[] {
    return this.#refusals.between(fromUs, toUs);
  }

  lastRefusals(node: string, seq: Seq, most: number): readonly Refusal[] {
    return this.#refusals.lastOf(node, seq, most);
  }

  sceneAt(seq: Seq): Scene {
    return this.#scenes.at(seq);
  }

  lanes(): readonly LaneTrack[] {
    return this.#lanes.tracks();
  }

  nextInteresting(seq: Seq): Seq | null {
    return this.#interesting.after(seq);
  }

  previousInteresting(seq: Seq): Seq | null {
    return this.#interesting.before(seq);
  }

  nextOf(selection: string, seq: Seq): Seq | null {
    return this.#touches.of(selection)?.after(seq) ?? null;
  }

  previousOf(selection: string, seq: Seq): Seq | null {
    return this.#touches.of(selection)?.before(seq) ?? null;
  }
}

/** An empty trace with its look-ups. Events must come in order, with `seq` counting from 0. */
export const createTraceIndex = (): TraceIndex => new Index();
