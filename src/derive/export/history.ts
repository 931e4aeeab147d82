import type { Json } from '../../kernel/json.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import { actionNames, actionSentence } from '../action-words.ts';
import type { ExportedRun } from './run.ts';

type Begin = Extract<Effect, { kind: 'begin' }>;

const TYPES: Readonly<Record<Outcome, string>> = { ok: ':ok', fail: ':fail', unknown: ':info' };

/**
 * What clients asked for and got, as a history in EDN, which Knossos, Elle and the rest of Jepsen read.
 * `:fail` did certainly not happen, `:info` may have; what is still open at the end stays open. A
 * process does one thing at a time and nothing after an `:info`, so a client that asks without waiting
 * is several. Faults are the nemesis'. Times in ns.
 */
export function ednHistory({ pattern, topology, events }: ExportedRun): string {
  const names = actionNames(pattern, topology);
  const processes = new Processes();
  const open = new Map<string, { readonly begin: Begin; readonly process: number }>();
  const lines: string[] = [];
  const put = (event: TraceEvent, type: string, process: string | number, f: string, value: string): void => {
    lines.push(
      `{:index ${lines.length} :time ${event.timeUs}000 :type ${type} :process ${process} :f ${f} :value ${value}}`,
    );
  };
  for (const event of events) {
    const { action } = event;
    if (action !== undefined) {
      const text = event.kind === 'repair' ? `over: ${actionSentence(action, names)}` : actionSentence(action, names);
      put(event, ':info', ':nemesis', keyword(action.kind), edn(text));
    }
    for (const effect of event.effects) {
      if (effect.kind === 'begin') {
        const process = processes.take();
        open.set(effect.op, { begin: effect, process });
        put(event, ':invoke', process, keyword(effect.name), edn(effect.input ?? null));
      } else if (effect.kind === 'end') {
        const asked = open.get(effect.op);
        if (asked === undefined) continue;
        open.delete(effect.op);
        const answer = effect.outcome === 'ok' ? (effect.output ?? asked.begin.input) : asked.begin.input;
        put(event, TYPES[effect.outcome], asked.process, keyword(effect.name), edn(answer ?? null));
        if (effect.outcome !== 'unknown') processes.giveBack(asked.process);
      }
    }
  }
  return `[${lines.join('\n ')}]\n`;
}

/** Numbers of processes: the smallest that is free. */
class Processes {
  #next = 0;
  readonly #free: number[] = [];

  take(): number {
    return this.#free.shift() ?? this.#next++;
  }

  giveBack(process: number): void {
    this.#free.push(process);
    this.#free.sort((a, b) => a - b);
  }
}

const keyword = (name: string): string => `:${name.replaceAll(/[^A-Za-z0-9_-]/g, '-').replace(/^(?=\d)/, '-')}`;

/** Plain data as EDN. */
function edn(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string')
    // EDN knows fewer escapes than JSON: what else is below a space is left out.
    return JSON.stringify(value.replaceAll(/(?![\n\r\t])\p{Cc}/gu, ''));
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(edn).join(' ')}]`;
  return `{${Object.entries(value)
    .map(([key, held]) => `${keyOf(key)} ${edn(held as Json)}`)
    .join(', ')}}`;
}

const keyOf = (key: string): string => (/^[A-Za-z][\w-]*$/.test(key) ? `:${key}` : edn(key));
