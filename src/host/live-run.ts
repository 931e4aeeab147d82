import { InlineHost, type Checkpoint } from '../kernel/inline.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Setup } from '../kernel/setup.ts';
import type { HandlerOutcome, Invocation } from '../kernel/invocation.ts';
import type { Us } from '../kernel/time.ts';
import type { TraceStore } from '../kernel/trace-store.ts';
import type { Seq } from '../kernel/trace.ts';
import type { StartNode } from './node-port.ts';
import { HostError, WorkerHost } from './worker-host.ts';

export interface LiveRunOptions {
  /** Absent: the programs run in this thread. */
  readonly workers?: {
    readonly start: StartNode;
    readonly pattern: string;
    readonly mutant: string | null;
    readonly onWorkers?: (alive: readonly string[]) => void;
    readonly watchdogMs?: number;
  };
  /** The past, where this run goes on from a checkpoint. */
  readonly trace?: TraceStore;
  readonly from?: Checkpoint;
  readonly deaths?: Map<Seq, string>;
  readonly keepTrace?: boolean;
}

/**
 * A run at its head. With Workers, each program runs in its own, and what it answers is what
 * happens; the same call is then repeated inline, which gives properties, checkpoints and the
 * inspector the program's state without asking for it, and shows at once where a program has state
 * that its Worker hides.
 */
export class LiveRun {
  readonly kernel: Kernel;
  /** Events at which a Worker reported its program dead: replays obey. */
  readonly deaths: Map<Seq, string>;

  private readonly mirror: InlineHost;
  private readonly workers: WorkerHost | null;

  constructor(setup: Setup, options: LiveRunOptions = {}) {
    this.deaths = options.deaths ?? new Map<Seq, string>();
    let mirror: InlineHost | null = null;
    this.kernel = new Kernel(setup, {
      stateOf: (index) => mirror?.runtimes[index]!.state,
      deaths: this.deaths,
      keepTrace: options.keepTrace !== false,
      ...(options.trace && { trace: options.trace }),
    });
    mirror = new InlineHost(this.kernel);
    this.mirror = mirror;
    if (options.from) {
      this.kernel.restore(options.from.kernel);
      mirror.runtimes.forEach((runtime, index) => runtime.restore(options.from!.runtimes[index]!));
    }
    this.workers = options.workers
      ? new WorkerHost(this.kernel, {
          ...options.workers,
          counters: (index) => ({ ...mirror.runtimes[index]!.snapshot(), state: null, up: false }),
        })
      : null;
  }

  /** Brings the Workers to where the kernel stands. Call it once, when the past has been replayed. */
  startWorkers(): void {
    this.workers?.startAll(this.kernel.seq === 0 ? null : this.mirror.runtimes.map((runtime) => runtime.snapshot()));
  }

  /** One event inline: for replaying the past, and for the inline host. */
  stepInline(): void {
    const { kernel } = this;
    const { deaths } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) kernel.commit(this.mirror.runtimes[invocation.node]!.run(invocation));
    if (kernel.deaths !== deaths) this.bury();
  }

  /** One event, its program in its Worker. */
  async step(): Promise<void> {
    if (this.workers === null) return this.stepInline();
    const { kernel } = this;
    const { deaths, seq } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) {
      const outcome = await this.workers.run(invocation);
      if (outcome.error === undefined) this.compare(invocation, outcome);
      else this.deaths.set(seq, outcome.error);
      kernel.commit(outcome);
    }
    if (kernel.deaths !== deaths) this.bury();
  }

  get inline(): boolean {
    return this.workers === null;
  }

  nextUs(): Us {
    return this.kernel.nextUs();
  }

  state(index: number): unknown {
    return this.mirror.runtimes[index]!.state;
  }

  checkpoint(): Checkpoint {
    return { kernel: this.kernel.snapshot(), runtimes: this.mirror.runtimes.map((runtime) => runtime.snapshot()) };
  }

  async close(): Promise<void> {
    await this.workers?.close();
  }

  private bury(): void {
    for (const node of this.kernel.nodes) if (node.status === 'down') this.mirror.runtimes[node.index]!.crash();
    this.workers?.bury();
  }

  /** Both did the same, or the program is not a function of its state and its message. */
  private compare(invocation: Invocation, outcome: HandlerOutcome): void {
    const own = this.mirror.runtimes[invocation.node]!.run(invocation);
    const same =
      own.draws === outcome.draws &&
      own.commands.length === outcome.commands.length &&
      own.commands.every((command, index) => command.kind === outcome.commands[index]!.kind);
    if (!same) {
      const id = this.kernel.nodes[invocation.node]!.id;
      throw new HostError(
        `The program of ${id} did something else in its Worker than in a replay (${invocation.kind} ${invocation.tag || invocation.message?.type || ''}): it keeps state outside its state, or reads something that differs.`,
      );
    }
  }
}
