import { InlineHost, type Checkpoint } from '../kernel/inline.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Setup } from '../kernel/setup.ts';
import type { HandlerOutcome, Invocation } from '../kernel/invocation.ts';
import type { Us } from '../kernel/time.ts';
import type { TraceStore } from '../kernel/trace-store.ts';
import type { Seq } from '../kernel/trace.ts';
import type { StartNode } from './node-port.ts';
import { errorIn, lineOfOutcome } from './node-protocol.ts';
import { HostError, HUNG, WorkerHost } from './worker-host.ts';

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
 * A run at its head. With Workers, each program runs in its own, and the same call is run inline as
 * well, which gives properties, checkpoints and the inspector the program's state without asking
 * for it. Both must come to the same: a program that keeps state where no replay can
 * see it, or reads something that differs, is found out at its own event.
 *
 * `step` goes call by call: the Worker first, and inline once it has returned, so that a program
 * that hangs is killed in its Worker. `stepAhead` does it the other way round and does not wait,
 * which is many times faster; `settle` then waits for all answers, `settleBefore` for those to one
 * stretch of calls while the next one is under way. Where an answer differs, the run has to go back to
 * `settledSeq` and on from there call by call.
 */
export class LiveRun {
  readonly kernel: Kernel;
  /** Events at which a Worker reported its program dead: replays obey. */
  readonly deaths: Map<Seq, string>;

  /** Up to here, Workers and inline runs are known to agree. */
  settledSeq: Seq = 0;

  private readonly mirror: InlineHost;
  private readonly workers: WorkerHost | null;
  /** The stretch that the Workers are busy with: where it ended, and whether they came to the same. */
  private underWay: { readonly seq: Seq; readonly agreed: Promise<boolean> } | null = null;

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
    this.settledSeq = this.kernel.seq;
  }

  /** One event inline: for replaying the past, and for the inline host. */
  stepInline(): void {
    const { kernel } = this;
    const { deaths } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) kernel.commit(this.mirror.runtimes[invocation.node]!.run(invocation));
    if (this.workers === null) this.settledSeq = kernel.seq;
    if (kernel.deaths !== deaths) this.bury();
  }

  /** One event, its program in its Worker. */
  async step(): Promise<void> {
    if (this.workers === null) return this.stepInline();
    if (this.underWay !== null) await this.settle();
    const { kernel } = this;
    const { deaths } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) await this.runInWorker(this.workers, invocation);
    this.settledSeq = kernel.seq;
    if (kernel.deaths !== deaths) this.bury();
  }

  /** One event, its Worker asked but not waited for. Answers a promise only where it has to wait. */
  stepAhead(): Promise<void> | null {
    const { kernel, workers } = this;
    if (workers === null) {
      this.stepInline();
      return null;
    }
    const { deaths } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) {
      if (!workers.isUp(invocation.node)) return this.stepAfterSettling(workers, invocation, deaths);
      const outcome = this.mirror.runtimes[invocation.node]!.run(invocation);
      workers.send(invocation, lineOfOutcome(outcome));
      kernel.commit(outcome);
    }
    return kernel.deaths === deaths ? null : this.settle().then(() => this.bury());
  }

  /** Waits for the Workers. Throws `Diverged` where one did something else than was done inline. */
  async settle(): Promise<void> {
    await this.settleBefore();
    await this.settleBefore();
  }

  /**
   * Hands what ran ahead since the last time over to the Workers, and waits for what was handed over
   * then: they work on one stretch while the next one runs here. Throws as `settle` does.
   */
  async settleBefore(): Promise<void> {
    const { underWay: before, kernel, workers } = this;
    this.underWay = workers && { seq: kernel.seq, agreed: workers.settle() };
    if (before === null) return;
    if (!(await before.agreed)) throw new Diverged();
    this.settledSeq = before.seq;
    if (before.seq === kernel.seq) this.underWay = null;
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

  private async stepAfterSettling(workers: WorkerHost, invocation: Invocation, deaths: number): Promise<void> {
    // The event in hand is not complete: it is among those that have to be done again.
    await this.settle();
    await this.runInWorker(workers, invocation);
    this.settledSeq = this.kernel.seq;
    if (this.kernel.deaths !== deaths) this.bury();
  }

  private async runInWorker(workers: WorkerHost, invocation: Invocation): Promise<void> {
    const { kernel } = this;
    const answer = await workers.run(invocation);
    const outcome =
      answer === HUNG
        ? `hung: the handler did not return within ${workers.watchdogMs / 1000} s and its Worker was killed`
        : this.repeat(invocation, answer);
    if (typeof outcome !== 'string') return kernel.commit(outcome);
    // What happened in the Worker alone, replays have to be told.
    this.deaths.set(kernel.seq, outcome);
    kernel.commit({ commands: [], draws: 0, error: outcome });
  }

  /**
   * Runs inline what a Worker has run, and answers the outcome; a sentence where the program died in its
   * Worker alone. Otherwise both did the same, or the program is not a function of its state and its message.
   */
  private repeat(invocation: Invocation, answer: string): HandlerOutcome | string {
    const mirror = this.mirror.runtimes[invocation.node]!;
    const error = errorIn(answer);
    const before = error === undefined ? null : mirror.snapshot();
    const own = mirror.run(invocation);
    if (lineOfOutcome(own) === answer) return own;
    if (before !== null) {
      // It reached for something that only its Worker lacks.
      mirror.restore(before);
      return error!;
    }
    const id = this.kernel.nodes[invocation.node]!.id;
    throw new HostError(
      `The program of ${id} did something else in its Worker than in a replay (${invocation.kind} ${invocation.tag || invocation.message?.type || ''}): it keeps state outside its state, or reads something that differs.`,
    );
  }
}

/** A Worker did something else than the same call did inline, or nothing at all: go back and look closely. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
}
