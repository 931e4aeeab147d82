import type { ReactElement, ReactNode } from 'react';
import { lossMark, twiceMark } from './Tape.tsx';

/** What the marks on tapes and lanes mean. */
export function Legend(): ReactElement {
  return (
    <div
      style={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: '0 9px',
        marginTop: 2,
        color: 'var(--ink)',
        font: '12px/18px var(--font-ui)',
      }}
    >
      <Entry word="high-water mark">
        <path d="M7 1V15" stroke="var(--accent)" strokeWidth={2.5} />
      </Entry>
      <Entry word="not replicated">
        <rect x={1} y={3} width={12} height={10} rx={2} fill="none" stroke="var(--warn-mark)" strokeDasharray="3 2" />
      </Entry>
      <Entry word="processed">
        <circle cx={7} cy={8} r={3} fill="var(--ok-mark)" />
      </Entry>
      <Entry word="committed">
        <path d="M7 3v10" stroke="var(--ink)" strokeWidth={1.5} />
      </Entry>
      <Entry word="processed twice">
        <path d={twiceMark(7, 8)} stroke="var(--purple)" strokeWidth={1.5} />
      </Entry>
      <Entry word="in the log twice">
        <path d="M3 6.5H11M3 9.5H11" stroke="var(--purple)" strokeWidth={1.5} />
      </Entry>
      <Entry word="lost write">
        <path d={lossMark(7)} transform="translate(0 12)" fill="var(--bad-mark)" />
      </Entry>
      <Entry word="broken reading">
        <path d="M4 5L10 11M10 5L4 11" stroke="var(--bad-mark)" strokeWidth={1.5} />
      </Entry>
    </div>
  );
}

function Entry({ word, children }: { readonly word: string; readonly children: ReactNode }): ReactElement {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, whiteSpace: 'nowrap' }}>
      <svg width={14} height={16} aria-hidden="true">
        {children}
      </svg>
      {word}
    </span>
  );
}
