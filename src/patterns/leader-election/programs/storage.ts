import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { StorageWrite, VariantMsg } from '../variants/messages.ts';
import { blankValues, put, type Values } from './storage-values.ts';
import type { Value } from './client-command.ts';
import { called } from './names.ts';

type Node = NodeContext<VariantMsg>;

interface State {
  /** Highest fencing token that has been seen. */
  token: number;
  kept: Values;
  /** Found on the disk at a restart: written, and safe from a power loss with the next sync. */
  found: Value[];
}

/** A request that has passed the check, if there was one. */
interface Admitted {
  readonly call: Call;
  readonly token: number;
  readonly checked: boolean;
}

const checks = (node: Node): boolean => node.settings['storage.checkTokens'] === true;

/** What has become durable, for properties and views. */
function report(
  node: Node,
  { token: highest }: State,
  rule: string,
  text: string,
  { call, token, checked }: Admitted,
  value?: Value,
): void {
  node.note(rule, text, { from: call.from, token, highest, checked, value });
}

/** What a restart has found, an unfinished write of the time before among it, is durable by now. */
function settle(node: Node, state: State): void {
  if (state.found.length === 0) return;
  node.note('writes found again', `${state.found.length} are on disk`, { values: state.found });
  state.found = [];
}

/**
 * Keeps the values. With fencing it refuses every token below the highest it has seen, reads of a new
 * leader included: what that leader has loaded cannot be changed behind its back any more.
 */
export const storageWith = (isStale: (token: number, highest: number) => boolean) => {
  const admit = (node: Node, state: State, token: number, call: Call): boolean => {
    if (checks(node) && isStale(token, state.token)) {
      refuseStale(node, { name: 'token', got: token, have: state.token }, `${called(call.from)} is refused`);
      node.reply(call, { type: 'StaleToken', highest: state.token });
      return false;
    }
    state.token = Math.max(state.token, token);
    node.disk.set('token', state.token);
    node.metric('token', state.token);
    return true;
  };
  return program<State, VariantMsg>({
    start: () => ({ token: 0, kept: blankValues(), found: [] }),
    restart(_node, disk) {
      const kept = blankValues();
      const writes = (disk['writes'] ?? []) as unknown as StorageWrite[];
      for (const write of writes) put(kept, write);
      return { token: Number(disk['token'] ?? 0), kept, found: writes.map((write) => write.value) };
    },
    on: {
      StorageLoad(node, state, { token }, call) {
        if (admit(node, state, token, call)) node.disk.sync('loaded', { call, token, checked: checks(node) });
      },
      StorageWrite(node, state, write, call) {
        if (!admit(node, state, write.token, call)) return;
        node.disk.append('writes', write);
        node.disk.sync('written', { call, token: write.token, checked: checks(node), write });
      },
    },
    disk: {
      /** A token that is not durable must not be relied on: then there is no answer, and the leader asks again. */
      loaded(node, state, { ok }, { call, token, checked }: Admitted) {
        if (!ok) return;
        settle(node, state);
        report(node, state, 'values handed out', `${called(call.from)} has them, with fencing token ${token}`, {
          call,
          token,
          checked,
        });
        node.reply(call, { type: 'StorageImage', ...state.kept });
      },
      written(node, state, { ok }, { write, ...admitted }: Admitted & { readonly write: StorageWrite }) {
        if (ok) {
          settle(node, state);
          put(state.kept, write);
          const rule = write.token < state.token ? 'stale write kept' : 'write kept';
          report(
            node,
            state,
            rule,
            `${write.key} = ${write.value}, with fencing token ${write.token}`,
            admitted,
            write.value,
          );
        }
        node.reply(admitted.call, { type: 'StorageWritten', ok });
      },
    },
  });
};

export const storage = storageWith((token, highest) => token < highest);
