import type { Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { lossOf } from '../losses.ts';
import { narrate, stateLabel } from '../narrate.ts';
import { messageName, spelled } from '../words.ts';
import { transitsIn, type ExportedRun } from './run.ts';

/** One entry of the Trace Event Format; times in µs, as in a run. */
type Entry = Readonly<Record<string, unknown>> & { readonly ph: string; readonly ts?: Us };

const PID = 1;
/** Arrows begin and end in slices, so an event takes as long as there is. */
const SLICE_US = 1;

/**
 * A run in the Trace Event Format, which Perfetto and chrome://tracing open: a thread a node with its
 * events, arrows for messages, spans for states and operations, counters for queues, marks for faults.
 */
export function perfettoTrace(run: ExportedRun): string {
  const writer = new Writer(run);
  for (const event of run.events) writer.add(event);
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: writer.finish() });
}

class Writer {
  readonly #run: ExportedRun;
  readonly #tids: ReadonlyMap<string, number>;
  readonly #find: ReturnType<typeof transitsIn>;
  readonly #entries: Entry[] = [];
  /** Number of each message's arrow. */
  readonly #arrows = new Map<string, number>();
  /** Spans that are open, by their id, with what it takes to close them. */
  readonly #open = new Map<string, Entry>();
  #lastUs: Us = 0;

  constructor(run: ExportedRun) {
    this.#run = run;
    this.#find = transitsIn(run.events);
    this.#tids = new Map(run.topology.nodes.map(({ id }, index) => [id, index + 1]));
    this.#entries.push({ ph: 'M', name: 'process_name', pid: PID, args: { name: run.pattern.meta.title } });
    for (const { id, label } of run.topology.nodes) {
      const tid = this.#tids.get(id)!;
      this.#entries.push({ ph: 'M', name: 'thread_name', pid: PID, tid, args: { name: label } });
      this.#entries.push({ ph: 'M', name: 'thread_sort_index', pid: PID, tid, args: { sort_index: tid } });
    }
  }

  add(event: TraceEvent): void {
    this.#lastUs = event.timeUs;
    const { pattern, topology } = this.#run;
    const text = narrate(event, pattern, topology, this.#find);
    const tid = this.#tids.get(event.node);
    if (event.kind === 'action' || event.kind === 'repair' || tid === undefined)
      this.#entries.push({ ph: 'i', s: 'g', name: text, cat: 'fault', pid: PID, tid: tid ?? 0, ts: event.timeUs });
    else {
      const { seq, cause } = event;
      this.#entries.push({
        ph: 'X',
        name: this.#nameOf(event),
        cat: event.kind,
        pid: PID,
        tid,
        ts: event.timeUs,
        dur: SLICE_US,
        args: { seq, cause, text },
      });
      this.#arrive(event, tid);
    }
    for (const effect of event.effects) this.#effect(effect, event, tid ?? 0);
  }

  finish(): readonly Entry[] {
    for (const id of this.#open.keys()) this.#close(id, this.#lastUs);
    return this.#entries;
  }

  #nameOf({ kind, transit, tag }: TraceEvent): string {
    return transit === undefined
      ? `${kind}${tag === undefined || tag === '' ? '' : ` ${spelled(tag)}`}`
      : `${kind} ${messageName(transit, this.#run.pattern)}`;
  }

  #arrive(event: TraceEvent, tid: number): void {
    const arrow = event.transit && this.#arrows.get(event.transit.id);
    if (arrow === undefined || lossOf(event) !== null) return;
    this.#arrows.delete(event.transit!.id);
    this.#entries.push({ ph: 'f', bp: 'e', id: arrow, name: 'message', cat: 'net', pid: PID, tid, ts: event.timeUs });
  }

  #effect(effect: Effect, { node, timeUs: ts }: TraceEvent, tid: number): void {
    switch (effect.kind) {
      case 'send': {
        const id = this.#entries.length;
        this.#arrows.set(effect.transit.id, id);
        this.#entries.push({ ph: 's', id, name: 'message', cat: 'net', pid: PID, tid, ts });
        return;
      }
      case 'become': {
        const id = `${node} ${effect.lane}`;
        this.#close(id, ts);
        const name = stateLabel(this.#run.pattern, this.#programOf(node), effect.to);
        this.#begin(id, { ph: 'b', id, name, cat: 'state', pid: PID, tid, ts });
        return;
      }
      case 'begin':
        this.#begin(effect.op, {
          ph: 'b',
          id: effect.op,
          name: spelled(effect.name),
          cat: 'operation',
          pid: PID,
          tid,
          ts,
        });
        return;
      case 'end':
        this.#close(effect.op, ts, { outcome: effect.outcome });
        return;
      case 'load':
        this.#entries.push({
          ph: 'C',
          name: `${node} load`,
          pid: PID,
          ts,
          args: { working: effect.busy, waiting: effect.queued },
        });
        return;
      case 'status':
        // Its memory is gone, and with it where its state machines stood.
        if (effect.status === 'down')
          for (const id of this.#open.keys()) if (id.startsWith(`${effect.node} `)) this.#close(id, ts);
        return;
      default:
    }
  }

  #begin(id: string, entry: Entry): void {
    this.#entries.push(entry);
    this.#open.set(id, entry);
  }

  #close(id: string, ts: Us, args: Readonly<Record<string, unknown>> = {}): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    this.#open.delete(id);
    this.#entries.push({ ...entry, ph: 'e', ts, args });
  }

  #programOf(node: string): string {
    return this.#run.topology.nodes.find(({ id }) => id === node)?.program ?? '';
  }
}
