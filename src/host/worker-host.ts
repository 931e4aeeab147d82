import type { Kernel } from '../kernel/kernel.ts';
import type { HandlerOutcome, Invocation, RuntimeSnapshot } from '../kernel/invocation.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { NodePort, StartNode } from './node-port.ts';
import type { FromNode, ToNode } from './node-protocol.ts';

/** Longest a handler may take before its Worker is killed, in real time. */
export const WATCHDOG_MS = 2_000;

interface NodeWorker {
  readonly port: NodePort;
  /** Settled with the answer to the newest message; messages go one at a time. */
  answer: { resolve(message: FromNode | Hung): void; reject(error: Error): void } | null;
  ready: Promise<void>;
  up: boolean;
}

/** The watchdog's answer in the place of a program that gives none. */
interface Hung {
  readonly kind: 'hung';
  readonly what: string;
}

/** Thrown when a Worker cannot be started or dies by itself: nothing the program did. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

export interface WorkerHostOptions {
  readonly start: StartNode;
  readonly pattern: string;
  readonly mutant: string | null;
  readonly watchdogMs?: number;
  /** What a new process of this node goes on with: how much it has sent and drawn, and no state. */
  readonly counters: (index: number) => RuntimeSnapshot;
  /** Called with the names of the Workers alive, on every change. */
  readonly onWorkers?: (alive: readonly string[]) => void;
}

/**
 * One Worker a node, in lock-step with the kernel. A crash terminates the Worker; a boot starts a
 * new one that is given nothing but its disk.
 */
export class WorkerHost {
  private readonly kernel: Kernel;
  private readonly options: WorkerHostOptions;
  private readonly workers = new Map<number, NodeWorker>();
  /** Calls made so far, the node of the one under way (−1: none), and the call that the watchdog saw last. */
  private calls = 0;
  private running = -1;
  private seen = -1;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(kernel: Kernel, options: WorkerHostOptions) {
    this.kernel = kernel;
    this.options = options;
  }

  /** Starts the Workers of all nodes at once; booting them one by one would take as long as all together. */
  startAll(snapshots: readonly RuntimeSnapshot[] | null): void {
    for (const node of this.kernel.nodes) {
      if (node.status !== 'down' || !node.booted) this.startWorker(node.index, snapshots?.[node.index] ?? null);
    }
  }

  /** Runs one call in its Worker. A program that hangs is killed: that is an outcome, not an exception. */
  async run(invocation: Invocation): Promise<HandlerOutcome> {
    const worker =
      this.workers.get(invocation.node) ?? this.startWorker(invocation.node, this.options.counters(invocation.node));
    if (!worker.up) await worker.ready;
    this.calls++;
    this.running = invocation.node;
    if (this.watchdog === undefined) this.watch();
    const answer = await this.ask(worker, { kind: 'run', invocation });
    this.running = -1;
    if (answer.kind === 'hung') return { commands: [], draws: 0, error: answer.what };
    if (answer.kind !== 'done')
      throw new HostError(answer.kind === 'broken' ? answer.what : 'A node answered out of turn.');
    const { commands, draws, error } = answer.outcome;
    deepFreeze(commands);
    return { commands, draws, error };
  }

  /** Terminates the Workers of dead nodes. */
  bury(): void {
    for (const node of this.kernel.nodes) if (node.status === 'down') this.kill(node.index);
  }

  kill(index: number): void {
    const worker = this.workers.get(index);
    if (worker === undefined) return;
    this.workers.delete(index);
    void worker.port.terminate();
    this.announce();
  }

  async close(): Promise<void> {
    const workers = [...this.workers.values()];
    this.workers.clear();
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
    for (const worker of workers) await worker.port.terminate();
    this.announce();
  }

  private startWorker(index: number, snapshot: RuntimeSnapshot | null): NodeWorker {
    const node = this.kernel.nodes[index]!;
    const port = this.options.start(node.id);
    const worker: NodeWorker = { port, answer: null, ready: Promise.resolve(), up: false };
    port.listen(
      (text) => {
        const { answer } = worker;
        worker.answer = null;
        answer?.resolve(JSON.parse(text) as FromNode);
      },
      (what) => {
        const { answer } = worker;
        worker.answer = null;
        answer?.reject(new HostError(`The Worker of ${node.id} failed: ${what}`));
      },
    );
    worker.ready = this.ask(worker, {
      kind: 'boot',
      pattern: this.options.pattern,
      program: node.spec.program,
      mutant: this.options.mutant,
      identity: this.kernel.identity(index),
      settings: this.kernel.settings,
      snapshot,
    }).then((answer) => {
      if (answer.kind !== 'ready')
        throw new HostError(
          `The Worker of ${node.id} could not start: ${'what' in answer ? answer.what : 'it answered out of turn'}`,
        );
      worker.up = true;
    });
    // Whoever runs the node sees the failure; until then it must not count as unhandled.
    worker.ready.catch(() => {});
    this.workers.set(index, worker);
    this.announce();
    return worker;
  }

  /**
   * Looks now and then whether the same call is still under way: one timer for all calls, because
   * one for each would cost more than the call.
   */
  private watch(): void {
    const watchdogMs = this.options.watchdogMs ?? WATCHDOG_MS;
    this.watchdog = setTimeout(() => {
      this.watchdog = undefined;
      const { running } = this;
      if (running >= 0 && this.seen === this.calls) {
        const answer = this.workers.get(running)?.answer;
        this.kill(running);
        answer?.resolve({
          kind: 'hung',
          what: `hung: the handler did not return within ${watchdogMs / 1000} s and its Worker was killed`,
        });
      } else if (this.seen !== this.calls || running >= 0) {
        this.seen = this.calls;
        this.watch();
      }
    }, watchdogMs);
  }

  private ask(worker: NodeWorker, message: ToNode): Promise<FromNode | Hung> {
    return new Promise((resolve, reject) => {
      worker.answer = { resolve, reject };
      worker.port.post(JSON.stringify(message));
    });
  }

  private announce(): void {
    this.options.onWorkers?.(
      [...this.workers.keys()].sort((a, b) => a - b).map((index) => this.kernel.nodes[index]!.id),
    );
  }
}
