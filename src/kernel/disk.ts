import type { Json } from './json.ts';
import type { DiskImage } from './program.ts';

export type DiskWrite =
  | { readonly kind: 'diskSet' | 'diskAppend'; readonly key: string; readonly value: Json }
  | { readonly kind: 'diskTruncate'; readonly key: string; readonly length: number }
  | { readonly kind: 'diskDelete'; readonly key: string };

/**
 * A node's disk. What is written lies in the cache of the operating system until a sync: a crash of
 * the process keeps it, a power loss does not.
 */
export class Disk {
  full = false;
  /** Writes since the last completed sync, oldest first. */
  private cache: DiskWrite[] = [];
  /** Writes ever taken from the cache: what a sync in flight counts from. */
  private flushed = 0;
  /** A write found the disk full since the last sync began: the next one tells, and no other. */
  private refused = false;
  private image = new Map<string, Json | Json[]>();

  write(write: DiskWrite): void {
    if (this.full) this.refused = true;
    else this.cache.push(write);
  }

  /** A sync begins: the number of the last write so far, which it will cover; below zero where one of its writes was refused. */
  beginSync(): number {
    const mark = this.flushed + this.cache.length;
    const token = this.refused ? -1 - mark : mark;
    this.refused = false;
    return token;
  }

  /** The sync that began with this token completes: what it covers is durable. Answers false where writes of it were refused. */
  endSync(token: number): boolean {
    this.flush((token < 0 ? -1 - token : token) - this.flushed);
    return token >= 0;
  }

  /** The process died: the operating system still writes what it holds. */
  processCrash(): void {
    this.flush(this.cache.length);
    this.refused = false;
  }

  private flush(count: number): void {
    const writes = this.cache.splice(0, Math.max(0, count));
    for (const write of writes) this.apply(write);
    this.flushed += writes.length;
  }

  /** The machine lost power: what was not synced is gone, and a torn write with it, as recovery finds it by its checksum. */
  powerLoss(): void {
    this.flushed += this.cache.length;
    this.cache = [];
    this.refused = false;
  }

  durable(): DiskImage {
    const image: Record<string, Json> = {};
    for (const [key, value] of this.image) image[key] = Array.isArray(value) ? value.slice() : value;
    return image;
  }

  unsynced(): readonly string[] {
    return this.cache.map((write) => write.key);
  }

  copy(): Disk {
    const copy = new Disk();
    copy.full = this.full;
    copy.cache = this.cache.slice();
    copy.flushed = this.flushed;
    copy.refused = this.refused;
    for (const [key, value] of this.image) copy.image.set(key, Array.isArray(value) ? value.slice() : value);
    return copy;
  }

  private apply(write: DiskWrite): void {
    switch (write.kind) {
      case 'diskSet':
        this.image.set(write.key, Array.isArray(write.value) ? write.value.slice() : write.value);
        return;
      case 'diskAppend': {
        const log = this.image.get(write.key);
        if (Array.isArray(log)) log.push(write.value);
        else this.image.set(write.key, [write.value]);
        return;
      }
      case 'diskTruncate': {
        const log = this.image.get(write.key);
        if (Array.isArray(log)) log.length = Math.min(log.length, Math.max(0, write.length));
        return;
      }
      case 'diskDelete':
        this.image.delete(write.key);
    }
  }
}
