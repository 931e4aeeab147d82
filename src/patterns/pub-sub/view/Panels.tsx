import type { ReactElement, ReactNode } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { Anomalies } from '../anomalies.ts';
import { groupOf, GROUPS } from '../programs/cluster.ts';
import { clusterOf, consumerState, controllersOf, coordinatorOf, LETTERS, NAMES } from './read.ts';

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

/** Who decides: the controller over leaders, the coordinator over groups. */
function Deciders({ nodes }: Pick<BoardProps, 'nodes'>): ReactElement {
  const [controller, ...sleepers] = controllersOf(nodes);
  const coordinator = coordinatorOf(nodes);
  const known = clusterOf(nodes);
  return (
    <p style={{ ...SMALL, margin: '0 0 6px', color: 'var(--mute)' }}>
      {controller === undefined ? (
        <span style={{ color: 'var(--bad)' }}>
          {known === null ? 'no controller yet' : `no controller since epoch ${known.controllerEpoch}`}
        </span>
      ) : (
        `controller broker ${controller.broker.slice(-1)}, epoch ${controller.epoch}`
      )}
      {sleepers.map(({ broker, epoch }) => (
        <span key={broker} style={{ display: 'block', color: 'var(--warn)' }}>
          broker {broker.slice(-1)} thinks it is, epoch {epoch}
        </span>
      ))}
      <br />
      <span style={{ color: coordinator === null ? 'var(--bad)' : 'inherit' }}>
        {coordinator === null ? 'no coordinator' : `coordinator broker ${coordinator.broker.slice(-1)}`}
      </span>
    </p>
  );
}

/** Who owns what in which generation, as each member believes: a zombie believes in an old one. */
export function Groups({
  nodes,
  selected,
  select,
  fencedOf,
}: Pick<BoardProps, 'nodes' | 'selected' | 'select'> & Pick<Anomalies, 'fencedOf'>): ReactElement {
  const groups = coordinatorOf(nodes)?.state.groups ?? {};
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
                    fenced={fencedOf[id] ?? 0}
                    selected={selected === id}
                    select={select}
                  />
                ))}
            </div>
          </div>
        );
      })}
      <Deciders nodes={nodes} />
    </div>
  );
}

function Member({
  id,
  nodes,
  generation,
  fenced,
  selected,
  select,
}: {
  readonly id: string;
  readonly nodes: BoardProps['nodes'];
  readonly generation: number;
  /** How often it was refused as out of date. */
  readonly fenced: number;
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
      {fenced > 0 ? `, fenced ${fenced}×` : ''}
    </button>
  );
}

type Count = { [K in keyof Anomalies]: Anomalies[K] extends number ? K : never }[keyof Anomalies];

const LINES: readonly (readonly [keys: readonly Count[], name: string, about: string])[] = [
  [['lostWrite'], 'lost-write', 'Acknowledged, and not in the log of the next leader'],
  [
    ['skipExternal', 'skipInternal'],
    'skip',
    'Records that a group went past without reading them: external, between two polls; internal, within one',
  ],
  [
    ['nonmonotonicExternal', 'nonmonotonicInternal'],
    'nonmonotonic',
    'A step back to a smaller offset: external, of a group between two polls; internal, within one',
  ],
  [['duplicate'], 'duplicate', 'One reading at two offsets'],
  [['inconsistentOffset'], 'inconsistent offset', 'Two readings at one offset'],
];

/** Not anomalies of the log, but what groups and epochs make of it. */
const OTHERS: typeof LINES = [
  [['redelivered'], 'processed twice', 'One record processed a second time'],
  [['zombie'], 'zombie results', 'Results of a member that owned the partition no more'],
  [['fenced'], 'fenced', 'Refused by its generation or epoch'],
];

/** Delivery anomalies by the names that Maelstrom gives them; what is fine stays quiet. */
export function AnomalyList({ anomalies }: { readonly anomalies: Anomalies }): ReactElement {
  const unobserved = Object.entries(anomalies.unobserved);
  return (
    <div>
      <Heading>Anomalies so far</Heading>
      <dl style={{ ...SMALL, margin: 0, display: 'grid', gridTemplateColumns: '1fr auto', columnGap: 8 }}>
        {LINES.map(([keys, name, about]) => (
          <Times key={name} times={keys.map((key) => anomalies[key])} name={name} about={about} tone="var(--bad)" />
        ))}
        <Line
          name="unobserved"
          about="Acknowledged, and not processed yet: by analytics (A), alerting (L), the archiver (R)"
          value={
            unobserved
              .filter(([, count]) => count > 0)
              .map(([group, count]) => `${LETTERS[group]} ${count}`)
              .join(', ') || '0'
          }
          tone="var(--mute)"
          strong={false}
        />
        {OTHERS.map(([keys, name, about]) => (
          <Times
            key={name}
            times={keys.map((key) => anomalies[key])}
            name={name}
            about={about}
            tone={name === 'fenced' ? 'var(--ok)' : 'var(--purple)'}
          />
        ))}
      </dl>
    </div>
  );
}

function Times({
  times,
  tone,
  ...words
}: {
  readonly times: readonly number[];
  readonly tone: string;
  readonly name: string;
  readonly about: string;
}): ReactElement {
  const strong = times.some((each) => each > 0);
  const parts = times.map((each, i) => (each > 0 && times.length > 1 ? `${each} ${i === 0 ? 'ext.' : 'int.'}` : each));
  const value = parts.filter((each) => each !== 0).join(', ') || '0';
  return <Line {...words} value={value} tone={strong ? tone : 'var(--mute)'} strong={strong} />;
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
      <dt
        title={about}
        style={{ whiteSpace: 'nowrap', color: strong ? tone : 'var(--mute)', fontWeight: strong ? 600 : 400 }}
      >
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
