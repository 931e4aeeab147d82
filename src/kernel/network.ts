import { KernelError } from './assert.ts';
import { draw, lookUp, scale, streamKey, type StreamKey } from './random.ts';
import { EXPONENTIAL, LONG_TAIL } from './tables.ts';
import { US_PER_S, type Us } from './time.ts';
import type { Latency, LinkSpec, Topology } from './topology.ts';
import type { LinkState, LossReason, Message } from './trace.ts';

/** Draws a send takes, whatever becomes of it: dropping a message shifts nothing later. */
const DRAWS_PER_SEND = 5;

/** A lost segment of a stream is sent again after this long: the least retransmission timeout of TCP (RFC 6298 as Linux has it). */
export const RETRANSMIT_US: Us = 200_000;

const HEALTHY: LinkState = { cut: false, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };

/** One direction between two nodes. */
export class Link {
  readonly from: number;
  readonly to: number;
  spec: LinkSpec;
  state: LinkState;
  /** Of the newest message: when it arrives, or gets lost … */
  arriveUs: Us = 0;
  lost: LossReason | undefined = undefined;
  /** … and when its second copy arrives; −1 where there is none. Fields, because this is the hot path. */
  copyUs: Us = -1;

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

  /** Decides what becomes of a message sent now; the answer lies in `arriveUs`, `lost` and `copyUs`. */
  send(nowUs: Us, message: Message): void {
    const base = this.sends++ * DRAWS_PER_SEND;
    const { spec, state, key } = this;
    let latencyUs = sample(spec.latency, draw(key, base));
    this.lost = undefined;
    this.copyUs = -1;
    if (spec.channel === 'local') {
      this.arriveUs = nowUs + latencyUs;
      return;
    }
    latencyUs += state.addUs;
    if (state.cut) return this.lose('cut', nowUs, latencyUs);
    if (state.bytesPerSecond > 0) {
      const begin = nowUs > this.freeUs ? nowUs : this.freeUs;
      this.freeUs = begin + Math.ceil((JSON.stringify(message).length * US_PER_S) / state.bytesPerSecond);
      latencyUs += this.freeUs - nowUs;
    }
    const lost = state.lossPpm > 0 && scale(draw(key, base + 1), 1_000_000) < state.lossPpm;
    if (spec.channel === 'stream') {
      const arriveUs = nowUs + latencyUs + (lost ? RETRANSMIT_US : 0);
      this.lastArrivalUs = arriveUs < this.lastArrivalUs ? this.lastArrivalUs : arriveUs;
      this.arriveUs = this.lastArrivalUs;
      return;
    }
    if (lost) return this.lose('loss', nowUs, latencyUs);
    if (state.reorderPpm > 0 && scale(draw(key, base + 2), 1_000_000) < state.reorderPpm) {
      latencyUs += scale(draw(key, base + 3), 2 * latencyUs + 1);
    }
    this.arriveUs = nowUs + latencyUs;
    if (state.duplicatePpm > 0 && scale(draw(key, base + 4), 1_000_000) < state.duplicatePpm) {
      this.copyUs = this.arriveUs + 1 + scale(draw(key, base + 3), latencyUs + 1);
    }
  }

  /** It dies half-way, where the wall stands. */
  private lose(reason: LossReason, nowUs: Us, latencyUs: Us): void {
    this.lost = reason;
    this.arriveUs = nowUs + Math.floor(latencyUs / 2);
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
      if (a === undefined || b === undefined || a === b)
        throw new KernelError(`The link ${spec.a}–${spec.b} joins nodes that the topology does not have.`);
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
    return new Network(
      this.size,
      this.links.map((link) => link?.copy()),
    );
  }
}

function baseState(spec: LinkSpec): LinkState {
  return {
    ...HEALTHY,
    lossPpm: spec.lossPpm ?? 0,
    duplicatePpm: spec.duplicatePpm ?? 0,
    reorderPpm: spec.reorderPpm ?? 0,
    bytesPerSecond: spec.bytesPerSecond ?? 0,
  };
}
