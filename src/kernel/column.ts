const CHUNK = 512;

/**
 * A growing list of references in chunks. What is new lies together in a young chunk, so that
 * keeping it costs the collector next to nothing; one long array would be old, and every new
 * reference in it a thing to remember.
 */
export class Column<T> {
  length = 0;

  private readonly chunks: (T | undefined)[][] = [];
  private newest: (T | undefined)[] = [];

  push(value: T): void {
    const place = this.length++ & (CHUNK - 1);
    if (place === 0) {
      this.newest = new Array<T | undefined>(CHUNK).fill(undefined);
      this.chunks.push(this.newest);
    }
    this.newest[place] = value;
  }

  /** Undefined outside the list. */
  at(index: number): T | undefined {
    return index < this.length ? this.chunks[Math.floor(index / CHUNK)]?.[index & (CHUNK - 1)] : undefined;
  }

  cut(to: number): void {
    if (to >= this.length) return;
    this.length = to;
    this.chunks.length = Math.ceil(to / CHUNK);
    this.newest = this.chunks.at(-1) ?? [];
  }

  /** A copy of the first `to`; nothing that is pushed to one shows in the other. */
  copy(to = this.length): Column<T> {
    const copy = new Column<T>();
    copy.length = Math.min(to, this.length);
    for (let i = 0; i < Math.ceil(copy.length / CHUNK); i++) copy.chunks.push(this.chunks[i]!.slice());
    copy.newest = copy.chunks.at(-1) ?? [];
    return copy;
  }
}
