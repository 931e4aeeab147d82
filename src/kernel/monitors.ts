import { Audiences, watchOf, type Watch } from './audience.ts';
import type { EffectList } from './effect-list.ts';
import { clonePlain } from './plain.ts';
import type { Property, PropertyResult, World } from './property.ts';
import type { Us } from './time.ts';
import type { Effect, Seq, TraceEvent } from './trace.ts';

/** One property as it stands. */
export interface Monitor {
  readonly property: Property;
  /** The property's: taken out, because properties have many shapes and monitors one. */
  readonly judge: Property['step'];
  /** Why this run does not promise it; empty where it does. */
  readonly unjudged: string;
  readonly watch: Watch;
  state: unknown;
  /** When what is owed is due; −1 while nothing is. */
  dueUs: Us;
  owed: string;
  verdict: {
    readonly status: 'violated' | 'reached';
    readonly atUs: Us;
    readonly seq: Seq;
    readonly detail: string;
  } | null;
}

export type MonitorsSnapshot = readonly Pick<Monitor, 'state' | 'dueUs' | 'owed' | 'verdict'>[];

const ONLY_ON = 'Only the pattern promises it, and the pattern is off.';
const NOT_PROMISED = 'These settings do not promise it.';

/** Why a property says nothing about this run; empty where it is judged. */
function whyUnjudged(property: Property, world: World): string {
  if (!world.on && property.appliesOff === false) return ONLY_ON;
  const answer = property.applies?.(world) ?? true;
  if (typeof answer === 'string') return answer;
  return answer ? '' : NOT_PROMISED;
}

/** Judges a run event by event. A verdict stands: the first violation is what counts. */
export class Monitors {
  private readonly monitors: Monitor[];
  private readonly audiences: Audiences;
  /** When the first of all that is owed is due; Infinity while nothing is. */
  private dueUs: Us = Infinity;

  constructor(properties: readonly Property[], world: World) {
    const ids = world.topology.nodes.map(({ id }) => id);
    const bits = new Map<string, number>();
    this.monitors = properties.map((property) => {
      const unjudged = whyUnjudged(property, world);
      const state: unknown = unjudged === '' ? property.init(world) : null;
      return {
        property,
        judge: property.step,
        unjudged,
        watch: watchOf(property, ids, unjudged === '' ? bits : new Map()),
        state,
        dueUs: -1,
        owed: '',
        verdict: null,
      };
    });
    this.audiences = new Audiences(this.monitors, bits);
  }

  /** Something that is owed should have come before this time. */
  isOverdue(timeUs: Us): boolean {
    return timeUs > this.dueUs;
  }

  /** Verdicts that fall with this event. `watchers`: of it. */
  step(event: TraceEvent, watchers: readonly Monitor[], world: World): Effect[] | null {
    const overdue = event.timeUs > this.dueUs;
    let verdicts: Effect[] | null = null;
    for (const monitor of overdue ? this.monitors : watchers) {
      if (monitor.verdict !== null) continue;
      if (monitor.dueUs >= 0 && event.timeUs > monitor.dueUs) this.overdue(monitor, event.seq);
      else if (!overdue || watchers.includes(monitor))
        this.judge(monitor, monitor.judge.call(monitor.property, monitor.state, event, world), event);
      const verdict = monitor.verdict as Monitor['verdict'];
      if (verdict !== null) {
        verdicts ??= [];
        verdicts.push({
          kind: 'verdict',
          property: monitor.property.id,
          status: verdict.status,
          detail: verdict.detail,
        });
      }
    }
    if (overdue) this.findDue();
    if (verdicts !== null) this.audiences.dismissDecided();
    return verdicts;
  }

  /** The run is over: what was due by then and did not come is a violation. */
  finish(untilUs: Us, lastSeq: Seq): void {
    for (const monitor of this.monitors) {
      if (monitor.verdict === null && monitor.dueUs >= 0 && monitor.dueUs < untilUs) this.overdue(monitor, lastSeq);
    }
  }

  results(): PropertyResult[] {
    return this.monitors.map(({ property, unjudged, state, verdict, dueUs, owed }) => {
      const { id, kind } = property;
      if (unjudged !== '') return { id, kind, status: 'unjudged', detail: unjudged };
      if (verdict !== null)
        return { id, kind, status: verdict.status, atUs: verdict.atUs, seq: verdict.seq, detail: verdict.detail };
      if (kind === 'sometimes') return { id, kind, status: 'pending' };
      if (dueUs >= 0) return { id, kind, status: 'pending', detail: owed };
      const doubt = property.doubt?.(state);
      return doubt === undefined ? { id, kind, status: 'holds' } : { id, kind, status: 'unjudged', detail: doubt };
    });
  }

  snapshot(): MonitorsSnapshot {
    return this.monitors.map(({ state, dueUs, owed, verdict }) => ({ state: clonePlain(state), dueUs, owed, verdict }));
  }

  restore(snapshot: MonitorsSnapshot): void {
    this.monitors.forEach((monitor, index) => {
      const saved = snapshot[index]!;
      monitor.state = clonePlain(saved.state);
      monitor.dueUs = saved.dueUs;
      monitor.owed = saved.owed;
      monitor.verdict = saved.verdict;
    });
    this.audiences.forget();
    this.findDue();
  }

  /** Who has to see the event that this is; arguments as of `Audiences.of`. */
  watchers(code: number, effects: EffectList, node: number): readonly Monitor[] {
    return this.audiences.of(code, effects, node);
  }

  private findDue(): void {
    this.dueUs = Infinity;
    for (const { dueUs, verdict } of this.monitors)
      if (verdict === null && dueUs >= 0 && dueUs < this.dueUs) this.dueUs = dueUs;
  }

  private overdue(monitor: Monitor, seq: Seq): void {
    monitor.verdict = { status: 'violated', atUs: monitor.dueUs, seq, detail: monitor.owed };
  }

  private judge(monitor: Monitor, answer: ReturnType<Property['step']>, event: TraceEvent): void {
    if (answer === undefined || answer === false) return;
    const { kind } = monitor.property;
    if (kind === 'always' && typeof answer === 'string') {
      monitor.verdict = { status: 'violated', atUs: event.timeUs, seq: event.seq, detail: answer };
    } else if (kind === 'sometimes' && answer === true) {
      monitor.verdict = { status: 'reached', atUs: event.timeUs, seq: event.seq, detail: '' };
    } else if (kind === 'eventually') {
      if (answer === null) monitor.dueUs = -1;
      else if (typeof answer === 'object') {
        monitor.dueUs = answer.dueUs;
        monitor.owed = answer.detail;
      }
      // May have been the first that was due, or be it now.
      this.findDue();
    }
  }
}
