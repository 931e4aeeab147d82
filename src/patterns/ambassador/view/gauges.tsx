import type { CSSProperties, ReactElement } from 'react';
import type { Settings } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { Host } from '../programs/hosts.ts';
import type { Cluster, State } from '../programs/request.ts';
import { allowedNow, hasTokens, hasWindow, leftNow, reserveOf, THING } from './words.ts';

const SMALL: CSSProperties = { fontSize: 'var(--text-sm)', color: 'var(--mute)' };

/** What all requests of an ambassador to one API share: the budget, the breaker, the hosts. */
export function Gauges({
  nodes,
  settings,
  topology,
  timeUs,
  compact = false,
}: Pick<BoardProps, 'nodes' | 'settings' | 'topology' | 'timeUs'> & {
  /** In a narrow place: one ambassador, no hosts. */
  readonly compact?: boolean;
}): ReactElement {
  const rows = topology.nodes
    .filter((node) => node.program === 'ambassador')
    .flatMap((node) => {
      const state = nodes[node.id]?.state as unknown as State | null | undefined;
      const app = topology.nodes.find((each) => each.id === node.pod)?.label ?? node.label;
      return state ? Object.entries(state.clusters).map(([api, cluster]) => ({ id: node.id, app, api, cluster })) : [];
    });
  return (
    <table style={{ borderCollapse: 'collapse', width: '100%', fontSize: 'var(--text-sm)' }}>
      <thead>
        <tr style={{ ...SMALL, textAlign: 'left' }}>
          {['', budgetTitle(settings), 'Breaker', ...(compact ? [] : ['Hosts'])].map((title) => (
            <th key={title} style={{ fontWeight: 500, padding: '0 10px 4px 0', whiteSpace: 'nowrap' }}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, app, api, cluster }) => (
          <tr key={`${id} ${api}`} style={{ borderTop: '1px solid var(--line)' }}>
            <td style={{ padding: '3px 10px 3px 0', whiteSpace: 'nowrap' }}>
              {!compact && `${short(app)} `}
              <span style={{ color: compact ? 'var(--ink)' : 'var(--mute)' }}>{THING[api as keyof typeof THING]}s</span>
            </td>
            <td style={{ paddingRight: 10 }}>
              <Budget cluster={cluster} settings={settings} timeUs={timeUs} cells={compact ? 4 : MOST_CELLS} />
            </td>
            <td style={{ paddingRight: 10 }}>
              <Phase phase={cluster.breaker.phase} />
            </td>
            {!compact && (
              <td>
                <Hosts cluster={cluster} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "Booking, in COBOL" → "Booking". */
export const short = (label: string): string => label.split(',')[0]!;

function budgetTitle(settings: Settings): string {
  const share = allowedNow(settings, 0) !== null;
  return share && hasTokens(settings)
    ? 'Retries and tokens'
    : hasTokens(settings)
      ? 'Tokens'
      : hasWindow(settings)
        ? 'Retries left'
        : 'Retries under way';
}

function Budget({
  cluster,
  settings,
  timeUs,
  cells: most,
}: {
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly timeUs: Us;
  readonly cells: number;
}): ReactElement {
  const allowed = allowedNow(settings, cluster.active);
  if (hasWindow(settings))
    return <Left left={leftNow(settings, cluster.balance, timeUs)} reserve={reserveOf(settings)} />;
  return (
    <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
      {(allowed !== null || !hasTokens(settings)) && <Slots used={cluster.retries} allowed={allowed} most={most} />}
      {hasTokens(settings) && <Tokens tokens={cluster.tokensMilli} most={Number(settings['tokens.max']) * 1_000} />}
    </span>
  );
}

/** px */
const CELL = 9;
const MOST_CELLS = 8;

/** A cell for each retry that the budget allows now, as far as they fit; what is used is filled. */
function Slots({
  used,
  allowed,
  most,
}: {
  readonly used: number;
  readonly allowed: number | null;
  /** Cells that fit. */
  readonly most: number;
}): ReactElement {
  const cells = Math.min(most, Math.max(used, allowed ?? 0));
  const words = allowed === null ? `${used}, no limit` : `${used} of ${allowed}`;
  const full = allowed !== null && used >= allowed;
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <svg width={Math.max(1, cells) * (CELL + 2)} height={CELL + 4} aria-hidden>
        {Array.from({ length: cells }, (_, i) => (
          <rect
            key={i}
            x={i * (CELL + 2) + 1}
            y={2}
            width={CELL - 1}
            height={CELL}
            rx={2}
            fill={i < used ? (full ? 'var(--purple)' : 'var(--warn-mark)') : 'var(--panel)'}
            stroke={i < used ? (full ? 'var(--purple)' : 'var(--warn-mark)') : 'var(--edge)'}
          />
        ))}
      </svg>
      <span style={{ color: full && used > 0 ? 'var(--purple)' : 'var(--mute)', fontVariantNumeric: 'tabular-nums' }}>
        {full && used > 0 ? `${words}, full` : words}
      </span>
    </span>
  );
}

/** px: width of a level. */
const LEVEL = 64;

/** What the last seconds still allow; full is what is always allowed. */
function Left({ left, reserve }: { readonly left: number; readonly reserve: number }): ReactElement {
  const level = Math.min(1, left / Math.max(1, reserve));
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <svg width={LEVEL + 2} height={14} aria-hidden>
        <rect x={1} y={2} width={LEVEL} height={10} rx={3} fill="var(--panel)" stroke="var(--edge)" />
        <rect x={1} y={2} width={LEVEL * level} height={10} rx={3} fill="var(--warn-mark)" />
      </svg>
      <span style={{ color: left > 0 ? 'var(--mute)' : 'var(--purple)', fontVariantNumeric: 'tabular-nums' }}>
        {left > 0 ? `${left} left` : 'none left'}
      </span>
    </span>
  );
}

/** A level with its limit: below the line in the middle nothing is retried. */
function Tokens({ tokens, most }: { readonly tokens: number; readonly most: number }): ReactElement {
  const level = Math.min(1, tokens / Math.max(1, most));
  const enough = tokens * 2 > most;
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <svg width={LEVEL + 2} height={14} aria-hidden>
        <rect x={1} y={2} width={LEVEL} height={10} rx={3} fill="var(--panel)" stroke="var(--edge)" />
        <rect
          x={1}
          y={2}
          width={LEVEL * level}
          height={10}
          rx={3}
          fill={enough ? 'var(--ok-mark)' : 'var(--bad-mark)'}
        />
        <line x1={1 + LEVEL / 2} x2={1 + LEVEL / 2} y1={0} y2={14} stroke="var(--ink)" strokeWidth={1.5} />
      </svg>
      <span style={{ color: enough ? 'var(--mute)' : 'var(--bad)', fontVariantNumeric: 'tabular-nums' }}>
        {(tokens / 1_000).toFixed(1)}
        {enough ? '' : ', no retries'}
      </span>
    </span>
  );
}

const PHASES = {
  CLOSED: ['closed', 'var(--mute)'],
  OPEN: ['open', 'var(--bad)'],
  HALF_OPEN: ['half-open', 'var(--warn)'],
} as const;

function Phase({ phase }: { readonly phase: keyof typeof PHASES }): ReactElement {
  const [word, colour] = PHASES[phase];
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', color: colour, whiteSpace: 'nowrap' }}>
      <svg width={20} height={12} aria-hidden stroke={colour} strokeWidth={1.6} fill="none">
        <path d={phase === 'CLOSED' ? 'M0 8H20' : phase === 'OPEN' ? 'M0 8H5L14 1M15 8H20' : 'M0 8H5L15 5M15 8H20'} />
      </svg>
      {word}
    </span>
  );
}

const isIn = (host: Host): boolean => host.ejectedUntilUs === 0;

/** Squares side by side, before a new line of them begins. */
const A_ROW = 5;

/** A square a host; ejected ones are dashed and crossed, and named in words. */
function Hosts({ cluster }: { readonly cluster: Cluster }): ReactElement {
  const count = cluster.hosts.length;
  const out = cluster.hosts.filter((host) => !isIn(host));
  return (
    <span
      style={{
        display: 'inline-flex',
        flexDirection: count > A_ROW ? 'column' : 'row',
        gap: count > A_ROW ? 2 : 6,
        alignItems: count > A_ROW ? 'start' : 'center',
        whiteSpace: 'nowrap',
      }}
    >
      <svg
        width={Math.min(A_ROW, count) * 14}
        height={Math.ceil(count / A_ROW) * 14 - 1}
        aria-hidden
        fill="none"
        strokeWidth={1.4}
      >
        {cluster.hosts.map((host, i) => (
          <g
            key={host.id}
            transform={`translate(${(i % A_ROW) * 14 + 1} ${Math.floor(i / A_ROW) * 14 + 1})`}
            stroke={isIn(host) ? 'var(--edge)' : 'var(--bad)'}
          >
            <rect width={10} height={10} rx={2} fill="var(--panel)" strokeDasharray={isIn(host) ? undefined : '2 2'} />
            {!isIn(host) && <path d="M2.5 2.5l5 5m0 -5l-5 5" />}
          </g>
        ))}
      </svg>
      {out.length > 0 && (
        <span style={{ color: 'var(--bad)' }}>
          {out.map((host) => host.id.slice(host.id.indexOf('-') + 1)).join(', ')} out
        </span>
      )}
    </span>
  );
}
