import { Clock } from './clock.ts';
import { Disk } from './disk.ts';
import { hashName } from './hash.ts';
import type { Json } from './json.ts';
import type { Program } from './program.ts';
import type { Scheduled } from './queue.ts';
import type { Us } from './time.ts';
import type { NodeSpec } from './topology.ts';
import type { NodeStatus, Seq, Transit } from './trace.ts';

export interface Timer {
  readonly token: number;
  readonly fireUs: Us;
  readonly fireSteadyUs: Us;
  readonly cause: Seq;
  readonly data: Json | undefined;
}

export interface PendingRequest {
  readonly to: string;
  readonly type: string;
  readonly tag: string;
  readonly data: Json | undefined;
  readonly timeoutUs: Us;
}

/** A message that waits for a worker. */
export interface Waiting {
  readonly transit: Transit;
  readonly seq: Seq;
  readonly hash: number;
  readonly token: number;
}

/** What the kernel knows of a node; the program's state lives with its host. */
export class KernelNode {
  readonly index: number;
  readonly id: string;
  readonly program: Program;
  /** How many messages may be in hand at once, and how many may wait; Infinity where nothing ever waits. */
  workers = Infinity;
  queueLimit = Infinity;
  /** Message types that need a worker. */
  readonly needsWorker: readonly string[];
  private specified: NodeSpec;

  status: NodeStatus = 'down';
  booted = false;
  error: string | undefined;
  mode: string;
  clock: Clock;
  disk = new Disk();
  timers = new Map<string, Timer>();
  requests = new Map<string, PendingRequest>();
  /** Messages waiting for a worker, oldest first. */
  queue: Waiting[] = [];
  /** Calls that hold a worker: id → message type. */
  holding = new Map<string, string>();
  operations = new Map<string, { readonly name: string; readonly beganUs: Us }>();
  lanes: Record<string, string> = {};
  /** What came due while paused, in order. */
  held: Scheduled[] = [];

  /** Counts boots: what an earlier life scheduled is void. */
  life = 0;
  /** Per-source sequence: how many events this node has scheduled. */
  scheduled = 0;
  tokens = 0;
  slowPercent = 100;
  slowSyncPercent = 100;
  /** Two lanes of the fingerprint. */
  chainA: number;
  chainB: number;

  constructor(index: number, spec: NodeSpec, program: Program) {
    this.index = index;
    this.id = spec.id;
    this.specified = spec;
    this.program = program;
    this.needsWorker = program.needsWorker ?? [];
    this.spec = spec;
    this.mode = program.modes?.[0] ?? '';
    this.clock = new Clock(spec.clock?.offsetUs ?? 0, spec.clock?.driftPpm ?? 0);
    this.chainA = hashName(spec.id);
    this.chainB = ~this.chainA;
  }

  get spec(): NodeSpec {
    return this.specified;
  }

  set spec(spec: NodeSpec) {
    this.specified = spec;
    // Read for every message: specs come in many shapes, these two fields in one.
    this.workers = spec.capacity?.workers ?? Infinity;
    this.queueLimit = spec.capacity?.queueLimit ?? Infinity;
  }

  copy(): KernelNode {
    const copy = new KernelNode(this.index, this.spec, this.program);
    copy.status = this.status;
    copy.booted = this.booted;
    copy.error = this.error;
    copy.mode = this.mode;
    copy.clock = this.clock.copy();
    copy.disk = this.disk.copy();
    copy.timers = new Map(this.timers);
    copy.requests = new Map(this.requests);
    copy.queue = this.queue.slice();
    copy.holding = new Map(this.holding);
    copy.operations = new Map(this.operations);
    copy.lanes = { ...this.lanes };
    copy.held = this.held.slice();
    copy.life = this.life;
    copy.scheduled = this.scheduled;
    copy.tokens = this.tokens;
    copy.slowPercent = this.slowPercent;
    copy.slowSyncPercent = this.slowSyncPercent;
    copy.chainA = this.chainA;
    copy.chainB = this.chainB;
    return copy;
  }
}
