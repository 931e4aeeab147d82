import type { CSSProperties, ReactElement } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import type { Request, State } from '../programs/request.ts';
import { Gauges, short } from './gauges.tsx';
import { thingOf } from './words.ts';

const MUTE: CSSProperties = { fontSize: 'var(--text-sm)', color: 'var(--mute)', margin: 0 };
const LIST: CSSProperties = {
  listStyle: 'none',
  margin: 0,
  padding: 0,
  fontSize: 'var(--text-sm)',
  display: 'grid',
  gap: 3,
};

/** In the inspector: what an ambassador has under way, what an API remembers, what the log knows. */
export function NodeCard(props: NodeCardProps): ReactElement | null {
  switch (props.node.program) {
    case 'ambassador':
      return <Ambassador {...props} />;
    case 'provider':
      return <Provider {...props} />;
    case 'collector':
      return <Log {...props} />;
    default:
      return null;
  }
}

const MOST = 6;

function Ambassador({ inspection, node, settings, topology, timeUs }: NodeCardProps): ReactElement | null {
  const state = inspection.state as unknown as State | null;
  if (!state) return null;
  const { requests } = state;
  const own = { ...topology, nodes: topology.nodes.filter((each) => each.id === node.id || each.id === node.pod) };
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      <Gauges nodes={{ [node.id]: inspection }} settings={settings} topology={own} timeUs={timeUs} compact />
      <ul style={LIST}>
        {requests.slice(-MOST).map((request) => (
          <li key={request.id}>
            {thingOf(request)} {request.request}: <span style={{ color: 'var(--mute)' }}>{stageOf(request)}</span>
          </li>
        ))}
      </ul>
      {requests.length > MOST && <p style={MUTE}>and {requests.length - MOST} more</p>}
      {requests.length === 0 && <p style={MUTE}>No request is under way.</p>}
    </div>
  );
}

/** Where a request is on its way, in the words of the state diagram. */
function stageOf(request: Request): string {
  if (request.waiting) return `backoff after attempt ${request.sent} of ${request.maxAttempts}`;
  const hedges = request.open.filter((open) => open.hedge).length;
  const base = `attempt ${request.sent} of ${request.maxAttempts} in flight`;
  return hedges > 0 ? `${base}, ${hedges === 1 ? 'one hedge' : `${hedges} hedges`}` : base;
}

interface Keys {
  /** Request · 1,000 + status; status 0: reserved. */
  readonly keys: Readonly<Record<string, number>>;
  readonly effects: readonly number[];
  readonly duplicates: number;
}

function Provider({ inspection, node }: NodeCardProps): ReactElement | null {
  const state = inspection.state as unknown as Keys | null;
  if (!state || node.id !== 'payments') return null;
  const keys = Object.values(state.keys);
  const reserved = keys.filter((record) => record % 1_000 === 0).length;
  const paid = state.effects.filter((times) => times > 0).length;
  return (
    <p style={MUTE}>
      {keys.length} {keys.length === 1 ? 'key' : 'keys'}, {reserved} of them reserved and not done; {paid} payments
      made,{' '}
      <strong style={{ color: state.duplicates > 0 ? 'var(--bad)' : 'var(--ink)' }}>
        {state.duplicates} made twice
      </strong>
      .
    </p>
  );
}

interface Seen {
  readonly seen: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly requests: number; readonly attempts: number; readonly failures: number }>>
    >
  >;
}

function Log({ inspection, topology }: NodeCardProps): ReactElement | null {
  const state = inspection.state as unknown as Seen | null;
  if (!state) return null;
  const rows = Object.entries(state.seen).flatMap(([from, apis]) =>
    Object.entries(apis).map(([api, totals]) => ({ from, api, ...totals })),
  );
  const cell: CSSProperties = { padding: '2px 10px 2px 0', textAlign: 'left', fontWeight: 400 };
  return (
    <table style={{ borderCollapse: 'collapse', fontSize: 'var(--text-sm)', fontVariantNumeric: 'tabular-nums' }}>
      <thead>
        <tr style={{ color: 'var(--mute)' }}>
          {['From', 'To', 'Requests', 'Attempts', 'Failed'].map((title) => (
            <th key={title} style={cell}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.from} ${row.api}`}>
            <td style={cell}>
              {short(
                topology.nodes.find((node) => node.id === topology.nodes.find((each) => each.id === row.from)?.pod)
                  ?.label ?? row.from,
              )}
            </td>
            <td style={cell}>{row.api}</td>
            <td style={cell}>{row.requests}</td>
            <td style={cell}>{row.attempts}</td>
            <td style={cell}>{row.failures}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
