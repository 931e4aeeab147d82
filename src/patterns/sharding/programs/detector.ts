import { program, type NodeContext } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { isCounter } from './keys.ts';

type Node = NodeContext<Msg>;

interface State {
  /** Requests served in the last second, by shard. */
  load: Record<string, number>;
  /** Requests for a key, by who counted them. */
  hits: Record<string, Record<string, number>>;
  marked: Record<string, true>;
  /** Seconds in a row in which one shard had more than its share. */
  skewed: number;
}

/** Mean, maximum and spread of the load. The root of a whole number is the same in every engine. */
function judge(node: Node, state: State): void {
  const loads = Object.values(state.load);
  const sum = loads.reduce((total, each) => total + each, 0);
  if (loads.length < 2 || sum === 0) return;
  const most = Math.max(...loads);
  const spread = loads.reduce((total, each) => total + (each - sum / loads.length) * (each - sum / loads.length), 0);
  node.metric('maxToMeanPct', Math.round((most * 100 * loads.length) / sum));
  node.metric('sigma', Math.round(Math.sqrt(spread / loads.length) * 10) / 10);
  rebalance(node, state, most, sum);
}

/** A shard with far more than its share gives half of its last range to the one with the least. */
function rebalance(node: Node, state: State, most: number, sum: number): void {
  const names = Object.keys(state.load);
  const skew = (most * 100 * names.length) / sum;
  state.skewed = skew >= Number(node.settings['balancer.skewPct']) ? state.skewed + 1 : 0;
  if (node.settings['balancer.auto'] !== true || state.skewed < 2) return;
  state.skewed = -2;
  const from = names.find((name) => state.load[name] === most)!;
  const to = names.reduce((least, name) => (state.load[name]! < state.load[least]! ? name : least), from);
  node.note('skewed', `shard ${from} serves ${Math.round(skew)} % of an even share`, { from, to });
  node.send('directory', { type: 'Rebalance', from, to });
}

/** Hot-key detection: routers and smart clients count, because only they see every request for a key. */
function detect(node: Node, state: State): void {
  const totals: Record<string, number> = {};
  for (const hits of Object.values(state.hits)) for (const key in hits) totals[key] = (totals[key] ?? 0) + hits[key]!;
  const remedy = String(node.settings['hot.remedy']);
  for (const key in totals) {
    if (totals[key]! < Number(node.settings['hot.perSecond']) || state.marked[key]) continue;
    state.marked[key] = true;
    node.note('hot key detected', `${key}: ${totals[key]!} requests a second`, { key });
    const counter = isCounter(key);
    if (remedy === 'none' || (counter && remedy !== 'split')) continue;
    node.send('directory', { type: 'MarkHot', key, remedy: counter ? 'split' : 'copied' });
  }
}

export const balancer = program<State, Msg>({
  start(node) {
    node.setTimer('judge', seconds(1));
    return { load: {}, hits: {}, marked: {}, skewed: 0 };
  },
  on: {
    LoadReport(_node, state, { shard, ops }) {
      state.load[shard] = ops;
    },
    HitReport(_node, state, { hits }, { from }) {
      state.hits[from] = { ...hits };
    },
    MapUpdate: () => undefined,
  },
  timers: {
    judge(node, state) {
      judge(node, state);
      detect(node, state);
      node.setTimer('judge', seconds(1));
    },
  },
});
