import { program, type NodeContext } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { isCounter } from './keys.ts';
import type { ShardMap } from './placement/shard-map.ts';
import { DIRECTORIES } from './seat.ts';

type Node = NodeContext<Msg>;

interface State {
  /** Requests for a key in the last second, by who counted them. */
  hits: Record<string, Record<string, number>>;
  marked: Record<string, true>;
  /** Keys that the newest map treats as hot. */
  treated: ShardMap['hot'];
  seat: string;
}

/** Hot-key detection: routers and smart clients count, because only they see every request for a key. */
function detect(node: Node, state: State): void {
  const totals: Record<string, number> = {};
  for (const hits of Object.values(state.hits)) for (const key in hits) totals[key] = (totals[key] ?? 0) + hits[key]!;
  const remedy = String(node.settings['hot.remedy']);
  for (const key in totals) {
    if (totals[key]! < Number(node.settings['hot.perSecond']) || state.treated[key] !== undefined) continue;
    if (!state.marked[key]) {
      state.marked[key] = true;
      node.metric('hot', Object.keys(state.marked).length);
      node.note('hot key detected', `${key}: ${totals[key]!} requests a second`, { key });
    }
    const counter = isCounter(key);
    if (remedy === 'none' || (counter && remedy !== 'split')) continue;
    // Said again and again, until the map says so as well.
    node.send(state.seat, { type: 'MarkHot', key, remedy: counter ? 'splitting' : 'copied' });
  }
}

export const detector = program<State, Msg>({
  start(node) {
    node.setTimer('look', seconds(1));
    return { hits: {}, marked: {}, treated: {}, seat: DIRECTORIES[0]! };
  },
  on: {
    HitReport(_node, state, { hits }, { from }) {
      state.hits[from] = { ...hits };
    },
    MapUpdate(_node, state, { map }, { from }) {
      state.treated = map.hot;
      state.seat = from;
    },
  },
  timers: {
    look(node, state) {
      detect(node, state);
      node.setTimer('look', seconds(1));
    },
  },
});
