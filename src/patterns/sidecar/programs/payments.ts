import { program, type Call } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';

/** One host of the payment service. It tells the registry that it is there, as long as it is. */
export const payments = program<Record<string, never>, Msg>({
  start(node) {
    node.setTimer('register', ms(10));
    return {};
  },
  modes: ['ok', 'error'],
  on: {
    Pay: (node, _state, { order }, call) =>
      node.work('paid', node.random.between(ms(15), ms(25)), { order, call, ok: node.mode === 'ok' }),
    WarmUp: (node, _state, _message, call) => node.reply(call, { type: 'Warm', ok: node.mode === 'ok' }),
  },
  work: {
    paid(node, _state, { order, call, ok }: { readonly order: number; readonly call: Call; readonly ok: boolean }) {
      node.reply(call, { type: 'PayResult', order, reason: ok ? '' : 'payment service error' });
    },
  },
  timers: {
    register(node) {
      node.send('registry', { type: 'Register' });
      node.setTimer('register', seconds(1));
    },
  },
});
