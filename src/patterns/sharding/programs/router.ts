import { program } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';
import { clientState, reportHits, type ClientState, type Finish } from './client-state.ts';
import { clientHandlers, submit, type Follow } from './cluster-client.ts';
import { likesBeside } from './keys.ts';

const finish: Finish = (node, { call }, answer) => node.reply(call!, answer);

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
      Visit(node, state, { what, key, value }, call) {
        const keys = what === 'profile' ? [key, likesBeside(key)] : null;
        submit(node, state, { what, key, keys, value, call, op: '', at: '', hops: 0, tries: 0 });
      },
      VisitMany(node, state, { what, keys }, call) {
        submit(node, state, { what, key: keys[0]!, keys, value: '', call, op: '', at: '', hops: 0, tries: 0 });
      },
    },
  });
}

export const router = routerWith();
