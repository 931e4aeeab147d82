import { InlineRun } from '../kernel/inline.ts';
import type { NodeInspection } from '../kernel/inspection.ts';
import type { Json } from '../kernel/json.ts';
import type { Setup } from '../kernel/setup.ts';
import type { KernelNode } from '../kernel/node.ts';
import { clonePlain } from '../kernel/plain.ts';
import type { Seq } from '../kernel/trace.ts';
import type { Checkpoints } from './checkpoints.ts';

export interface Inspection {
  readonly seq: Seq;
  readonly fingerprint: string;
  readonly nodes: Readonly<Record<string, NodeInspection>>;
}

/** Goes to any moment of a run by replaying it inline from the nearest checkpoint. */
export class Inspector {
  private readonly run: InlineRun;
  private readonly checkpoints: Checkpoints;
  private readonly start: ReturnType<InlineRun['checkpoint']>;

  constructor(setup: Setup, checkpoints: Checkpoints, deaths: ReadonlyMap<Seq, string>) {
    this.run = new InlineRun(setup, { keepTrace: false, deaths });
    this.start = this.run.checkpoint();
    this.checkpoints = checkpoints;
  }

  /** Stands right after event `seq`; −1 is before the first. */
  seek(seq: Seq): void {
    const target = seq + 1;
    const nearest = this.checkpoints.before(target) ?? this.start;
    const { kernel } = this.run;
    if (kernel.seq > target || nearest.kernel.seq > kernel.seq) this.run.restore(nearest);
    this.run.runTo(target);
  }

  inspect(seq: Seq): Inspection {
    const { run } = this;
    this.seek(Math.max(-1, seq - 1));
    const before = run.kernel.nodes.map((node) => clonePlain(run.state(node.index)) as Json);
    this.seek(seq);
    const { kernel } = run;
    const nodes = Object.fromEntries(
      kernel.nodes.map((node) => [node.id, this.node(node, before[node.index] ?? null)]),
    );
    return { seq, fingerprint: kernel.fingerprint(), nodes };
  }

  private node(node: KernelNode, before: Json): NodeInspection {
    const { timeUs } = this.run.kernel;
    return {
      state: node.status === 'down' ? null : (clonePlain(this.run.state(node.index)) as Json),
      before,
      disk: node.disk.durable(),
      unsynced: node.disk.unsynced(),
      timers: [...node.timers].map(([name, timer]) => ({ name, fireUs: timer.fireUs })),
      requests: [...node.requests].map(([id, request]) => ({
        id,
        to: request.to,
        tag: request.tag,
        timeoutUs: request.timeoutUs,
        type: request.type,
      })),
      queue: node.queue.map(({ transit }) => ({ id: transit.id, from: transit.from, type: transit.message.type })),
      working: [...node.holding].map(([id, type]) => ({ id, type })),
      localClockUs: node.clock.wall(timeUs),
    };
  }
}
