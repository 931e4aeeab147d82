const CHUNK = 512;
/** Copied for each new chunk: much faster than making one. */
const EMPTY: undefined[] = Array.from({ length: CHUNK }, () => undefined);

/**
 * A growing list in chunks, where `undefined` costs nothing. What is new lies together in a young
 * chunk, so that keeping it costs the collector next to nothing; one long array would be old, and
 * every new reference in it a thing to remember.
 */
export class Column<T> {
  length = 0;

  /** Null: nothing but undefined so far. */
  private readonly chunks: ((T | undefined)[] | null)[] = [];
  private newest: (T | undefined)[] | null = null;

  push(value: T | undefined): void {
    const place = this.length++ & (CHUNK - 1);
    if (place === 0) {
      this.newest = null;
      this.chunks.push(null);
    }
    if (value === undefined) return;
    if (this.newest === null) {
      this.newest = EMPTY.slice();
      this.chunks[this.chunks.length - 1] = this.newest;
    }
    this.newest[place] = value;
  }

  /** Undefined outside the list, too. */
  at(index: number): T | undefined {
    return index < this.length ? this.chunks[Math.floor(index / CHUNK)]?.[index & (CHUNK - 1)] : undefined;
  }

  /** Keeps the first `to`. */
  cut(to: number): void {
    if (to >= this.length) return;
    this.length = to;
    this.chunks.length = Math.ceil(to / CHUNK);
    this.newest = this.chunks.at(-1) ?? null;
    this.newest?.fill(undefined, to & (CHUNK - 1) || CHUNK);
  }

  /** Nothing that is pushed to the copy shows here, nor the other way round. */
  copy(): Column<T> {
    const copy = new Column<T>();
    copy.length = this.length;
    for (const chunk of this.chunks) copy.chunks.push(chunk?.slice() ?? null);
    copy.newest = copy.chunks.at(-1) ?? null;
    return copy;
  }
}
