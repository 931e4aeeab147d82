import { TraceStore } from '../kernel/trace-store.ts';
import type { Seq } from '../kernel/trace.ts';
import { firstDifferenceUs, sameRun } from '../scenario/edit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Branch } from './protocol.ts';

/** A future that was run: what is needed to show it again and to go on with it. */
export interface Future {
  readonly branch: Branch;
  readonly trace: TraceStore;
  readonly checkpoints: Checkpoints;
  readonly deaths: Map<Seq, string>;
}

/** How many are kept; the one that was not shown for longest goes first. */
const MOST = 16;

/** All that became of one scenario and its changes: the future that is shown, and those beside it. */
export class Futures {
  /** In the order they were shown last: the newest is the present one. */
  private kept: readonly Future[] = [];
  private nextId = 0;

  get present(): Future | null {
    return this.kept.at(-1) ?? null;
  }

  /** In the order they came up. */
  get branches(): readonly Branch[] {
    return this.kept.map(({ branch }) => branch).sort((a, b) => a.id - b.id);
  }

  /** Forgets all of them; what is answered is the first of another scenario. */
  begin(scenario: Scenario, nodes: readonly string[]): Future {
    this.kept = [];
    this.nextId = 1;
    const branch: Branch = { id: 0, parent: null, forkSeq: 0, forkUs: 0, scenario };
    return { branch, trace: new TraceStore(nodes), checkpoints: new Checkpoints(), deaths: new Map() };
  }

  show(future: Future): void {
    this.kept = [...this.kept.filter(({ branch }) => branch.id !== future.branch.id), future].slice(-MOST);
  }

  withId(id: number): Future | undefined {
    return this.kept.find(({ branch }) => branch.id === id);
  }

  thatRuns(scenario: Scenario): Future | undefined {
    return this.kept.find(({ branch }) => sameRun(branch.scenario, scenario));
  }

  /**
   * The past that the present future and a changed scenario share. It becomes a branch of its own where
   * something that was shown would be lost, and otherwise takes the place of the present one.
   */
  fork(present: Future, scenario: Scenario, shownSeq: Seq, nodes: readonly string[]): Future {
    const { branch, trace, checkpoints } = present;
    const firstUs = firstDifferenceUs(branch.scenario, scenario);
    const keep = trace.countBefore(firstUs);
    const isSeen = shownSeq >= keep && trace.length > keep;
    return {
      branch: isSeen
        ? {
            id: this.nextId++,
            parent: branch.id,
            forkSeq: keep,
            forkUs: Math.min(firstUs, scenario.untilUs),
            scenario,
          }
        : { ...branch, scenario },
      // Without a shared past, even the parts of the system may be others.
      trace: keep === 0 ? new TraceStore(nodes) : trace.copy(keep),
      checkpoints: checkpoints.upTo(keep),
      deaths: new Map([...present.deaths].filter(([seq]) => seq < keep)),
    };
  }
}
