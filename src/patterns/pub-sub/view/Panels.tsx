import type { ReactElement, ReactNode } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { Anomalies } from '../anomalies.ts';
import { groupOf, GROUPS } from '../programs/cluster.ts';
import { consumerState, coordinatorOf, LETTERS, NAMES } from './read.ts';

const SMALL = { fontSize: 'var(--text-sm)', lineHeight: '18px' } as const;

export function Heading({ children }: { readonly children: ReactNode }): ReactElement {
  return <h3 style={{ margin: '0 0 4px', font: '600 12.5px/18px var(--font-ui)', color: 'var(--ink)' }}>{children}</h3>;
}

const PHASES: Readonly<Record<string, string>> = {
  Empty: 'empty',
  PreparingRebalance: 'preparing rebalance',
  CompletingRebalance: 'completing rebalance',
  Stable: 'stable',
};

/** Who owns what in which generation, as each member believes: a zombie believes in an old one. */
export function Groups({ nodes, selected, select }: Pick<BoardProps, 'nodes' | 'selected' | 'select'>): ReactElement {
  const groups = coordinatorOf(nodes)?.groups ?? {};
  return (
    <div>
      <Heading>Groups</Heading>
      {GROUPS.map((name) => {
        const group = groups[name];
        const moving = group !== undefined && group.phase !== 'Stable';
        return (
          <div key={name} style={{ ...SMALL, marginBottom: 4 }}>
            <b style={{ fontWeight: 600 }}>
              {LETTERS[name]} {NAMES[name]}
            </b>{' '}
            <span style={{ color: moving ? 'var(--warn)' : 'var(--mute)' }}>
              {group ? `generation ${group.generation}, ${PHASES[group.phase]}` : 'no coordinator'}
            </span>
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 6px' }}>
              {Object.keys(nodes)
                .filter((id) => groupOf(id) === name)
                .map((id) => (
                  <Member
                    key={id}
                    id={id}
                    nodes={nodes}
                    generation={group?.generation ?? -1}
                    selected={selected === id}
                    select={select}
                  />
                ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function Member({
  id,
  nodes,
  generation,
  selected,
  select,
}: {
  readonly id: string;
  readonly nodes: BoardProps['nodes'];
  readonly generation: number;
  readonly selected: boolean;
  select(id: string): void;
}): ReactElement {
  const state = consumerState(nodes, id);
  const old = state !== null && state.generation >= 0 && state.generation !== generation;
  const name = id.startsWith('analytics') ? `A${id.slice(-1)}` : LETTERS[id]!;
  const owns = state === null ? 'down' : state.assigned.map((partition) => partition.slice(-1)).join(' ') || 'nothing';
  return (
    <button
      type="button"
      onClick={() => select(id)}
      style={{
        minHeight: 'var(--target)',
        padding: '0 6px',
        borderRadius: 4,
        border: `1px ${old || state === null ? 'dashed' : 'solid'} ${selected ? 'var(--accent)' : old ? 'var(--warn-mark)' : state === null ? 'var(--bad-mark)' : 'var(--line)'}`,
        background: old ? 'var(--warn-soft)' : 'var(--panel)',
        color: old ? 'var(--warn)' : state === null ? 'var(--bad)' : 'var(--ink)',
        font: '11px/16px var(--font-mono)',
        cursor: 'pointer',
      }}
    >
      {name}: {owns}
      {old ? ` (generation ${state.generation})` : ''}
    </button>
  );
}

const LINES: readonly (readonly [key: keyof Anomalies, name: string, about: string])[] = [
  ['lostWrite', 'lost-write', 'Acknowledged, and not in the log of the next leader'],
  ['skip', 'skip', 'Records that a group went past without reading them'],
  ['duplicate', 'duplicate', 'One reading at two offsets'],
  ['nonmonotonic', 'nonmonotonic', 'A group went back to a smaller offset'],
  ['inconsistentOffset', 'inconsistent offset', 'Two readings at one offset'],
  ['redelivered', 'redelivered', 'One record processed a second time'],
  ['zombie', 'zombie results', 'Results of a member that owned the partition no more'],
  ['fenced', 'fenced', 'Refused by its generation or epoch'],
];

/** Delivery anomalies by the names that Maelstrom gives them; what is fine stays quiet. */
export function AnomalyList({ anomalies }: { readonly anomalies: Anomalies }): ReactElement {
  const unobserved = Object.entries(anomalies.unobserved);
  return (
    <div>
      <Heading>Anomalies so far</Heading>
      <dl style={{ ...SMALL, margin: 0, display: 'grid', gridTemplateColumns: '1fr auto', columnGap: 8 }}>
        {LINES.map(([key, name, about]) => {
          const times = anomalies[key] as number;
          const tone = times === 0 ? 'var(--mute)' : key === 'fenced' ? 'var(--ok)' : 'var(--bad)';
          return <Line key={key} name={name} about={about} value={String(times)} tone={tone} strong={times > 0} />;
        })}
        <Line
          name="unobserved A/L/R"
          about="Acknowledged, and not processed yet: analytics, alerting, archiver"
          value={GROUPS.map((group) => unobserved.find(([name]) => name === group)?.[1] ?? 0).join(' / ')}
          tone="var(--mute)"
          strong={false}
        />
      </dl>
    </div>
  );
}

function Line({
  name,
  about,
  value,
  tone,
  strong,
}: {
  readonly name: string;
  readonly about: string;
  readonly value: string;
  readonly tone: string;
  readonly strong: boolean;
}): ReactElement {
  return (
    <>
      <dt title={about} style={{ color: strong ? tone : 'var(--mute)', fontWeight: strong ? 600 : 400 }}>
        {name}
      </dt>
      <dd
        style={{
          margin: 0,
          color: tone,
          fontFamily: 'var(--font-mono)',
          fontWeight: strong ? 600 : 400,
          textAlign: 'right',
        }}
      >
        {value}
      </dd>
    </>
  );
}
