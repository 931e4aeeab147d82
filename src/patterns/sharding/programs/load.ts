import type { NodeContext } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';
import type { Seeker } from './seat.ts';

type Node = NodeContext<Msg>;

/** What a balancer knows of the load. */
export interface Load {
  /** Requests served in the last second, by shard. */
  load: Record<string, number>;
  /** Keys owned, by shard. */
  size: Record<string, number>;
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
  if (node.settings['balance.by'] === 'size') bySize(node, state);
  else byLoad(node, state, most, sum);
}

/** A shard with far more than its share of the requests gives half of its last range to the one with the least. */
function byLoad(node: Node, state: Load & Seeker, most: number, sum: number): void {
  const names = Object.keys(state.load);
  const skew = (most * 100 * names.length) / sum;
  state.skewed = skew >= Number(node.settings['balance.skewPct']) ? state.skewed + 1 : 0;
  if (node.settings['balance.auto'] !== true || state.skewed < 2) return;
  state.skewed = -2;
  const [from, to] = extremes(state.load);
  node.note('skewed', `shard ${from} serves ${Math.round(skew)} % of an even share`, { from, to });
  node.send(state.seat, { type: 'Rebalance', from, to, people: 0 });
}

/** MongoDB's balancer: while the fullest and the emptiest shard are three ranges apart, one range moves. */
function bySize(node: Node, state: Load & Seeker): void {
  const apart = Number(node.settings['balance.apartKeys']);
  const [from, to] = extremes(state.size);
  const [most, least] = [state.size[from]!, state.size[to]!];
  if (node.settings['balance.auto'] !== true || most - least < apart) return;
  node.note('lopsided', `shard ${from} has ${most} keys, shard ${to} has ${least}`, { from, to });
  node.send(state.seat, { type: 'Rebalance', from, to, people: Math.floor(apart / 6) });
}

/** The shard that has most, and the one that has least. */
function extremes(of: Readonly<Record<string, number>>): readonly [most: string, least: string] {
  const names = Object.keys(of);
  const pick = (better: (one: number, other: number) => boolean): string =>
    names.reduce((best, name) => (better(of[name]!, of[best]!) ? name : best));
  return [pick((one, other) => one > other), pick((one, other) => one < other)];
}
