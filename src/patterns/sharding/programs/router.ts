import { program } from '../../../kernel/program.ts';
import {
  clientHandlers,
  clientState,
  reportHits,
  submit,
  type ClientState,
  type Finish,
  type Follow,
} from './cluster-client.ts';
import type { Msg } from '../messages.ts';

const finish: Finish = (node, _state, origin, answer) => {
  if ('call' in origin) node.reply(origin.call, answer);
};

/** Stateless but for its copy of the map: lose it, start another. `follow` is what it makes of a redirection. */
export function routerWith(follow?: Follow) {
  const handlers = clientHandlers(finish, follow);
  return program<ClientState, Msg>({
    start(node) {
      const state = clientState(node);
      node.metric('epoch', state.map.epoch);
      reportHits(node, state);
      return state;
    },
    ...handlers,
    on: {
      ...handlers.on,
      Visit: (node, state, visit, call) => submit(node, state, visit, { call }, finish),
    },
  });
}

export const router = routerWith();
