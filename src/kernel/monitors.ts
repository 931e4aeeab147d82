import { EFFECT_BITS, KIND_CODE } from './kinds.ts';
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
  /** What it watches: a bit for each kind of event (by its code) and of effect, and the nodes (by index; null: all). */
  readonly events: number;
  readonly effects: number;
  readonly nodes: ReadonlySet<number> | null;
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
  /** Who is undecided and watches an event of this kind with these effects at this node, by all three as one number; made when first asked for. */
  private readonly watching = new Map<number, Monitor[]>();
  /** When the first of all that is owed is due; Infinity while nothing is. */
  private dueUs: Us = Infinity;

  constructor(properties: readonly Property[], world: World) {
    const ids = world.topology.nodes.map(({ id }) => id);
    this.monitors = properties.map((property) => {
      const unjudged = whyUnjudged(property, world);
      const state: unknown = unjudged === '' ? property.init(world) : null;
      const { events, effects, nodes } = watchedBy(property, ids);
      return {
        property,
        judge: property.step,
        unjudged,
        events,
        effects,
        nodes,
        state,
        dueUs: -1,
        owed: '',
        verdict: null,
      };
    });
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
    if (verdicts !== null) this.dismissDecided();
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
    this.watching.clear();
    this.findDue();
  }

  /**
   * Who has to see an event of this kind (its code) with these effects (bits as in `EFFECT_BITS`) at
   * this node (its index; −1: the world): most events concern few properties, and what concerns none
   * need not even be put together.
   */
  watchers(code: number, effects: number, node: number): readonly Monitor[] {
    // In whole 32-bit steps: as a double it would be an object each time it is looked up.
    const key = (((effects << 5) | code) << 8) | (node + 1);
    return this.watching.get(key) ?? this.findWatchers(key, code, effects, node);
  }

  /** Apart, because what a closure sees is an object made at every call, whether the closure is or not. */
  private findWatchers(key: number, code: number, effects: number, node: number): readonly Monitor[] {
    const bit = 1 << code;
    const list = this.monitors.filter(
      (monitor) =>
        monitor.unjudged === '' &&
        monitor.verdict === null &&
        ((monitor.events & bit) !== 0 || (monitor.effects & effects) !== 0) &&
        monitor.nodes?.has(node) !== false,
    );
    this.watching.set(key, list);
    return list;
  }

  /** Whoever is decided watches no longer. */
  private dismissDecided(): void {
    for (const [key, list] of this.watching) {
      if (list.some(({ verdict }) => verdict !== null))
        this.watching.set(
          key,
          list.filter(({ verdict }) => verdict === null),
        );
    }
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

/** What a property has to see, as bits; all of it where it does not say. */
function watchedBy({ watches }: Property, ids: readonly string[]): Pick<Monitor, 'events' | 'effects' | 'nodes'> {
  if (watches === undefined) return { events: -1, effects: -1, nodes: null };
  let events = 0;
  let effects = 0;
  for (const kind of watches.events ?? []) events |= 1 << KIND_CODE[kind];
  for (const kind of watches.effects ?? []) effects |= EFFECT_BITS[kind];
  if (watches.nodes === undefined) return { events, effects, nodes: null };
  // A node that this topology lacks has nothing happen at it; the empty id is the world.
  const nodes = watches.nodes.filter((id) => id === '' || ids.includes(id)).map((id) => ids.indexOf(id));
  return { events, effects, nodes: new Set(nodes) };
}
