import type { ReactElement, ReactNode } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import type { CommandApiState } from '../programs/command-api.ts';
import type { LogState } from '../programs/log.ts';
import type { ProjectorState } from '../programs/projector-state.ts';
import type { RelayState } from '../programs/relay.ts';
import type { ReplicaState } from '../programs/replica.ts';
import type { Sessions } from '../programs/session.ts';
import { sayEvent } from '../programs/store-event.ts';
import { highWater } from '../programs/tables.ts';
import { commandName, person, reader, viewName } from '../programs/told.ts';
import type { WriteStoreState } from '../programs/write-store.ts';
import { mono, small } from './style.ts';

interface Line {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, two columns. */
function Lines({ lines }: { readonly lines: readonly Line[] }): ReactElement {
  return (
    <dl style={{ ...small, display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '2px 12px', margin: 0 }}>
      {lines.map(({ name, value }) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt style={{ color: 'var(--mute)' }}>{name}</dt>
          <dd style={{ ...mono, margin: 0, color: 'var(--ink)' }}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const copyLine = (name: string, copy: ProjectorState['blue']): Line => ({
  name,
  value: `generation ${copy.generation}, checkpoint ${copy.offsets.join(' and ')}, ${Object.keys(copy.rows).filter((key) => !key.startsWith('@')).length} rows`,
});

function projectorLines(state: ProjectorState): Line[] {
  return [
    copyLine('Answers', state.blue),
    ...(state.green ? [copyLine('Being built', state.green)] : []),
    {
      name: 'Inbox',
      value: state.blue.inbox.length === 0 ? 'empty' : state.blue.inbox.map(({ offset }) => offset).join(', '),
    },
    { name: 'Set aside', value: state.setAside },
  ];
}

function storeLines(state: WriteStoreState): Line[] {
  const mark = highWater(state);
  const open = Object.entries(state.open);
  const waiting = state.outbox.filter(({ position }) => position > state.published);
  return [
    { name: 'Newest position', value: state.outbox.at(-1)?.position ?? 0 },
    { name: 'High-water mark', value: mark },
    {
      name: 'Open',
      value: open.length === 0 ? 'none' : open.map(([id, { first }]) => `${commandName(id)} from ${first}`).join(', '),
    },
    {
      name: 'Outbox',
      value:
        waiting.length === 0
          ? 'all published'
          : waiting.slice(0, 6).map((event) => <div key={event.id}>{`${event.position} ${sayEvent(event)}`}</div>),
    },
  ];
}

function replicaLines(state: ReplicaState): Line[] {
  return [
    ...Object.entries(state.views).map(([view, held]) => ({ name: viewName(view), value: `as of ${held.position}` })),
    {
      name: 'Waiting',
      value:
        state.parked.length === 0
          ? 'nobody'
          : state.parked.map(({ query }) => `${person(query.session)} for ${query.min}`).join(', '),
    },
  ];
}

function sessionLines(sessions: Sessions): Line[] {
  return Object.entries(sessions).map(([id, { written, seen }]) => ({
    name: person(id),
    value: `wrote ${written < 0 ? '–' : written}, saw ${seen < 0 ? '–' : seen}`,
  }));
}

const logLines = ({ entries, subscriptions }: LogState): Line[] => [
  { name: 'Events', value: entries.length },
  ...Object.values(subscriptions).map(({ node, generation, acked, next }) => ({
    name: generation === 1 ? reader(node) : `${reader(node)}, generation ${generation}`,
    value: `confirmed up to ${acked}, sent up to ${next}`,
  })),
];

const relayLines = ({ cursor, highWater }: RelayState): Line[] => [
  { name: 'Published up to', value: cursor < 0 ? 'asks the store' : cursor },
  { name: 'High-water mark', value: highWater },
];

const WISHES: Readonly<Record<string, string>> = {
  PlaceOrder: 'order',
  ChangePrice: 'price',
  Reprice: 'sale',
  Restock: 'delivery',
};

function commandLines({ jobs }: CommandApiState): Line[] {
  const under = Object.values(jobs);
  if (under.length === 0) return [{ name: 'Under way', value: 'no command' }];
  return under.map(({ command, stage, retries }) => ({
    name: `${WISHES[command.type]} ${command.cmdId.slice(command.cmdId.indexOf(':') + 1)}`,
    value: retries === 0 ? stage : `${stage}, ${retries} ${retries === 1 ? 'conflict' : 'conflicts'}`,
  }));
}

/** What a role is about, before its state in full. */
export function Card({ node, inspection }: NodeCardProps): ReactElement | null {
  const { state } = inspection as { readonly state: unknown };
  if (state === null) return null;
  switch (node.program) {
    case 'projector':
      return <Lines lines={projectorLines(state as ProjectorState)} />;
    case 'commandApi':
      return <Lines lines={commandLines(state as CommandApiState)} />;
    case 'log':
      return <Lines lines={logLines(state as LogState)} />;
    case 'relay':
      return <Lines lines={relayLines(state as RelayState)} />;
    case 'writeStore':
      return <Lines lines={storeLines(state as WriteStoreState)} />;
    case 'replica':
      return <Lines lines={replicaLines(state as ReplicaState)} />;
    case 'buyers':
    case 'browsers':
      return <Lines lines={sessionLines((state as { readonly sessions: Sessions }).sessions)} />;
    default:
      return null;
  }
}
