import { program, type DiskImage } from '../../../kernel/program.ts';
import { seconds, type Us } from '../../../kernel/time.ts';
import type { Entry, Lines, Msg } from '../messages.ts';
import type { Node } from './container.ts';

/** An entry in its place; offsets count entries, from the first one ever. What a full disk refused is missing after a crash. */
export type Placed = { readonly offset: number } & Entry;

/** One file of the log: the last is written to, the others have been rotated. */
export interface LogFile {
  readonly no: number;
  entries: Placed[];
  kb: number;
}

export interface VolumeState {
  /** Oldest first. */
  files: LogFile[];
  usedKb: number;
  /** Offset of the next entry. */
  end: number;
  /** When it was mounted, and where writing went on: what lies before was there already. */
  readonly mountUs: Us;
  readonly mountedAt: number;
  /** Writes since the last write-back. */
  dirty: boolean;
  /** The disk below refused the last write-back. */
  diskFull: boolean;
}

const dial = (node: Node, key: string): number => Number(node.settings[key]);
const newFile = (no: number): LogFile => ({ no, entries: [], kb: 0 });
const ordersIn = (file: LogFile): number[] => file.entries.map(({ order }) => order);

/** logrotate: a full file is put aside, and the oldest one deleted, whether or not anybody has read it. */
function rotate(node: Node, state: VolumeState): void {
  state.files.push(newFile(state.files.at(-1)!.no + 1));
  while (state.files.length > dial(node, 'volume.keepFiles')) {
    const old = state.files.shift()!;
    state.usedKb -= old.kb;
    node.disk.delete(`file-${old.no}`);
    node.note(
      'file rotated away',
      `the oldest file is deleted, with the logs of ${old.entries.length} orders`,
      ordersIn(old),
    );
  }
}

function refuse(node: Node, order: number, lines: number): void {
  node.note('log dropped', `${lines} lines of order ${order} are dropped: no space left on the volume`, {
    reason: 'volume full',
    orders: [order],
  });
}

function fromDisk(disk: DiskImage): LogFile[] {
  return Object.entries(disk)
    .map(([key, list]) => {
      const entries = list as unknown as Placed[];
      const kb = entries.reduce((sum, { lines }) => sum + lines, 0);
      return { no: Number(key.slice('file-'.length)), entries: [...entries], kb };
    })
    .sort((a, b) => a.no - b.no);
}

function mounted(node: Node, kept: readonly LogFile[]): VolumeState {
  const usedKb = kept.reduce((sum, file) => sum + file.kb, 0);
  const end = (kept.at(-1)?.entries.at(-1)?.offset ?? -1) + 1;
  node.setTimer('writeBack', seconds(1));
  node.metric('usedKb', usedKb);
  // After a crash it goes on in a new file: offsets in the last one may have been used for what is lost.
  const files = [...kept, newFile((kept.at(-1)?.no ?? 0) + 1)];
  return { files, usedKb, end, mountUs: node.monotonic(), mountedAt: end, dirty: false, diskFull: false };
}

/** What one read takes at most, kB: one write into the reader's buffer. */
export const READ_KB = 32;

/** Where the first entry from this offset on lies in a file; offsets grow, and may have holes. */
function placeOf(entries: readonly Placed[], from: number): number {
  if (entries.length === 0) return 0;
  let place = Math.min(entries.length, Math.max(0, from - entries[0]!.offset));
  while (place > 0 && entries[place - 1]!.offset >= from) place -= 1;
  return place;
}

/** From this offset on, across files; an entry larger than a whole read is read alone. */
export function linesFrom({ files }: Pick<VolumeState, 'files'>, from: number): Lines {
  const orders: number[] = [];
  let next = from;
  let kb = 0;
  let sinceUs = 0;
  for (const { entries } of files) {
    for (let i = placeOf(entries, from); i < entries.length; i += 1) {
      const { offset, order, lines, atUs } = entries[i]!;
      if (kb > 0 && kb + lines > READ_KB) return { type: 'Lines', next, orders, kb, atUs: sinceUs };
      if (kb === 0) sinceUs = atUs;
      orders.push(order);
      kb += lines;
      next = offset + 1;
    }
  }
  return { type: 'Lines', next, orders, kb, atUs: sinceUs };
}

/**
 * The directory that the containers of the pod share (`emptyDir`). It is no process; here it is a node
 * of the pod, so that it can be watched and hurt. It outlives every container, and dies with the pod.
 */
export const volume = program<VolumeState, Msg>({
  start: (node) => mounted(node, []),
  restart(node, disk) {
    const kept = fromDisk(disk);
    node.note('volume mounted', 'what had reached the disk is there', kept.flatMap(ordersIn));
    return mounted(node, kept);
  },
  on: {
    Append(node, state, { order, lines, atUs }) {
      if (state.diskFull || state.usedKb + lines > dial(node, 'volume.sizeKb')) return refuse(node, order, lines);
      if (state.files.at(-1)!.kb + lines > dial(node, 'volume.rotateKb')) rotate(node, state);
      const file = state.files.at(-1)!;
      const placed: Placed = { offset: state.end, order, lines, atUs };
      node.note('log appended', `the log of order ${order} is in the file`, state.end);
      state.end += 1;
      file.entries.push(placed);
      file.kb += lines;
      state.usedKb += lines;
      state.dirty = true;
      node.disk.append(`file-${file.no}`, placed);
      node.metric('usedKb', state.usedKb);
    },
    Read(node, state, { from, mountUs }, call) {
      if (from >= 0 && mountUs === state.mountUs) return node.reply(call, linesFrom(state, from));
      const { mountedAt, end } = state;
      const start = state.files[0]!.entries[0]?.offset ?? end;
      node.reply(call, { type: 'Mounted', mountUs: state.mountUs, mountedAt, start, end });
    },
    Wipe(node, state) {
      for (const file of state.files) node.disk.delete(`file-${file.no}`);
      node.note('volume deleted', 'an emptyDir lives as long as its pod, and no longer');
      state.files = [newFile(state.files.at(-1)!.no + 1)];
      state.usedKb = 0;
      node.metric('usedKb', 0);
    },
  },
  timers: {
    // The operating system writes dirty pages back now and then; nobody syncs a log file.
    writeBack(node, state) {
      if (state.dirty || state.diskFull) node.disk.sync('written');
      state.dirty = false;
      node.setTimer('writeBack', seconds(1));
    },
  },
  disk: {
    written(_node, state, { ok }) {
      state.diskFull = !ok;
    },
  },
});
