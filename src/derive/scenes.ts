import type { Us } from '../kernel/time.ts';
import type { Effect, LinkState, Seq, TraceEvent } from '../kernel/trace.ts';
import type { Scene, SceneNode } from './types.ts';

const EVENTS_PER_CHECKPOINT = 500;

/** What is on the picture before anything happened. */
export const EMPTY_SCENE: Scene = { seq: -1, timeUs: 0, nodes: {}, links: {}, linkSinceUs: {}, settings: {} };

/** A node that has not booted yet. */
export const UNBORN: SceneNode = {
  status: 'up',
  statusSinceUs: 0,
  mode: '',
  modeSinceUs: 0,
  lanes: {},
  laneSinceUs: {},
  metrics: {},
  busy: 0,
  queued: 0,
  conditions: {},
  lastSeq: -1,
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Omit<Mutable<SceneNode>, 'lanes' | 'laneSinceUs' | 'metrics' | 'conditions'> & {
  lanes: Record<string, string>;
  laneSinceUs: Record<string, Us>;
  metrics: Record<string, number>;
  conditions: Record<string, number>;
};

export const isNormalLink = (state: LinkState): boolean =>
  !state.cut &&
  state.addUs === 0 &&
  state.lossPpm === 0 &&
  state.duplicatePpm === 0 &&
  state.reorderPpm === 0 &&
  state.bytesPerSecond === 0;

/** `slow` and `slowSync` are percentages, so 100 means off; the others are off at 0. */
const isOff = (condition: string, value: number): boolean =>
  value === 0 || (value === 100 && (condition === 'slow' || condition === 'slowSync'));

/**
 * Folds events into scenes. A frozen scene is never written again: a node is copied the first time
 * it changes afterwards, so nodes that did not change stay the same object.
 */
class SceneFold {
  #nodes: Record<string, SceneNode>;
  #links: Record<string, LinkState>;
  #linkSinceUs: Record<string, Us>;
  #settings: Record<string, number | string | boolean>;
  #seq: Seq;
  #timeUs: Us;
  readonly #owned = new Set<string>();

  constructor(base: Scene) {
    this.#nodes = { ...base.nodes };
    this.#links = base.links;
    this.#linkSinceUs = base.linkSinceUs ?? {};
    this.#settings = base.settings;
    this.#seq = base.seq;
    this.#timeUs = base.timeUs;
  }

  freeze(): Scene {
    this.#owned.clear();
    return {
      seq: this.#seq,
      timeUs: this.#timeUs,
      nodes: { ...this.#nodes },
      links: this.#links,
      linkSinceUs: this.#linkSinceUs,
      settings: this.#settings,
    };
  }

  apply(event: TraceEvent): void {
    this.#seq = event.seq;
    this.#timeUs = event.timeUs;
    if (event.node !== '') {
      const node = this.#own(event.node);
      node.lastSeq = event.seq;
      if (event.kind === 'start' || event.kind === 'restart') this.#boot(node, event.timeUs);
    }
    for (const effect of event.effects) this.#effect(effect, event);
  }

  #boot(node: Draft, timeUs: Us): void {
    if (node.status === 'up') return;
    node.status = 'up';
    node.statusSinceUs = timeUs;
    delete node.error;
  }

  #effect(effect: Effect, event: TraceEvent): void {
    switch (effect.kind) {
      case 'become': {
        if (event.node === '') return;
        const node = this.#own(event.node);
        node.lanes[effect.lane] = effect.to;
        node.laneSinceUs[effect.lane] = event.timeUs;
        return;
      }
      case 'metric':
        if (event.node !== '') this.#own(event.node).metrics[effect.name] = effect.value;
        return;
      case 'load': {
        if (event.node === '') return;
        const node = this.#own(event.node);
        node.busy = effect.busy;
        node.queued = effect.queued;
        return;
      }
      case 'status':
        this.#status(effect, event.timeUs);
        return;
      case 'mode': {
        const node = this.#own(effect.node);
        node.mode = effect.mode;
        node.modeSinceUs = event.timeUs;
        return;
      }
      case 'condition': {
        const node = this.#own(effect.node);
        if (isOff(effect.name, effect.value)) delete node.conditions[effect.name];
        else node.conditions[effect.name] = effect.value;
        return;
      }
      case 'link':
        this.#link(`${effect.from}>${effect.to}`, effect.state, event.timeUs);
        return;
      case 'setting':
        this.#settings = { ...this.#settings, [effect.setting]: effect.value };
        return;
      default:
    }
  }

  #status(effect: Extract<Effect, { kind: 'status' }>, timeUs: Us): void {
    const node = this.#own(effect.node);
    if (node.status !== effect.status) node.statusSinceUs = timeUs;
    node.status = effect.status;
    if (effect.error !== undefined) node.error = effect.error;
    else if (effect.status === 'up') delete node.error;
    if (effect.status === 'down') {
      // Memory is gone: where its lanes stood, what it counted, what it worked on.
      node.lanes = {};
      node.laneSinceUs = {};
      node.metrics = {};
      node.busy = 0;
      node.queued = 0;
    }
  }

  #link(key: string, state: LinkState, timeUs: Us): void {
    const links = { ...this.#links };
    const since = { ...this.#linkSinceUs };
    if (isNormalLink(state)) {
      delete links[key];
      delete since[key];
    } else {
      if (links[key]?.cut !== state.cut || links[key] === undefined) since[key] = timeUs;
      links[key] = state;
    }
    this.#links = links;
    this.#linkSinceUs = since;
  }

  #own(id: string): Draft {
    const known = this.#nodes[id];
    if (known && this.#owned.has(id)) return known;
    const from = known ?? UNBORN;
    const copy: Draft = {
      ...from,
      lanes: { ...from.lanes },
      laneSinceUs: { ...from.laneSinceUs },
      metrics: { ...from.metrics },
      conditions: { ...from.conditions },
    };
    this.#nodes[id] = copy;
    this.#owned.add(id);
    return copy;
  }
}

/** The scene after a run of events, from another one. The plain definition of what a scene is. */
export function foldScene(base: Scene, events: readonly TraceEvent[], from: Seq, to: Seq): Scene {
  const fold = new SceneFold(base);
  for (let seq = from; seq <= to; seq += 1) {
    const event = events[seq];
    if (event) fold.apply(event);
  }
  return fold.freeze();
}

/** Scenes by event, from checkpoints made while the trace grows. */
export class SceneBook {
  readonly #events: readonly TraceEvent[];
  /** Number k: the scene before event k × EVENTS_PER_CHECKPOINT. */
  readonly #checkpoints: Scene[] = [EMPTY_SCENE];
  #latest: Scene = EMPTY_SCENE;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
  }

  /** Call after the events grew. */
  grow(): void {
    while (this.#events.length >= this.#checkpoints.length * EVENTS_PER_CHECKPOINT) {
      const from = (this.#checkpoints.length - 1) * EVENTS_PER_CHECKPOINT;
      const base = this.#checkpoints[this.#checkpoints.length - 1] as Scene;
      this.#checkpoints.push(foldScene(base, this.#events, from, from + EVENTS_PER_CHECKPOINT - 1));
    }
  }

  truncate(to: Seq): void {
    this.#checkpoints.length = Math.floor(to / EVENTS_PER_CHECKPOINT) + 1;
    if (this.#latest.seq >= to) this.#latest = EMPTY_SCENE;
  }

  at(seq: Seq): Scene {
    const wanted = Math.min(seq, this.#events.length - 1);
    if (wanted < 0) return EMPTY_SCENE;
    if (this.#latest.seq === wanted) return this.#latest;
    const checkpoint = this.#checkpoints[Math.floor((wanted + 1) / EVENTS_PER_CHECKPOINT)] ?? EMPTY_SCENE;
    const base = this.#latest.seq < wanted && this.#latest.seq > checkpoint.seq ? this.#latest : checkpoint;
    this.#latest = base.seq === wanted ? base : foldScene(base, this.#events, base.seq + 1, wanted);
    return this.#latest;
  }
}
