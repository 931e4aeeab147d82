import type { CSSProperties, ReactElement } from 'react';
import { OWNERS } from '../programs/events.ts';
import { SAYS, who } from '../programs/told.ts';
import { clock, grouped, KINDS, money, signed, type Line, type Tape } from './books.ts';

const LATE_US = 1_000_000;
const mute: CSSProperties = { color: 'var(--mute)' };
const figure: CSSProperties = { fontFamily: 'var(--font-mono)', textAlign: 'right', whiteSpace: 'nowrap' };

/** How a balance came about: a statement of every entry, in order, and what it came to after each. */
export function Explanation(props: {
  readonly tape: Tape;
  readonly editedAt: number;
  /** Empty: nobody can read it. Null: nobody can say. */
  readonly owner: string | null;
}): ReactElement {
  const { tape, editedAt, owner } = props;
  const { account, before, lines, cents, held } = tape;
  const start = lines[0] ? lines[0].after - lines[0].delta : cents;
  return (
    <div style={{ padding: '2px 0 10px' }}>
      <p style={{ margin: '0 0 6px', fontSize: 'var(--text-sm)', color: 'var(--ink)' }}>
        {upperFirst(who(account))} has <b>{money(cents)}</b>
        {held > 0 && (
          <>
            , of which <b style={{ color: 'var(--warn)' }}>{money(held)}</b> is held for payments under way and{' '}
            {money(cents - held)} can be spent
          </>
        )}
        . It is what {grouped(before + lines.length)} {before + lines.length === 1 ? 'event adds' : 'events add'} up to
        {before > 0 ? `; the first ${grouped(before)} came to ${money(start)}` : ''}.
        <Owner account={account} name={owner} />
        <Fate lines={lines} />
      </p>
      <ol style={{ columns: 'auto 330px', columnGap: 28, margin: 0, padding: 0, listStyle: 'none' }}>
        {lines.map((line) => (
          <Entry key={line.event.position} line={line} edited={line.event.position === editedAt} />
        ))}
      </ol>
    </div>
  );
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The bank's own accounts belong to nobody; a name without its key is unreadable, for ever. */
function Owner({ account, name }: { readonly account: string; readonly name: string | null }): ReactElement | null {
  if (name === null || OWNERS[account] === undefined) return null;
  if (name !== '') return <> Owner: {name}.</>;
  return <span style={{ color: 'var(--warn)' }}> Owner: unreadable, its key is gone or not here yet.</span>;
}

/** What the last event says of the stream itself. */
function Fate({ lines }: { readonly lines: readonly Line[] }): ReactElement | null {
  const type = lines.at(-1)?.event.type;
  if (type === 'StreamTombstoned') return <span style={{ color: 'var(--bad)' }}> Takes no event any more.</span>;
  if (type === 'StreamDeleted') return <> Deleted: begun again, its versions go on.</>;
  return null;
}

/** What an entry is about, as a statement says it. */
function entryWords({ event, delta }: Line): string {
  const { type, other, ref, cents } = event;
  switch (type) {
    case 'Deposited':
      return 'deposit';
    case 'Withdrawn':
      return -delta > cents ? `withdrawal, fee ${money(-delta - cents)}` : 'withdrawal';
    case 'TransferSent':
      return `sent to ${who(other)}`;
    case 'TransferReceived':
      return `received from ${who(other)}`;
    case 'TransferReturned':
      return `back: could not reach ${who(other)}`;
    case 'PaymentPending':
      return `${money(cents)} held, payment ${ref}`;
    case 'PaymentPosted':
      return `payment ${ref} paid`;
    case 'PaymentVoided':
      return `payment ${ref} void, free again`;
    case 'PaymentExpired':
      return `payment ${ref} expired, free again`;
    case 'DepositReversed':
      return `deposit ${ref} taken back`;
    case 'SuspenseBooked':
      return `payment ${ref}: paid there, not here`;
    default:
      return SAYS[type];
  }
}

function Entry({ line, edited }: { readonly line: Line; readonly edited: boolean }): ReactElement {
  const { event, delta, after } = line;
  const { command, actor, recordedUs, validUs } = event;
  const by = command === '' ? actor : `${command}, ${actor}`;
  return (
    <li
      title={`version ${event.version}, position ${event.position}, ${by}`}
      style={{
        display: 'grid',
        gridTemplateColumns: '44px 14px minmax(0, 1fr) 66px 68px',
        gap: 4,
        breakInside: 'avoid',
        fontSize: 11.5,
        lineHeight: 1.6,
        color: edited ? 'var(--bad)' : 'var(--ink)',
      }}
    >
      <span style={{ ...figure, ...mute }}>{clock(recordedUs)}</span>
      <span aria-hidden style={{ ...mute, textAlign: 'center' }}>
        {KINDS[event.type][0]}
      </span>
      <span>
        {entryWords(line)}
        {edited && <b>, edited</b>}
        {recordedUs - validUs > LATE_US && (
          <span style={{ color: 'var(--warn)' }}> ◆ counts from {clock(validUs)}</span>
        )}
      </span>
      <span style={{ ...figure, ...(delta === 0 && mute) }}>{delta === 0 ? '–' : signed(delta)}</span>
      <b style={figure}>{money(after)}</b>
    </li>
  );
}
