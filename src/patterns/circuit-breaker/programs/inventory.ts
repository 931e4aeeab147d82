import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Reserve, ReadStock } from '../messages.ts';

type Job = { readonly message: Reserve | ReadStock; readonly call: Call; readonly mode: string };

function serve(node: NodeContext<Msg>, message: Reserve | ReadStock, call: Call): void {
  const serviceUs = ms(Number(node.settings[node.mode === 'slow' ? 'inventory.slowMs' : 'inventory.serviceMs']));
  node.work('served', node.random.between(Math.floor(serviceUs / 2), serviceUs), { message, call, mode: node.mode });
}

/** The innocent bystander: quick and healthy, and reached through the same workers as payment. */
export const inventory = program<Record<string, never>, Msg>({
  start: () => ({}),
  modes: ['ok', 'error', 'slow'],
  needsWorker: ['Reserve', 'ReadStock'],
  on: {
    Reserve: (node, _state, message, call) => serve(node, message, call),
    ReadStock: (node, _state, message, call) => serve(node, message, call),
  },
  work: {
    served(node, _state, { message, call, mode }: Job) {
      const result = mode === 'error' ? 'error' : 'ok';
      node.reply(
        call,
        message.type === 'Reserve'
          ? { type: 'Reserved', order: message.order, result }
          : { type: 'StockLevel', result },
      );
    },
  },
});
