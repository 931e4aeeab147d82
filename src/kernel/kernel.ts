import type { Action, ActionBody } from './action.ts';
import { Agenda, worldItem } from './agenda.ts';
import { applyAction } from './apply.ts';
import { assert, KernelError } from './assert.ts';
import { commitCommands } from './commit.ts';
import { complete, FINGERPRINT_EVERY } from './complete.ts';
import { crash } from './crash.ts';
import { Faults } from './faults.ts';
import { happen } from './happen.ts';
import { hex, mix } from './hash.ts';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { Monitors } from './monitors.ts';
import { Network } from './network.ts';
import { KernelNode } from './node.ts';
import type { Settings } from './program.ts';
import type { PropertyResult, World } from './property.ts';
import { EffectList } from './effect-list.ts';
import { CLASS, placeOf, type Scheduled } from './queue.ts';
import type { HandlerOutcome, Invocation, NodeIdentity } from './invocation.ts';
import { checkLimits, type KernelOptions, type KernelSnapshot, type Setup } from './setup.ts';
import type { Us } from './time.ts';
import type { Topology } from './topology.ts';
import { TraceStore } from './trace-store.ts';
import type { Effect, EventKind, NodeStatus, Seq, Transit } from './trace.ts';

/**
 * The deterministic kernel: owns time, order, network, disks, clocks and faults, and is told by a
 * host what programs did. One step is `begin()`, which may ask for a program to be run, and then
 * `commit()`, so that the same kernel serves an inline host and Workers alike.
 */
export class Kernel implements World {
  readonly setup: Setup;
  readonly topology: Topology;
  readonly on: boolean;
  readonly untilUs: Us;
  readonly trace: TraceStore;
  /** One every `FINGERPRINT_EVERY` events. */
  readonly fingerprints: string[] = [];

  timeUs: Us = 0;
  settings: Settings;
  nodes: KernelNode[];
  network: Network;
  readonly effects = new EffectList();
  /** Its number: how many came before. */
  seq: Seq = 0;
  /** Processes that died so far: tells a host cheaply that it has one to bury. */
  deaths = 0;

  private readonly indexOf: ReadonlyMap<string, number>;
  readonly options: KernelOptions;
  private readonly agenda: Agenda;
  private faults = new Faults();
  readonly monitors: Monitors;
  private worldScheduled = 0;
  /** The fingerprint's two lanes for what happens to the world itself. */
  worldA = 0x6a09e667;
  worldB = 0xbb67ae85 | 0;
  private atThisInstant = 0;
  /** Message copies sent so far: the index of the next one. */
  private sent = 0;

  /** What the host is asked to run: one object for all calls. */
  readonly invocation: Invocation = {
    kind: 'start',
    node: 0,
    nowUs: 0,
    monotonicUs: 0,
    message: undefined,
    call: undefined,
    tag: '',
    data: undefined,
    ok: false,
    disk: undefined,
    settings: undefined,
  };

  // The event in hand, between begin and commit.
  current: Scheduled | null = null;
  kind: EventKind = 'action';
  busyBefore = 0;
  queuedBefore = 0;

  constructor(setup: Setup, options: KernelOptions = {}) {
    const { topology } = setup;
    checkLimits(setup);
    this.setup = setup;
    this.options = options;
    this.trace = options.trace ?? new TraceStore(topology.nodes.map((node) => node.id));
    this.topology = topology;
    this.on = setup.on;
    this.untilUs = setup.untilUs;
    this.settings = setup.settings;
    this.indexOf = new Map(topology.nodes.map((node, index) => [node.id, index]));
    assert(this.indexOf.size === topology.nodes.length, 'Two nodes of the topology have the same id.');
    this.nodes = topology.nodes.map((spec, index) => {
      const program = setup.programs[spec.program];
      if (!program)
        throw new KernelError(`Node ${spec.id} runs the program "${spec.program}", which the pattern does not have.`);
      return new KernelNode(index, spec, program);
    });
    this.network = Network.of(topology, setup.seed);
    this.agenda = new Agenda(setup.actions);
    this.monitors = new Monitors(setup.properties, this);
    for (const node of this.nodes) this.schedule(node, node, 0, CLASS.control, 'start', -1, 0);
  }

  // ——— Stepping

  /** Time of the next event at or before the end; −1 when the run is over. */
  nextUs(): Us {
    const next = this.agenda.nextUs(this.nodes);
    return next <= this.untilUs ? next : -1;
  }

  /**
   * Goes on to the next event. Answers the call that a host must run and `commit`, or null when the
   * event needed none and is complete. Ask `nextUs()` first whether there is one.
   */
  begin(): Invocation | null {
    const item = this.agenda.take(this.nodes, this.timeUs);
    this.atThisInstant = item.timeUs === this.timeUs ? this.atThisInstant + 1 : 0;
    if (this.atThisInstant > LIMITS.eventsPerInstant || this.seq >= LIMITS.events) this.refuseToGoOn();
    this.timeUs = item.timeUs;
    this.current = item;
    this.kind = item.kind;
    this.effects.clear();
    if (item.node < 0) {
      this.actOnWorld(item);
      complete(this, 0);
      return null;
    }
    const node = this.nodes[item.node]!;
    this.busyBefore = node.holding.size;
    this.queuedBefore = node.queue.length;
    const invocation = happen(this, node, item);
    const death = invocation === null ? undefined : this.options.deaths?.get(this.seq);
    if (death !== undefined) {
      this.commit({ commands: [], draws: 0, error: death });
      return null;
    }
    if (invocation === null) complete(this, 0);
    return invocation;
  }

  /** Takes in what the program did; the event is complete. */
  commit(outcome: HandlerOutcome): void {
    const node = this.nodes[this.current!.node]!;
    if (outcome.error !== undefined) {
      // What it wrote is with the operating system.
      crash(this, node, outcome.error);
      node.disk.processCrash();
      complete(this, 0x7fffffff);
      return;
    }
    complete(this, mix(commitCommands(this, node, outcome.commands), outcome.draws));
  }

  /** The whole run's fingerprint so far: 16 hex digits. */
  fingerprint(): string {
    let a = this.worldA;
    let b = this.worldB;
    for (const node of this.nodes) {
      a = mix(a, node.chainA);
      b = mix(b, node.chainB);
    }
    return hex(a) + hex(b);
  }

  properties(): PropertyResult[] {
    if (this.nextUs() < 0) this.monitors.finish(this.untilUs, this.seq - 1);
    return this.monitors.results();
  }

  snapshot(): KernelSnapshot {
    assert(this.current === null, 'A checkpoint is taken between events only.');
    return {
      seq: this.seq,
      timeUs: this.timeUs,
      nextAction: this.agenda.nextAction,
      queue: this.agenda.items(),
      nodes: this.nodes.map((node) => node.copy()),
      network: this.network.copy(),
      faults: this.faults.all(),
      monitors: this.monitors.snapshot(),
      settings: this.settings,
      world: [this.worldA, this.worldB, this.worldScheduled, this.atThisInstant, this.sent],
    };
  }

  /**
   * Goes to a checkpoint, of this run or of one with the same setup but for actions later than the
   * checkpoint's time. The trace is cut to there where this kernel keeps one.
   */
  restore(snapshot: KernelSnapshot): void {
    this.current = null;
    this.seq = snapshot.seq;
    this.timeUs = snapshot.timeUs;
    this.agenda.restore(snapshot.queue, snapshot.nextAction);
    this.nodes = snapshot.nodes.map((node) => node.copy());
    this.network = snapshot.network.copy();
    this.faults = new Faults(snapshot.faults);
    this.monitors.restore(snapshot.monitors);
    this.settings = snapshot.settings;
    [this.worldA, this.worldB, this.worldScheduled, this.atThisInstant, this.sent] = snapshot.world;
    this.trace.cut(snapshot.seq);
    const emitted = Math.floor(snapshot.seq / FINGERPRINT_EVERY);
    if (this.fingerprints.length > emitted) this.fingerprints.length = emitted;
  }

  // ——— World: what properties may look at

  status(node: string): NodeStatus {
    return this.byId(node).status;
  }

  lane(node: string, lane = 'main'): string {
    return this.byId(node).lanes[lane] ?? '';
  }

  state(node: string): unknown {
    const { status, index } = this.byId(node);
    // Hosts drop what a crash takes a little later, and a program that has not started yet has null.
    return status === 'down' ? undefined : (this.options.stateOf?.(index) ?? undefined);
  }

  // ——— For hosts, inspection, and the two halves of a step (commit.ts, apply.ts)

  identity(index: number): NodeIdentity {
    const node = this.nodes[index]!;
    const peers = this.topology.nodes
      .filter((_, other) => this.network.between(index, other) !== undefined)
      .map(({ id }) => id);
    return { index, id: node.id, config: node.spec.config ?? null, peers, seed: this.setup.seed };
  }

  byId(id: string): KernelNode {
    const index = this.indexOf.get(id);
    if (index === undefined)
      throw new KernelError(
        `There is no node "${id}". Nodes: ${this.topology.nodes.map((node) => node.id).join(', ')}.`,
      );
    return this.nodes[index]!;
  }

  find(id: string): KernelNode | undefined {
    const index = this.indexOf.get(id);
    return index === undefined ? undefined : this.nodes[index];
  }

  /** Everything scheduled, in no order that counts. */
  scheduledItems(): readonly Scheduled[] {
    return this.agenda.items();
  }

  /** Takes scheduled events out, in order: for faults. */
  removeScheduled(matches: (item: Scheduled) => boolean): Scheduled[] {
    return this.agenda.removeWhere(matches);
  }

  requeue(item: Scheduled): void {
    this.agenda.push(item);
  }

  /** A message copy goes on its way; answers its index, which is the token of its arrival. */
  sendEffect(from: KernelNode, to: KernelNode, transit: Transit, count: number): number {
    const index = this.sent++;
    if (this.options.keepTrace !== false) this.trace.transits.push(from.index, to.index, transit, count);
    this.effects.send(index, transit);
    return index;
  }

  /** `bit`: of its kind, as in `EFFECT_BITS`; left out where speed does not count. */
  effect(effect: Effect, bit?: number): void {
    this.effects.add(effect, bit);
  }

  /** Schedules for a node, in the sequence of `source`: itself, or who sent the message. */
  schedule(
    target: KernelNode,
    source: KernelNode,
    timeUs: Us,
    cls: number,
    kind: EventKind,
    cause: Seq,
    hash: number,
    tag?: string,
    data?: Json,
    token = 0,
    transit?: Transit,
  ): void {
    if (this.agenda.size >= LIMITS.scheduled)
      throw new KernelError(`More than ${LIMITS.scheduled} events wait at once. Lower the load.`);
    this.agenda.push({
      timeUs,
      place: placeOf(target.index, cls, source.index),
      sequence: source.scheduled++,
      kind,
      node: target.index,
      cause,
      transit,
      tag,
      data,
      hash,
      deed: undefined,
      life: target.life,
      token,
    });
  }

  scheduleRepair(timeUs: Us, repair: readonly ActionBody[], action: Action): void {
    const place = placeOf(-1, CLASS.work, -1);
    this.agenda.push(worldItem(timeUs, place, this.worldScheduled++, 'repair', this.seq, { action, repair }));
  }

  // ——— Inside

  private actOnWorld(item: Scheduled): void {
    const { action, repair: undo } = item.deed!;
    if (undo !== undefined) return this.faults.end(this, action, undo);
    const repair = applyAction(this, action);
    this.faults.begin(this, action, repair);
    if (action.forUs !== undefined && repair.length > 0)
      this.scheduleRepair(item.timeUs + action.forUs, repair, action);
  }

  private refuseToGoOn(): never {
    if (this.seq >= LIMITS.events)
      throw new KernelError(`A run has at most ${LIMITS.events} events. Shorten it or lower the load.`);
    throw new KernelError(
      `More than ${LIMITS.eventsPerInstant} events at ${this.timeUs} µs: some loop takes no time. Give it a latency, a service time or a timer.`,
    );
  }
}
