import type { Effect, Seq, TraceEvent } from '../kernel/trace.ts';

/** First index whose value is greater than `value`, in an ascending list. */
export function upperBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An ascending list of event numbers with its neighbours by search. */
export class SeqList {
  readonly #seqs: Seq[] = [];

  add(seq: Seq): void {
    if (this.#seqs[this.#seqs.length - 1] !== seq) this.#seqs.push(seq);
  }

  truncate(to: Seq): void {
    this.#seqs.length = upperBound(this.#seqs, to - 1);
  }

  get empty(): boolean {
    return this.#seqs.length === 0;
  }

  after(seq: Seq): Seq | null {
    return this.#seqs[upperBound(this.#seqs, seq)] ?? null;
  }

  before(seq: Seq): Seq | null {
    return this.#seqs[upperBound(this.#seqs, seq - 1) - 1] ?? null;
  }
}

/** Whether an event changed a state, a status, a mode, a verdict, or was done by someone. First boots do not count. */
export function isInteresting(event: TraceEvent): boolean {
  if (event.kind === 'start')
    return event.effects.some(
      (effect) => effect.kind === 'verdict' || (effect.kind === 'status' && effect.status !== 'up'),
    );
  if (event.kind === 'action' || event.kind === 'repair') return true;
  for (const effect of event.effects) {
    if (effect.kind === 'become' || effect.kind === 'status' || effect.kind === 'mode' || effect.kind === 'verdict')
      return true;
  }
  return false;
}

function touched(effect: Effect): string | undefined {
  switch (effect.kind) {
    case 'send':
      return effect.transit.id;
    case 'retime':
    case 'lose':
      return effect.id;
    case 'status':
    case 'mode':
    case 'condition':
      return effect.node;
    default:
      return undefined;
  }
}

/** Which events touch a node or a message, by its id. */
export class TouchBook {
  readonly #byId = new Map<string, SeqList>();

  append(event: TraceEvent): void {
    if (event.node !== '') this.#add(event.node, event.seq);
    if (event.transit) this.#add(event.transit.id, event.seq);
    for (const effect of event.effects) {
      const id = touched(effect);
      if (id !== undefined) this.#add(id, event.seq);
    }
  }

  truncate(to: Seq): void {
    for (const [id, list] of this.#byId) {
      list.truncate(to);
      if (list.empty) this.#byId.delete(id);
    }
  }

  of(id: string): SeqList | undefined {
    return this.#byId.get(id);
  }

  #add(id: string, seq: Seq): void {
    let list = this.#byId.get(id);
    if (!list) {
      list = new SeqList();
      this.#byId.set(id, list);
    }
    list.add(seq);
  }
}
