import type { NodeContext } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';
import type { Seeker } from './seat.ts';

type Node = NodeContext<Msg>;

/** What a balancer knows of the load. */
export interface Load {
  /** Requests served in the last second, by shard. */
  load: Record<string, number>;
  /** Seconds in a row in which one shard had more than its share. */
  skewed: number;
}

/** Mean, maximum and spread of the load. The root of a whole number is the same in every engine. */
export function judge(node: Node, state: Load & Seeker): void {
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
function rebalance(node: Node, state: Load & Seeker, most: number, sum: number): void {
  const names = Object.keys(state.load);
  const skew = (most * 100 * names.length) / sum;
  state.skewed = skew >= Number(node.settings['balance.skewPct']) ? state.skewed + 1 : 0;
  if (node.settings['balance.auto'] !== true || state.skewed < 2) return;
  state.skewed = -2;
  const from = names.find((name) => state.load[name] === most)!;
  const to = names.reduce((least, name) => (state.load[name]! < state.load[least]! ? name : least), from);
  node.note('skewed', `shard ${from} serves ${Math.round(skew)} % of an even share`, { from, to });
  node.send(state.seat, { type: 'Rebalance', from, to });
}
