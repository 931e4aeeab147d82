import { KernelError } from './assert.ts';
import { draw, lookUp, scale, streamKey, type StreamKey } from './random.ts';
import { EXPONENTIAL, LONG_TAIL } from './tables.ts';
import { US_PER_S, type Us } from './time.ts';
import type { Latency, LinkSpec, Topology } from './topology.ts';
import type { LinkState, LossReason } from './trace.ts';

/** Draws a send takes, whatever becomes of it: dropping a message shifts nothing later. */
const DRAWS_PER_SEND = 5;

/** A lost segment of a stream is sent again after this long: the least retransmission timeout of TCP (RFC 6298 as Linux has it). */
export const RETRANSMIT_US: Us = 200_000;

export const HEALTHY: LinkState = { cut: false, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };

/** What becomes of one message on a link. */
export interface Fate {
  readonly arriveUs: Us;
  readonly lost: LossReason | undefined;
  /** Arrival of a second copy, or −1. */
  readonly copyUs: Us;
}

/** One direction between two nodes. */
export class Link {
  readonly from: number;
  readonly to: number;
  spec: LinkSpec;
  state: LinkState;

  private readonly key: StreamKey;
  private sends = 0;
  /** Newest arrival promised on a stream: nothing overtakes it. */
  private lastArrivalUs: Us = 0;
  /** When the wire is free again, with limited bandwidth. */
  private freeUs: Us = 0;

  constructor(from: number, to: number, spec: LinkSpec, key: StreamKey) {
    this.from = from;
    this.to = to;
    this.spec = spec;
    this.key = key;
    this.state = baseState(spec);
  }

  /** `bytes` is asked for only where bandwidth is limited. */
  send(nowUs: Us, bytes: () => number): Fate {
    const base = this.sends++ * DRAWS_PER_SEND;
    const { spec, state, key } = this;
    let latencyUs = sample(spec.latency, draw(key, base));
    if (spec.channel === 'local') return { arriveUs: nowUs + latencyUs, lost: undefined, copyUs: -1 };

    latencyUs += state.addUs;
    if (state.cut) return { arriveUs: nowUs + Math.floor(latencyUs / 2), lost: 'cut', copyUs: -1 };
    if (state.bytesPerSecond > 0) {
      const begin = nowUs > this.freeUs ? nowUs : this.freeUs;
      this.freeUs = begin + Math.ceil((bytes() * US_PER_S) / state.bytesPerSecond);
      latencyUs += this.freeUs - nowUs;
    }
    const lost = state.lossPpm > 0 && scale(draw(key, base + 1), 1_000_000) < state.lossPpm;
    if (spec.channel === 'stream') {
      let arriveUs = nowUs + latencyUs + (lost ? RETRANSMIT_US : 0);
      if (arriveUs < this.lastArrivalUs) arriveUs = this.lastArrivalUs;
      this.lastArrivalUs = arriveUs;
      return { arriveUs, lost: undefined, copyUs: -1 };
    }
    if (lost) return { arriveUs: nowUs + Math.floor(latencyUs / 2), lost: 'loss', copyUs: -1 };
    if (state.reorderPpm > 0 && scale(draw(key, base + 2), 1_000_000) < state.reorderPpm) {
      latencyUs += scale(draw(key, base + 3), 2 * latencyUs + 1);
    }
    const twice = state.duplicatePpm > 0 && scale(draw(key, base + 4), 1_000_000) < state.duplicatePpm;
    const copyUs = twice ? nowUs + latencyUs + 1 + scale(draw(key, base + 3), latencyUs + 1) : -1;
    return { arriveUs: nowUs + latencyUs, lost: undefined, copyUs };
  }

  copy(): Link {
    const copy = new Link(this.from, this.to, this.spec, this.key);
    copy.state = this.state;
    copy.sends = this.sends;
    copy.lastArrivalUs = this.lastArrivalUs;
    copy.freeUs = this.freeUs;
    return copy;
  }
}

export function sample(latency: Latency, word: number): Us {
  switch (latency.kind) {
    case 'fixed':
      return latency.us;
    case 'uniform':
      return latency.minUs + scale(word, latency.maxUs - latency.minUs + 1);
    case 'exponential':
      return latency.minUs + Math.floor(((latency.meanUs - latency.minUs) * lookUp(EXPONENTIAL, word)) / 65536);
    case 'longTail':
      return latency.minUs + Math.floor(((latency.meanUs - latency.minUs) * lookUp(LONG_TAIL, word)) / 65536);
  }
}

/** All links, by (from, to). */
export class Network {
  private readonly links: (Link | undefined)[];
  private readonly size: number;

  private constructor(size: number, links: (Link | undefined)[]) {
    this.size = size;
    this.links = links;
  }

  static of(topology: Topology, seed: number): Network {
    const size = topology.nodes.length;
    const indexOf = new Map(topology.nodes.map((node, index) => [node.id, index]));
    const links: (Link | undefined)[] = Array.from({ length: size * size });
    for (const spec of topology.links) {
      const a = indexOf.get(spec.a);
      const b = indexOf.get(spec.b);
      if (a === undefined || b === undefined || a === b) throw new KernelError(`The link ${spec.a}–${spec.b} joins nodes that the topology does not have.`);
      links[a * size + b] = new Link(a, b, spec, streamKey(seed, `link ${spec.a}>${spec.b}`));
      links[b * size + a] = new Link(b, a, spec, streamKey(seed, `link ${spec.b}>${spec.a}`));
    }
    return new Network(size, links);
  }

  between(from: number, to: number): Link | undefined {
    return this.links[from * this.size + to];
  }

  all(): Link[] {
    return this.links.filter((link) => link !== undefined);
  }

  copy(): Network {
    return new Network(this.size, this.links.map((link) => link?.copy()));
  }
}

export function baseState(spec: LinkSpec): LinkState {
  return {
    ...HEALTHY,
    lossPpm: spec.lossPpm ?? 0,
    duplicatePpm: spec.duplicatePpm ?? 0,
    reorderPpm: spec.reorderPpm ?? 0,
    bytesPerSecond: spec.bytesPerSecond ?? 0,
  };
}
