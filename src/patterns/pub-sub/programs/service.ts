import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Deliver, Msg } from '../messages.ts';
import { groupOf } from './cluster.ts';

type Node = NodeContext<Msg>;
type State = Record<string, never>;
type Task = { readonly call: Call; readonly message: Deliver };

/** How long one reading takes: alerting is quick, analytics computes, and `slow` is a bad day. */
export function processUs(node: Node): number {
  const { settings } = node;
  if (node.mode === 'slow') return ms(Number(settings['consumer.slowMs']));
  return ms(Number(node.id.startsWith('analytics') ? settings['analytics.processMs'] : settings['consumer.processMs']));
}

/** Without a log: a service that is called with each reading, takes one at a time and queues a few. */
export const service = program<State, Msg>({
  start: () => ({}),
  modes: ['ok', 'slow'],
  needsWorker: ['Deliver'],
  on: {
    Deliver: (node, _state, message, call) => node.work('processed', processUs(node), { call, message }),
  },
  overflow: (node, _state, _message, call) => node.reply(call, { type: 'Delivered', ok: false, reason: 'queue full' }),
  work: {
    processed(node, _state, task: Task) {
      const { reading, atUs, poison } = task.message;
      if (poison) {
        node.note('attempt failed', `reading ${reading} makes no sense`, { reading });
        return node.reply(task.call, { type: 'Delivered', ok: false, reason: 'it makes no sense' });
      }
      const group = groupOf(node.id);
      node.request(
        'store',
        {
          type: 'Apply',
          group,
          generation: 0,
          partition: 'direct',
          offset: 0,
          reading,
          atUs,
        },
        { timeoutUs: ms(500), tag: 'applied', data: task },
      );
    },
  },
  replies: {
    applied(node, _state, reply: Msg | TimedOut, { call }: Task) {
      const ok = reply.type === 'Applied' && reply.error === undefined;
      node.reply(call, { type: 'Delivered', ok, reason: ok ? '' : 'the result could not be kept' });
    },
  },
});
