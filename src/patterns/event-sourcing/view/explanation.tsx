import type { ReactElement } from 'react';
import { OWNERS } from '../programs/events.ts';
import { clock, grouped, KINDS, money, nameOf, signed, type Line, type Tape } from './books.ts';

/** How a balance came about: every entry, in order, and what it came to after each. */
export function Explanation(props: {
  readonly tape: Tape;
  readonly editedAt: number;
  /** Empty: nobody can read it. Null: nobody can say. */
  readonly owner: string | null;
}): ReactElement {
  const { tape, editedAt, owner } = props;
  const { account, before, lines, cents } = tape;
  const start = lines[0] ? lines[0].after - lines[0].delta : cents;
  return (
    <div style={{ padding: '2px 0 10px' }}>
      <p style={{ margin: '0 0 6px', fontSize: 'var(--text-sm)', color: 'var(--ink)' }}>
        {nameOf(account)} has <b>{money(cents)}</b>, because of {grouped(before + lines.length)} events
        {before > 0 ? `; the first ${grouped(before)} came to ${money(start)}` : ''}.
        <Owner account={account} name={owner} />
        <Fate lines={lines} />
      </p>
      <ol style={{ display: 'flex', flexWrap: 'wrap', gap: 4, margin: 0, padding: 0, listStyle: 'none' }}>
        {lines.map((line) => (
          <Entry key={line.event.position} line={line} edited={line.event.position === editedAt} />
        ))}
      </ol>
    </div>
  );
}

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

function Entry({ line, edited }: { readonly line: Line; readonly edited: boolean }): ReactElement {
  const { event, delta, after } = line;
  const { command, actor } = event;
  const late = event.recordedUs - event.validUs > 1_000_000;
  const what =
    delta === 0 ? `${KINDS[event.type][2]} ${money(event.cents)}` : `${KINDS[event.type][2]} ${signed(delta)}`;
  return (
    <li
      style={{
        border: `1px solid ${edited ? 'var(--bad)' : 'var(--line)'}`,
        borderRadius: 'var(--radius-s)',
        padding: '2px 6px',
        fontSize: 11,
        lineHeight: 1.35,
        color: 'var(--mute)',
        background: 'var(--panel)',
      }}
    >
      <span style={{ color: edited ? 'var(--bad)' : 'var(--ink)', fontWeight: 600 }}>
        {what}
        {edited ? ', edited' : ''}
      </span>{' '}
      → <span style={{ fontFamily: 'var(--font-mono)' }}>{money(after)}</span>
      <br />
      {clock(event.recordedUs)}
      {late ? `, counts from ${clock(event.validUs)}` : ''} · {command === '' ? actor : `${command}, ${actor}`}
    </li>
  );
}
