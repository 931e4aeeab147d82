import type { ReactElement } from 'react';
import { KEYS } from '../programs/keys.ts';
import { committed, movedKeys, planFor } from '../programs/placement/change-map.ts';
import { isComputed, NEWCOMER, type ShardMap, type Strategy } from '../programs/placement/shard-map.ts';

const NAMES: readonly (readonly [Strategy, string])[] = [
  ['mod', 'hash mod N'],
  ['ketama', 'ketama ring'],
  ['jump', 'jump'],
  ['rendezvous', 'rendezvous'],
  ['slots', 'slots'],
];

export interface Moved {
  readonly strategy: Strategy;
  readonly name: string;
  readonly keys: number;
}

/** How many of these very keys get another owner when a fourth shard joins, counted under each placement. */
export function movedByStrategy(first: (strategy: Strategy) => ShardMap): Moved[] {
  return NAMES.map(([strategy, name]) => {
    const before = first(strategy);
    const members = [...before.members, NEWCOMER];
    const after = isComputed(strategy)
      ? { ...before, members }
      : planFor(before, NEWCOMER, 700).reduce<ShardMap>((map, move) => committed(map, move), {
          ...before,
          members,
        });
    return { strategy, name, keys: movedKeys(before, after).length };
  });
}

const BAR = 90;

/** Against the bound: a newcomer that takes only its share gets one key in four. */
export function MovedTable({ moved, now }: { readonly moved: readonly Moved[]; readonly now: Strategy }): ReactElement {
  const bound = KEYS.length / 4;
  return (
    <table style={{ borderCollapse: 'collapse', fontSize: 12, color: 'var(--mute)' }}>
      <caption style={{ textAlign: 'left', paddingBottom: 4, whiteSpace: 'nowrap' }}>
        Keys that move when D joins (its share: {bound})
      </caption>
      <tbody>
        {moved.map(({ strategy, name, keys }) => (
          <tr key={strategy} style={strategy === now ? { color: 'var(--ink)', fontWeight: 600 } : undefined}>
            <th scope="row" style={{ textAlign: 'left', fontWeight: 'inherit', paddingRight: 8, whiteSpace: 'nowrap' }}>
              {strategy === now ? `› ${name}` : name}
            </th>
            <td style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
              <svg
                width={BAR}
                height={12}
                aria-hidden
                style={{ display: 'inline-block', verticalAlign: 'middle', marginRight: 8 }}
              >
                <rect
                  y={2}
                  width={(keys * BAR) / KEYS.length}
                  height={8}
                  fill={keys > 1.5 * bound ? 'var(--bad-mark)' : 'var(--accent)'}
                />
                <path d={`M${(bound * BAR) / KEYS.length} 0V12`} stroke="var(--ink)" strokeDasharray="2 2" />
              </svg>
              {keys} ({Math.round((keys * 100) / KEYS.length)} %)
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
