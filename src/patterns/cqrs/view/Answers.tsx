import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { person } from '../programs/told.ts';
import { answers, type Answer } from './answers-data.ts';
import { aside, heading, mono, small } from './style.ts';

const WORDS: Readonly<Record<Answer['verdict'], readonly [mark: string, colour: string, fill: string, word: string]>> =
  {
    fresh: ['✓', 'var(--ok)', 'none', 'up to date'],
    behind: ['◷', 'var(--warn)', 'none', 'late'],
    back: ['↶', 'var(--bad)', 'var(--bad-soft)', 'older than before'],
    stale: ['✕', 'var(--bad)', 'var(--bad-soft)', 'lacks own order'],
    'not yet': ['…', 'var(--warn)', 'var(--warn-soft)', 'told "not yet"'],
    none: ['–', 'var(--mute)', 'none', 'no answer'],
  };

const SOURCES: Readonly<Record<string, string>> = {
  near: 'near',
  far: 'far',
  'write-store': 'write',
  database: 'one',
};

/** What people were told, held against what was true when they asked. */
export function Answers({ events, cursorSeq }: BoardProps): ReactElement {
  const found = answers(events, cursorSeq, 8);
  return (
    <section aria-label="Last answers">
      <h3 style={heading}>
        Last answers <span style={aside}>held against the write model</span>
      </h3>
      {found.length === 0 && <p style={{ ...small, color: 'var(--mute)', margin: 0 }}>Nobody has asked yet.</p>}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {found.map((answer) => {
          const [mark, colour, fill, word] = WORDS[answer.verdict];
          return (
            <li
              key={`${answer.seq} ${answer.who}`}
              style={{
                ...small,
                display: 'flex',
                gap: 6,
                height: 20,
                alignItems: 'center',
                background: fill,
                borderRadius: 4,
                whiteSpace: 'nowrap',
                overflow: 'hidden',
              }}
            >
              <span aria-hidden style={{ color: colour, width: 12, flexShrink: 0, textAlign: 'center' }}>
                {mark}
              </span>
              <span style={{ width: 70, flexShrink: 0, color: 'var(--ink)' }}>{person(answer.who)}</span>
              <span style={{ width: 66, flexShrink: 0, color: 'var(--mute)' }}>{answer.what}</span>
              <span style={{ width: 28, flexShrink: 0, color: 'var(--mute)' }}>{SOURCES[answer.source] ?? ''}</span>
              <span style={{ ...mono, width: 58, flexShrink: 0, color: 'var(--mute)' }}>
                {answer.asOf === null ? '' : `as of ${answer.asOf}`}
              </span>
              <span style={{ color: colour }}>
                {answer.verdict === 'behind' ? `${answer.head - answer.asOf!} behind` : word}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
