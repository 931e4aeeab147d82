import { EFFECT_BITS, KINDS } from './kinds.ts';
import { clonePlain } from './plain.ts';
import type { Property, PropertyResult, World } from './property.ts';
import type { Us } from './time.ts';
import type { Effect, EventKind, Seq, TraceEvent } from './trace.ts';

interface Monitor {
  readonly property: Property;
  /** Why this run does not promise it; empty where it does. */
  readonly unjudged: string;
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

export type MonitorsSnapshot = readonly Omit<Monitor, 'property' | 'unjudged'>[];

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
  private readonly nodes: readonly string[];
  /** Who is undecided and watches an event of this kind with these effects at this node, by all three as one number; made when first asked for. */
  private readonly watching = new Map<number, readonly Monitor[]>();
  /** When the first of all that is owed is due; Infinity while nothing is. */
  private dueUs: Us = Infinity;

  constructor(properties: readonly Property[], world: World) {
    this.nodes = world.topology.nodes.map(({ id }) => id);
    this.monitors = properties.map((property) => {
      const unjudged = whyUnjudged(property, world);
      const state: unknown = unjudged === '' ? property.init(world) : null;
      return { property, unjudged, state, dueUs: -1, owed: '', verdict: null };
    });
  }

  /**
   * Whether anybody has to see an event of this kind (its code) with these effects (bits as in
   * `EFFECT_BITS`) at this node (its index; −1: the world): most events concern few properties, and
   * what concerns none need not even be put together.
   */
  concerns(code: number, effects: number, node: number, timeUs: Us): boolean {
    return timeUs > this.dueUs || this.watchers(code, effects, node).length > 0;
  }

  /** Verdicts that fall with this event. */
  step(event: TraceEvent, code: number, effects: number, node: number, world: World): Effect[] | null {
    const overdue = event.timeUs > this.dueUs;
    const watchers = this.watchers(code, effects, node);
    let verdicts: Effect[] | null = null;
    for (const monitor of overdue ? this.monitors : watchers) {
      if (monitor.verdict !== null) continue;
      if (monitor.dueUs >= 0 && event.timeUs > monitor.dueUs) this.overdue(monitor, event.seq);
      else if (!overdue || watchers.includes(monitor))
        this.judge(monitor, monitor.property.step(monitor.state, event, world), event);
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
    // Whoever is decided watches no longer.
    if (verdicts !== null) this.watching.clear();
    return verdicts;
  }

  /** The run is over: what was due by then and did not come is a violation. */
  finish(untilUs: Us, lastSeq: Seq): void {
    for (const monitor of this.monitors) {
      if (monitor.verdict === null && monitor.dueUs >= 0 && monitor.dueUs < untilUs) this.overdue(monitor, lastSeq);
    }
  }

  results(): PropertyResult[] {
    return this.monitors.map(({ property, unjudged, verdict, dueUs, owed }) => {
      const { id, kind } = property;
      if (unjudged !== '') return { id, kind, status: 'unjudged', detail: unjudged };
      if (verdict !== null)
        return { id, kind, status: verdict.status, atUs: verdict.atUs, seq: verdict.seq, detail: verdict.detail };
      if (kind === 'sometimes') return { id, kind, status: 'pending' };
      if (dueUs >= 0) return { id, kind, status: 'pending', detail: owed };
      return { id, kind, status: 'holds' };
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
    this.watching.clear();
    this.findDue();
  }

  private watchers(code: number, effects: number, node: number): readonly Monitor[] {
    const key = (effects * 32 + code) * 256 + node + 1;
    let list = this.watching.get(key);
    if (list === undefined) {
      const kind = KINDS[code]!;
      const id = this.nodes[node] ?? '';
      list = this.monitors.filter(
        ({ property, unjudged, verdict }) =>
          unjudged === '' && verdict === null && watches(property, kind, effects, id),
      );
      this.watching.set(key, list);
    }
    return list;
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

/** Whether a property has to see an event of this kind with these effects at this node. */
function watches({ watches: watched }: Property, kind: EventKind, effects: number, node: string): boolean {
  if (watched === undefined) return true;
  if (watched.nodes?.includes(node) === false) return false;
  if (watched.events?.includes(kind) === true) return true;
  return watched.effects?.some((effect) => (effects & EFFECT_BITS[effect]) !== 0) === true;
}
