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
      node.work('paid', node.random.between(ms(15), ms(25)), { order, call, mode: node.mode }),
    WarmUp: (node, _state, _message, call) => node.reply(call, { type: 'Warm', ok: node.mode === 'ok' }),
  },
  work: {
    paid(node, _state, { order, call, mode }: { readonly order: number; readonly call: Call; readonly mode: string }) {
      const ok = mode === 'ok';
      node.reply(call, { type: 'PayResult', order, ok, reason: ok ? '' : 'payment service error' });
    },
  },
  timers: {
    register(node) {
      node.send('registry', { type: 'Register', host: node.id });
      node.setTimer('register', seconds(1));
    },
  },
});
