import type { HandlerOutcome, Invocation, RuntimeSnapshot } from './invocation.ts';
import { Kernel } from './kernel.ts';
import type { PropertyResult } from './property.ts';
import { NodeRuntime } from './runtime.ts';
import type { KernelOptions, KernelSnapshot, Setup } from './setup.ts';
import type { Us } from './time.ts';
import type { Seq, TraceEvent } from './trace.ts';

/** A checkpoint of kernel and programs together. */
export interface Checkpoint {
  readonly kernel: KernelSnapshot;
  readonly runtimes: readonly RuntimeSnapshot[];
}

/** The programs of a run in this thread. */
export class InlineHost {
  readonly runtimes: readonly NodeRuntime[];

  constructor(kernel: Kernel) {
    this.runtimes = kernel.nodes.map(
      (node) => new NodeRuntime(kernel.identity(node.index), node.program, kernel.settings),
    );
  }

  run(invocation: Invocation): HandlerOutcome {
    return this.runtimes[invocation.node]!.run(invocation);
  }
}

/** A kernel with its programs inline: for tests, seeking, search, and the command line. */
export class InlineRun {
  readonly kernel: Kernel;
  private readonly host: InlineHost;

  constructor(setup: Setup, options: KernelOptions = {}) {
    let host: InlineHost | null = null;
    this.kernel = new Kernel(setup, { ...options, stateOf: (index) => host?.runtimes[index]!.state });
    host = new InlineHost(this.kernel);
    this.host = host;
  }

  /** One event. Answers false when the run is over. */
  step(): boolean {
    if (this.kernel.nextUs() < 0) return false;
    this.stepNow();
    return true;
  }

  /** Runs all events at or before the time. */
  runUntil(untilUs: Us): void {
    for (let next = this.kernel.nextUs(); next >= 0 && next <= untilUs; next = this.kernel.nextUs()) this.stepNow();
  }

  /** Runs until this many events have happened in all. */
  runTo(seq: Seq): void {
    while (this.kernel.seq < seq && this.kernel.nextUs() >= 0) this.stepNow();
  }

  checkpoint(): Checkpoint {
    return { kernel: this.kernel.snapshot(), runtimes: this.host.runtimes.map((runtime) => runtime.snapshot()) };
  }

  restore(checkpoint: Checkpoint): void {
    this.kernel.restore(checkpoint.kernel);
    this.host.runtimes.forEach((runtime, index) => runtime.restore(checkpoint.runtimes[index]!));
  }

  state(index: number): unknown {
    return this.host.runtimes[index]!.state;
  }

  private stepNow(): void {
    const { kernel, host } = this;
    const { deaths } = kernel;
    const invocation = kernel.begin();
    if (invocation !== null) kernel.commit(host.run(invocation));
    if (kernel.deaths !== deaths) this.dropDead();
  }

  /** A crash takes the program's memory with it. */
  private dropDead(): void {
    for (const node of this.kernel.nodes) if (node.status === 'down') this.host.runtimes[node.index]!.crash();
  }
}

/** A finished run. */
export interface Run {
  readonly kernel: Kernel;
  /** Every event. A copy: the kernel keeps its trace in columns. */
  readonly trace: readonly TraceEvent[];
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly properties: readonly PropertyResult[];
  readonly endUs: Us;
}

/** Runs a setup to its end (or `untilUs`, or `maxEvents`) in this thread. */
export function runInline(
  setup: Setup,
  options: { readonly untilUs?: Us; readonly maxEvents?: number; readonly keepTrace?: boolean } = {},
): Run {
  const run = new InlineRun(setup, { keepTrace: options.keepTrace !== false });
  const untilUs = options.untilUs ?? setup.untilUs;
  if (options.maxEvents === undefined) run.runUntil(untilUs);
  else {
    for (
      let next = run.kernel.nextUs();
      next >= 0 && next <= untilUs && run.kernel.seq < options.maxEvents;
      next = run.kernel.nextUs()
    )
      run.step();
  }
  const { kernel } = run;
  let events: readonly TraceEvent[] | null = null;
  return {
    kernel,
    get trace() {
      return (events ??= kernel.trace.slice());
    },
    fingerprint: kernel.fingerprint(),
    properties: kernel.properties(),
    endUs: kernel.timeUs,
  };
}
