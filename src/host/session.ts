import type { Setup } from '../kernel/setup.ts';
import type { Us } from '../kernel/time.ts';
import type { Seq } from '../kernel/trace.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import { setupOf, wordsOf } from '../pattern-kit/setup.ts';
import { firstDifferenceUs } from '../scenario/edit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runErrand } from './errands.ts';
import { failedBy } from './failure.ts';
import { Futures, type Future } from './futures.ts';
import { headOf, type Head } from './head.ts';
import { Inspector } from './inspect.ts';
import { Diverged, LiveRun } from './live-run.ts';
import type { StartNode } from './node-port.ts';
import type { FromSession, HostMode, ToSession } from './protocol.ts';

export interface SessionOptions {
  readonly post: (message: FromSession) => void;
  readonly loadPattern: (id: string) => Promise<Pattern>;
  readonly startNode: StartNode;
  readonly watchdogMs?: number;
  /** Real time in ms, only to hand over batches often enough. */
  readonly clock: () => number;
  /** Lets waiting messages in. */
  readonly yieldNow: () => Promise<void>;
}

/** A batch leaves at least this often, so that a slow host still shows progress. */
const SLICE_MS = 12;

/**
 * Owns the run that one view shows: the head with its node Workers, and the futures beside it.
 * Knows neither DOM nor where it runs; messages in, messages out, one after the other.
 */
export class Session {
  private readonly options: SessionOptions;
  private readonly inbox: ToSession[] = [];
  private pumping: Promise<void> | null = null;

  private pattern: Pattern | null = null;
  private host: HostMode = 'inline';
  private live: LiveRun | null = null;
  private readonly futures = new Futures();
  private inspector: Inspector | null = null;
  /** How far the head is to go, and how many events at least. */
  private goalUs: Us = -1;
  private goalSeq: Seq = 0;
  /** Events posted so far. */
  private posted: Seq = 0;
  private broken = false;
  /** The last slice ended before it reached its goal: call by call is too slow for what is asked. */
  private late = false;
  /** Go call by call, however long it takes. */
  private closely = false;
  /** Where the last slice ended that ran ahead and that the Workers are busy with; null: there is none. */
  private underWay: Head | null = null;

  constructor(options: SessionOptions) {
    this.options = options;
  }

  receive(message: ToSession): void {
    this.inbox.push(message);
    this.pumping ??= this.pump();
  }

  /** Settled when everything asked for is done. */
  async idle(): Promise<void> {
    await this.pumping;
  }

  private async pump(): Promise<void> {
    for (;;) {
      const message = this.inbox.shift();
      if (message !== undefined) {
        if (this.underWay !== null && changesTheRun(message)) await this.guarded(() => this.catchUp());
        await this.guarded(() => this.handle(message));
      } else if (this.behind()) await this.guarded(() => this.slice());
      else break;
    }
    this.pumping = null;
  }

  /** Whatever goes wrong is told, and leaves a session that answers. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.broken = true;
      this.underWay = null;
      this.options.post(failedBy(error, this.current !== null));
    }
  }

  private async handle(message: ToSession): Promise<void> {
    switch (message.kind) {
      case 'open':
        return this.open(message.scenario, message.host, message.closely === true);
      case 'advance':
        this.goalUs = Math.max(this.goalUs, message.untilUs);
        // An answer even where there is nothing left to do: the asker waits for one.
        if (!this.behind()) this.postTrace(true);
        return;
      case 'step':
        this.goalSeq = Math.max(this.goalSeq, (this.live?.kernel.seq ?? 0) + message.events);
        if (!this.behind()) this.postTrace(true);
        return;
      case 'revise':
        return this.revise(message.scenario, message.shownSeq);
      case 'checkout':
        return this.checkout(message.branch);
      case 'inspect': {
        const { current } = this;
        if (current === null || this.pattern === null) return;
        this.inspector ??= new Inspector(this.setup(current.branch.scenario), current.checkpoints, current.deaths);
        this.options.post({ kind: 'inspected', id: message.id, ...this.inspector.inspect(message.seq) });
        return;
      }
      case 'recover':
        return this.recover();
      case 'simulate':
      case 'search':
        return runErrand(message, this.options);
    }
  }

  private setup(scenario: Scenario): Setup {
    return setupOf(this.pattern!, scenario);
  }

  private nodesOf(scenario: Scenario): readonly string[] {
    return this.setup(scenario).topology.nodes.map((node) => node.id);
  }

  private get current(): Future | null {
    return this.futures.present;
  }

  private async open(scenario: Scenario, host: HostMode, closely: boolean): Promise<void> {
    this.pattern = await this.options.loadPattern(scenario.pattern);
    this.host = host;
    this.closely = closely;
    // Whatever goes wrong from here on, the run before is not gone on with.
    await this.live?.close();
    this.live = null;
    await this.goOn(this.futures.begin(scenario, this.nodesOf(scenario)), 0);
    this.opened();
  }

  private opened(): void {
    const { live, current } = this;
    this.options.post({
      kind: 'opened',
      words: wordsOf(this.pattern!),
      topology: live!.kernel.topology,
      untilUs: live!.kernel.untilUs,
      branch: current!.branch.id,
    });
  }

  /** Makes a future the present one: replays its past inline, then brings the Workers to its end. */
  private async goOn(future: Future, posted: Seq): Promise<void> {
    await this.live?.close();
    this.broken = false;
    this.underWay = null;
    const length = future.trace.length;
    const from = future.checkpoints.before(length);
    const workers = {
      start: this.options.startNode,
      ...(this.options.watchdogMs !== undefined && { watchdogMs: this.options.watchdogMs }),
      pattern: this.pattern!.meta.id,
      mutant: future.branch.scenario.mutant ?? null,
      onWorkers: (alive: readonly string[]) => this.options.post({ kind: 'workers', alive }),
    };
    future.trace.cut(from?.kernel.seq ?? 0);
    const live = new LiveRun(this.setup(future.branch.scenario), {
      trace: future.trace,
      deaths: future.deaths,
      ...(this.host === 'worker' && { workers }),
      ...(from && { from }),
    });
    while (live.kernel.seq < length) live.stepInline();
    live.startWorkers();
    this.live = live;
    this.futures.show(future);
    this.inspector = null;
    this.goalUs = -1;
    this.goalSeq = 0;
    this.posted = posted;
  }

  private behind(): boolean {
    const { live } = this;
    if (live === null || this.broken) return false;
    const next = live.nextUs();
    return next >= 0 && (next <= this.goalUs || live.kernel.seq < this.goalSeq);
  }

  /** Runs for a few milliseconds, then hands over what happened. */
  private async slice(): Promise<void> {
    const live = this.live!;
    const { clock } = this.options;
    const endMs = clock() + SLICE_MS;
    const ahead = this.late && !this.closely;
    await this.orLookClosely(async () => {
      while (this.behind() && clock() < endMs && this.inbox.length === 0) {
        for (let i = 0; i < 32 && this.behind(); i++) {
          const wait = ahead || live.inline ? live.stepAhead() : live.step();
          if (wait !== null) await wait;
          this.keepCheckpoint(live);
        }
      }
      if (ahead) await this.handOver(live);
      else this.postTrace(false);
    });
    this.late = this.behind();
    if (!this.late) await this.catchUp();
    await this.options.yieldNow();
  }

  /** Every few thousand events, of what is settled only. */
  private keepCheckpoint(live: LiveRun): void {
    const { checkpoints } = this.current!;
    if (live.settledSeq === live.kernel.seq && checkpoints.due(live.kernel.seq)) checkpoints.add(live.checkpoint());
  }

  /** A slice that ran ahead goes to the Workers; what they have found of the one before is told. */
  private async handOver(live: LiveRun): Promise<void> {
    const before = this.underWay;
    this.underWay = headOf(live, this.goalUs, this.current!.checkpoints.due(live.kernel.seq));
    await live.settleBefore();
    if (before !== null) this.tell(before);
  }

  /** Waits until the Workers have been through all that ran ahead of them, and tells it. */
  private async catchUp(): Promise<void> {
    await this.orLookClosely(async () => {
      if (this.underWay === null) return;
      await this.live!.settle();
      this.tell(this.underWay);
      this.underWay = null;
    });
  }

  private async orLookClosely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Diverged)) throw error;
      await this.lookClosely(this.live!.settledSeq);
    }
  }

  /**
   * A Worker did not do what was done ahead of it: back to where both agreed, and on call by call,
   * which finds the call and says what is the matter with it.
   */
  private async lookClosely(settledSeq: Seq): Promise<void> {
    const { goalUs, goalSeq } = this;
    const { branch, trace, checkpoints, deaths } = this.current!;
    this.closely = true;
    trace.cut(settledSeq);
    await this.goOn({ branch, trace, checkpoints: checkpoints.upTo(settledSeq), deaths }, this.posted);
    this.goalUs = goalUs;
    this.goalSeq = goalSeq;
  }

  private postTrace(always: boolean): void {
    const { live } = this;
    if (live !== null && (always || this.posted !== live.kernel.seq)) this.tell(headOf(live, this.goalUs, false));
  }

  private tell({ seq, told, checkpoint }: Head): void {
    const { branch, trace, checkpoints } = this.current!;
    // A crash, which waits for the Workers, may have left a newer one meanwhile.
    if (checkpoint !== null && checkpoints.due(checkpoint.kernel.seq)) checkpoints.add(checkpoint);
    const { posted } = this;
    this.posted = seq;
    this.options.post({ kind: 'trace', branch: branch.id, from: posted, events: trace.slice(posted, seq), ...told });
  }

  private async revise(scenario: Scenario, shownSeq: Seq): Promise<void> {
    const { current } = this;
    if (current === null) return this.open(scenario, this.host, this.closely);
    if (scenario.pattern !== current.branch.scenario.pattern) return this.open(scenario, this.host, this.closely);
    const known = this.futures.thatRuns(scenario);
    if (known !== undefined) return this.show(known);
    const future = this.futures.fork(current, scenario, shownSeq, this.nodesOf(scenario));
    const keep = future.trace.length;
    await this.goOn(future, keep);
    this.rewound(keep, future.branch.id === current.branch.id ? null : current.branch.id);
  }

  private async checkout(id: number): Promise<void> {
    const future = this.futures.withId(id);
    if (future !== undefined) await this.show(future);
  }

  /** Back to a future that was run before. */
  private async show(future: Future): Promise<void> {
    const before = this.current!;
    const partUs = firstDifferenceUs(before.branch.scenario, future.branch.scenario);
    const shared = Math.min(before.trace.countBefore(partUs), future.trace.countBefore(partUs), this.posted);
    await this.goOn(future, shared);
    this.rewound(shared, null);
    this.postTrace(true);
  }

  private rewound(to: Seq, keptId: number | null): void {
    if (to === 0) this.opened();
    const { trace } = this.current!;
    this.options.post({
      kind: 'rewound',
      branch: this.current!.branch.id,
      to,
      headUs: to === 0 ? 0 : trace.timeAt(to - 1),
      kept: keptId,
      branches: this.futures.branches,
    });
  }

  /** New Workers, from the trace as it stands. */
  private async recover(): Promise<void> {
    if (this.current === null) return;
    await this.goOn(this.current, this.posted);
    this.postTrace(true);
  }
}

/** Whether a message may leave the present run: what was done of it is told first. */
function changesTheRun({ kind }: ToSession): boolean {
  return kind === 'open' || kind === 'revise' || kind === 'checkout' || kind === 'recover';
}
