import type { Kernel } from '../kernel/kernel.ts';
import type { Invocation, RuntimeSnapshot } from '../kernel/invocation.ts';
import type { NodePort, StartNode } from './node-port.ts';
import { CALLS, LINE, lineOf, OUTCOMES, type FromNode, type ToNode } from './node-protocol.ts';

/** Longest a handler may take before its Worker is killed, in real time. */
export const WATCHDOG_MS = 2_000;

/** Calls sent ahead to one Worker are kept until there are this many, or until somebody waits. */
const BATCH = 48;

interface Asked {
  resolve(text: string): void;
  reject(error: Error): void;
}

interface NodeWorker {
  readonly port: NodePort;
  /** Who waits for answers, in the order of the messages. */
  readonly asked: Asked[];
  ready: Promise<void>;
  up: boolean;
  /** Calls not sent yet, and what they are expected to come to: one text each. */
  calls: string[];
  expected: string[];
}

/** The watchdog's answer in the place of a program that gives none. */
export const HUNG = 'hung';

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
 * One Worker a node: call by call (`run`), or several calls ahead of the answers (`send`, then
 * `settle`). A crash terminates the Worker; a boot starts a new one that is given nothing but its disk.
 */
export class WorkerHost {
  readonly watchdogMs: number;

  private readonly kernel: Kernel;
  private readonly options: WorkerHostOptions;
  private readonly workers = new Map<number, NodeWorker>();
  /** Of calls sent ahead: whether each batch came to what was expected. */
  private verdicts: Promise<boolean>[] = [];
  /** Calls made so far, the node of the one under way (−1: none), and the call that the watchdog saw last. */
  private calls = 0;
  private running = -1;
  private seen = -1;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(kernel: Kernel, options: WorkerHostOptions) {
    this.kernel = kernel;
    this.options = options;
    this.watchdogMs = options.watchdogMs ?? WATCHDOG_MS;
  }

  /** Starts the Workers of all nodes at once; booting them one by one would take as long as all together. */
  startAll(snapshots: readonly RuntimeSnapshot[] | null): void {
    for (const node of this.kernel.nodes) {
      if (node.status !== 'down' || !node.booted) this.startWorker(node.index, snapshots?.[node.index] ?? null);
    }
  }

  /**
   * Runs one call in its Worker and answers what came of it, as `lineOfOutcome` has it; `HUNG` where the program did not
   * return and was killed.
   */
  async run(invocation: Invocation): Promise<string> {
    const worker =
      this.workers.get(invocation.node) ?? this.startWorker(invocation.node, this.options.counters(invocation.node));
    if (!worker.up) await worker.ready;
    this.calls++;
    this.running = invocation.node;
    if (this.watchdog === undefined) this.watch();
    const text = await this.ask(worker, CALLS + lineOf(invocation));
    this.running = -1;
    return text === HUNG ? HUNG : outcomesIn(text);
  }

  /** Whether calls can be sent to this node without waiting for it to come up. */
  isUp(index: number): boolean {
    return this.workers.get(index)?.up === true;
  }

  /** Sends a call whose outcome is known already, to be compared; `settle` tells whether it was the same. */
  send(invocation: Invocation, expected: string): void {
    const worker = this.workers.get(invocation.node)!;
    worker.calls.push(lineOf(invocation));
    worker.expected.push(expected);
    if (worker.calls.length >= BATCH) this.flush(worker);
  }

  /** Waits for all that was sent ahead. Answers whether every Worker did just what was expected of it. */
  async settle(): Promise<boolean> {
    for (const worker of this.workers.values()) if (worker.calls.length > 0) this.flush(worker);
    const { verdicts } = this;
    if (verdicts.length === 0) return true;
    this.verdicts = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.watchdogMs);
    });
    try {
      return await Promise.race([Promise.all(verdicts).then((each) => each.every(Boolean)), late]);
    } finally {
      clearTimeout(timer);
    }
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
    const worker: NodeWorker = { port, asked: [], ready: Promise.resolve(), up: false, calls: [], expected: [] };
    port.listen(
      (text) => worker.asked.shift()?.resolve(text),
      (what) => worker.asked.shift()?.reject(new HostError(`The Worker of ${node.id} failed: ${what}`)),
    );
    const boot: ToNode = {
      kind: 'boot',
      pattern: this.options.pattern,
      program: node.spec.program,
      mutant: this.options.mutant,
      identity: this.kernel.identity(index),
      settings: this.kernel.settings,
      snapshot,
    };
    worker.ready = this.ask(worker, JSON.stringify(boot)).then((text) => {
      const answer = JSON.parse(text) as FromNode;
      if (answer.kind !== 'ready') throw new HostError(`The Worker of ${node.id} could not start: ${answer.what}`);
      worker.up = true;
    });
    // Whoever runs the node sees the failure; until then it must not count as unhandled.
    worker.ready.catch(() => {});
    this.workers.set(index, worker);
    this.announce();
    return worker;
  }

  private flush(worker: NodeWorker): void {
    const { calls, expected } = worker;
    worker.calls = [];
    worker.expected = [];
    const verdict = this.ask(worker, CALLS + calls.join(LINE)).then(
      (text) => text === OUTCOMES + expected.join(LINE),
      () => false,
    );
    this.verdicts.push(verdict);
  }

  /**
   * Looks now and then whether the same call is still under way: one timer for all calls, because
   * one for each would cost more than the call.
   */
  private watch(): void {
    this.watchdog = setTimeout(() => {
      this.watchdog = undefined;
      const { running } = this;
      if (running >= 0 && this.seen === this.calls) {
        const asked = this.workers.get(running)?.asked.shift();
        this.kill(running);
        asked?.resolve(HUNG);
      } else if (this.seen !== this.calls || running >= 0) {
        this.seen = this.calls;
        this.watch();
      }
    }, this.watchdogMs);
  }

  private ask(worker: NodeWorker, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      worker.asked.push({ resolve, reject });
      worker.port.post(text);
    });
  }

  private announce(): void {
    this.options.onWorkers?.(
      [...this.workers.keys()].sort((a, b) => a - b).map((index) => this.kernel.nodes[index]!.id),
    );
  }
}

function outcomesIn(text: string): string {
  if (text.startsWith(OUTCOMES)) return text.slice(OUTCOMES.length);
  const answer = JSON.parse(text) as FromNode;
  throw new HostError(answer.kind === 'broken' ? answer.what : 'A node answered out of turn.');
}
