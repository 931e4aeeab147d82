import type { CSSProperties, ReactElement, ReactNode } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import type { Snapshot } from '../messages.ts';
import type { Account } from '../programs/account.ts';
import { trialBalance, type View } from '../programs/balance-view.ts';
import { CUSTOMERS, OWNERS } from '../programs/events.ts';
import type { Alert } from '../programs/fraud.ts';
import type { Line } from '../programs/line.ts';
import { firstKey, open, seal } from '../programs/seal.ts';
import { upcast } from '../programs/upcasters.ts';
import { clock, KINDS, money, nameOf, signed } from './books.ts';

const cell: CSSProperties = {
  padding: '2px 8px 2px 0',
  fontSize: 'var(--text-sm)',
  color: 'var(--ink)',
  whiteSpace: 'nowrap',
};
const mono: CSSProperties = { ...cell, fontFamily: 'var(--font-mono)', textAlign: 'right' };

/** In the inspector: what the selected node holds, in the words of its trade. */
export function NodeCard(props: NodeCardProps): ReactElement | null {
  const state = props.inspection.state as unknown;
  if (state === null) return null;
  switch (props.node.program) {
    case 'eventStore':
      return <LastEvents log={(state as { readonly log: readonly Line[] }).log} />;
    case 'desk':
      return <Jobs jobs={Object.values((state as { readonly jobs: Readonly<Record<string, Job>> }).jobs)} />;
    case 'projector':
      return <TwoViews {...(state as { readonly view: View; readonly next: View | null })} />;
    case 'snapshotStore':
      return <Snapshots newest={(state as { readonly newest: Readonly<Record<string, Snapshot>> }).newest} />;
    case 'fraud':
      return <Suspicions alerts={(state as { readonly alerts: readonly Alert[] }).alerts} />;
    case 'keyStore':
      return <Keys keys={(state as { readonly keys: Readonly<Record<string, number>> }).keys} />;
    default:
      return null;
  }
}

function Table({
  caption,
  head,
  children,
}: {
  readonly caption: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}): ReactElement {
  return (
    <table style={{ borderCollapse: 'collapse', width: '100%' }}>
      <caption style={{ textAlign: 'left', fontSize: 'var(--text-sm)', color: 'var(--mute)', paddingBottom: 4 }}>
        {caption}
      </caption>
      <thead>
        <tr>
          {head.map((word, i) => (
            <th
              key={word}
              style={{ ...cell, color: 'var(--mute)', fontWeight: 400, textAlign: i === 0 ? 'left' : 'right' }}
            >
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function LastEvents({ log }: { readonly log: readonly Line[] }): ReactElement {
  return (
    <Table
      caption="The newest events, and how each hangs on the one before"
      head={['event', 'stream', 'position', 'hash']}
    >
      {log
        .slice(-6)
        .map(upcast)
        .map(({ position, type, stream, version, hash }) => (
          <tr key={position}>
            <td style={cell}>
              {KINDS[type][0]} {KINDS[type][2]}
            </td>
            <td style={mono}>
              {stream}@{version}
            </td>
            <td style={mono}>{position}</td>
            <td style={mono}>…{hash.slice(-4)}</td>
          </tr>
        ))}
    </Table>
  );
}

type Job = {
  readonly id: number;
  readonly command: { readonly id: string; readonly kind: string; readonly account: string };
  readonly account: Account;
  readonly folded: number;
};

function Jobs({ jobs }: { readonly jobs: readonly Job[] }): ReactElement {
  if (jobs.length === 0)
    return <p style={{ ...cell, color: 'var(--mute)', margin: 0 }}>No command in work: the desk knows nothing.</p>;
  return (
    <Table
      caption="Commands in work, and what has been folded for them"
      head={['command', 'account', 'folded', 'balance', 'held']}
    >
      {jobs.map(({ id, command, account, folded }) => (
        <tr key={id}>
          <td style={cell}>
            {command.id} {command.kind}
          </td>
          <td style={mono}>
            {command.account}@{account.version}
          </td>
          <td style={mono}>{folded}</td>
          <td style={mono}>{money(account.cents)}</td>
          <td style={mono}>{money(account.held)}</td>
        </tr>
      ))}
    </Table>
  );
}

function TwoViews({ view, next }: { readonly view: View; readonly next: View | null }): ReactElement {
  const sum = `all balances come to ${money(trialBalance(view))}`;
  const caption = next
    ? `In use at position ${view.next}, the new one at ${next.next}; ${sum}`
    : `In use, at position ${view.next}; ${sum}`;
  return (
    <>
      <Balances view={view} next={next} caption={caption} />
      <Statements view={view} />
    </>
  );
}

/** The newest lines of each customer's statement: one more fold over the same events. */
function Statements({ view }: { readonly view: View }): ReactElement {
  const accounts = CUSTOMERS.filter((account) => (view.lines[account]?.length ?? 0) > 0);
  return (
    <Table caption="Statements, their newest lines" head={['account', 'position', 'change', 'balance']}>
      {accounts.flatMap((account) =>
        (view.lines[account] ?? []).slice(-2).map(([position = 0, cents = 0, after = 0], i) => (
          <tr key={`${account} ${position} ${i}`}>
            <td style={cell}>{i === 0 ? nameOf(account) : ''}</td>
            <td style={mono}>{position}</td>
            <td style={mono}>{signed(cents)}</td>
            <td style={mono}>{money(after)}</td>
          </tr>
        )),
      )}
    </Table>
  );
}

function Balances(props: { readonly view: View; readonly next: View | null; readonly caption: string }): ReactElement {
  const { view, next, caption } = props;
  return (
    <Table caption={caption} head={next ? ['account', 'in use', 'new'] : ['account', 'balance', 'held']}>
      {Object.keys(view.cents).map((account) => (
        <tr key={account}>
          <td style={cell}>{nameOf(account)}</td>
          <td style={mono}>{money(view.cents[account] ?? 0)}</td>
          <td style={mono}>{money((next ? next.cents : view.held)[account] ?? 0)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Snapshots({ newest }: { readonly newest: Readonly<Record<string, Snapshot>> }): ReactElement {
  return (
    <Table caption="The newest snapshot of each stream" head={['stream', 'version', 'balance']}>
      {Object.entries(newest).map(([stream, { version, account }]) => (
        <tr key={stream}>
          <td style={cell}>{nameOf(stream)}</td>
          <td style={mono}>{version}</td>
          <td style={mono}>{money((JSON.parse(account) as Account).cents)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Suspicions({ alerts }: { readonly alerts: readonly Alert[] }): ReactElement {
  if (alerts.length === 0)
    return <p style={{ ...cell, color: 'var(--mute)', margin: 0 }}>Nothing suspicious so far.</p>;
  return (
    <Table caption="Money that left too often" head={['account', 'times', 'by position', 'recorded']}>
      {alerts.map(({ account, count, position, recordedUs }) => (
        <tr key={position}>
          <td style={cell}>{nameOf(account)}</td>
          <td style={mono}>{count}</td>
          <td style={mono}>{position}</td>
          <td style={mono}>{clock(recordedUs)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** What the log holds of each name, and what can be read of it. */
function Keys({ keys }: { readonly keys: Readonly<Record<string, number>> }): ReactElement {
  return (
    <Table caption="Names as they stand in the log, and as they can be read" head={['account', 'sealed', 'readable']}>
      {Object.entries(keys).map(([account, key]) => {
        const sealed = seal(OWNERS[account] ?? '', firstKey(account));
        return (
          <tr key={account}>
            <td style={cell}>{account}</td>
            <td style={mono}>{sealed.slice(0, 8)}…</td>
            <td style={{ ...mono, color: key === 0 ? 'var(--warn)' : 'var(--ink)' }}>
              {key === 0 ? 'key is gone' : open(sealed, key)}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
