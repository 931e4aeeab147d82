import type { DiskImage } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { Mounted } from '../messages.ts';
import type { Node } from './container.ts';

/**
 * Fluent Bit, "Tail" input: reads a file on from an offset, which a small database can remember
 * (`DB`). Without it, a process that starts begins at the end of the file, or, with
 * `Read_from_Head`, at its beginning.
 */
export interface Tail {
  /** Offset of the next entry to read; −1: not decided yet. */
  position: number;
  /** Which mount the offset belongs to. */
  mountUs: Us;
  /** A read is under way. */
  reading: boolean;
}

export const usesDb = (node: Node): boolean => node.settings['tail.offsetDb'] === true;

export function openTail(node: Node, disk: DiskImage): Tail {
  const saved = disk['offset'] as { readonly position: number; readonly mountUs: Us } | undefined;
  return saved && usesDb(node) ? { ...saved, reading: false } : { position: -1, mountUs: 0, reading: false };
}

export function saveOffset(node: Node, { position, mountUs }: Tail): void {
  if (usesDb(node)) node.disk.set('offset', { position, mountUs });
}

/** The reader learns which mount it reads: its offset is moved to where reading has to go on. */
export function findPlace(node: Node, tail: Tail, { mountUs, mountedAt, start, end }: Mounted): void {
  if (tail.position < 0) {
    tail.position = node.settings['tail.readFromHead'] === true ? start : end;
    const where = tail.position === start ? 'head' : 'end';
    node.note('tail starts', `no offset is known: it begins at the ${where} of the file`, tail.position);
  } else if (tail.position > mountedAt) {
    tail.position = mountedAt;
    node.note('tail starts', 'the file is shorter than the offset says: it was truncated', tail.position);
  }
  tail.mountUs = mountUs;
}
