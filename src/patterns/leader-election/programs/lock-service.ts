import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { LeaseCas, LeaseRecord, VariantMsg } from '../variants/messages.ts';
import { called } from './names.ts';

type Node = NodeContext<VariantMsg>;

interface State {
  record: LeaseRecord | null;
  /** Grows with every write: the `resourceVersion` of an API server. */
  version: number;
  /** A write is on its way to the disk; another one is refused meanwhile. */
  writing: boolean;
}

interface Write {
  readonly record: LeaseRecord;
  readonly version: number;
  readonly call: Call;
}

/** A record, and compare-and-swap on its version: all that a lease needs of a lock service. */
export const lockServiceWith = (agrees: (state: State, message: LeaseCas) => boolean) =>
  program<State, VariantMsg>({
    start: () => ({ record: null, version: 0, writing: false }),
    restart(_node, disk) {
      const saved = disk['lease'] as unknown as Pick<State, 'record' | 'version'> | undefined;
      return { record: null, version: 0, ...saved, writing: false };
    },
    on: {
      LeaseGet(node, { record, version }, _message, call) {
        node.reply(call, { type: 'LeaseState', record, version });
      },
      LeaseCas(node: Node, state, message, call) {
        if (state.writing || !agrees(state, message)) {
          const { version } = state;
          if (message.version < version)
            refuseStale(
              node,
              { name: 'version', got: message.version, have: version },
              `${called(call.from)} does not get the lease`,
            );
          node.reply(call, { type: 'LeaseResult', ok: false, version: state.version });
          return;
        }
        state.writing = true;
        const write = { record: message.record, version: state.version + 1, call };
        node.disk.set('lease', { record: write.record, version: write.version });
        node.disk.sync('written', write);
      },
    },
    disk: {
      /** Nobody sees a record that a power loss could take back. */
      written(node, state, { ok }, { record, version, call }: Write) {
        state.writing = false;
        if (ok) {
          state.record = record;
          state.version = version;
          node.note('lease written', `${record.holder || 'nobody'} holds lease ${record.transitions}`, {
            holder: record.holder,
            by: call.from,
            token: record.transitions,
            version,
          });
          node.metric('token', record.transitions);
        }
        node.reply(call, { type: 'LeaseResult', ok, version: state.version });
      },
    },
  });

export const lockService = lockServiceWith((state, { version }) => version === state.version);
