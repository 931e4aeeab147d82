import { program, type DiskImage, type NodeContext } from '../../../kernel/program.ts';
import type { Msg, Snapshot } from '../messages.ts';
import type { Account } from './account.ts';
import { checksum } from './hash-chain.ts';
import { who } from './told.ts';

interface State {
  /** The newest of each stream. */
  newest: Record<string, Snapshot>;
  /** The first one ever kept: what an old backup would hold. */
  oldest: Record<string, Snapshot>;
}

/** A cache of folds. Losing all of it costs time and nothing else, as long as nobody believes it more than the stream. */
export const snapshotStore = program<State, Msg>({
  start: () => ({ newest: {}, oldest: {} }),
  restart: (_node, disk) => ({ newest: kept(disk, 'newest '), oldest: kept(disk, 'oldest ') }),
  on: {
    LoadSnapshot: (node, state, { stream }, call) =>
      node.reply(call, { type: 'SnapshotLoaded', snapshot: state.newest[stream] ?? null }),
    SaveSnapshot(node, state, { snapshot }) {
      const { stream, version } = snapshot;
      if ((state.newest[stream]?.version ?? -1) >= version) return;
      state.newest[stream] = snapshot;
      node.disk.set(`newest ${stream}`, snapshot);
      if (state.oldest[stream] === undefined) {
        state.oldest[stream] = snapshot;
        node.disk.set(`oldest ${stream}`, snapshot);
      }
      node.disk.sync('snapshotKept');
      node.note('snapshot kept', `${who(stream)} as of version ${version}`, { stream, version });
    },
  },
  disk: { snapshotKept: () => undefined },
  commands: {
    corrupt(node, state) {
      for (const [stream, snapshot] of Object.entries(state.newest)) {
        const account = JSON.parse(snapshot.account) as Account;
        const damaged = JSON.stringify({ ...account, cents: account.cents + 100_000 });
        state.newest[stream] = { ...snapshot, account: damaged };
      }
      node.note('snapshots damaged', 'every balance in them is 1000.00 too high, their check sums are not');
      keepAll(node, state);
    },
    restoreBackup(node, state) {
      state.newest = { ...state.oldest };
      node.note('old backup restored', 'the first snapshot of each stream is back');
      keepAll(node, state);
    },
    oldCode(node, state) {
      // That release knew nothing of money that is held. Nothing is damaged: only the number of the release gives it away.
      for (const [stream, snapshot] of Object.entries(state.newest)) {
        const account = JSON.stringify({ ...(JSON.parse(snapshot.account) as Account), held: 0, pending: {} });
        state.newest[stream] = { ...snapshot, account, check: checksum(account), code: snapshot.code - 1 };
      }
      node.note('snapshots of old code', 'they were folded by the release before this one, which held no money back');
      keepAll(node, state);
    },
  },
});

/** What the disk holds under one of the two names, by stream. */
const kept = (disk: DiskImage, name: string): State['newest'] =>
  Object.fromEntries(
    Object.entries(disk).flatMap(([key, snapshot]) =>
      key.startsWith(name) ? [[key.slice(name.length), snapshot as Snapshot]] : [],
    ),
  );

function keepAll(node: NodeContext<Msg>, { newest }: State): void {
  for (const [stream, snapshot] of Object.entries(newest)) node.disk.set(`newest ${stream}`, snapshot);
  node.disk.sync('snapshotKept');
}
