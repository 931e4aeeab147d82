import type { ReactElement } from 'react';
import { bufferedLines, droppedLines, type Ledger } from '../ledger.ts';
import { LINE, small, SOFT, stacked, TEXT, useHatch, type Tone } from './marks.tsx';

interface Part {
  readonly word: string;
  readonly lines: number;
  readonly tone: Tone;
  readonly mark: string;
}

const PLACES: Readonly<Record<string, string>> = {
  written: 'being written',
  app: 'in the app',
  file: 'in the file',
  memory: 'in memory',
  filesystem: 'on disk',
};

function partsOf(ledger: Ledger): Part[] {
  const buffered = Object.entries(ledger.buffered).map(([at, lines]): Part => ({
    word: PLACES[at] ?? at,
    lines,
    tone: 'event',
    mark: '◇',
  }));
  const dropped = Object.entries(ledger.dropped).map(([why, lines]): Part => ({
    word: why,
    lines,
    tone: 'bad',
    mark: '×',
  }));
  return [
    { word: 'stored', lines: ledger.stored, tone: 'ok', mark: '●' } satisfies Part,
    ...buffered,
    ...dropped,
  ].filter((part, i) => i === 0 || part.lines > 0);
}

function Sum({ ledger }: { readonly ledger: Ledger }): ReactElement {
  const figure = (lines: number, word: string, colour: string) => (
    <span style={{ color: colour, whiteSpace: 'nowrap' }}>
      <b>{lines}</b> {word}
    </span>
  );
  const sign = (text: string) => <span style={{ color: 'var(--mute)' }}>{text}</span>;
  return (
    <div style={{ ...small, fontSize: 13, display: 'flex', flexWrap: 'wrap', gap: '2px 8px' }}>
      {figure(ledger.produced, 'lines produced', 'var(--ink)')}
      {sign('=')}
      {figure(ledger.stored, 'stored', TEXT.ok)}
      {sign('+')}
      {figure(bufferedLines(ledger), 'buffered', TEXT.event)}
      {sign('+')}
      {figure(droppedLines(ledger), 'dropped', droppedLines(ledger) > 0 ? TEXT.bad : 'var(--mute)')}
      {ledger.copies > 0 && (
        <span style={{ color: TEXT.warn, whiteSpace: 'nowrap' }}>
          (and <b>{ledger.copies}</b> copies)
        </span>
      )}
    </div>
  );
}

/** Produced = stored + buffered + dropped, by place and reason: the sum that always has to come out. */
export function Conservation({ ledger, width }: { readonly ledger: Ledger; readonly width: number }): ReactElement {
  const { defs, fill } = useHatch();
  const parts = partsOf(ledger);
  const scale = (width - 2) / Math.max(1, ledger.produced);
  return (
    <div>
      <Sum ledger={ledger} />
      <svg width={width} height={18} style={{ display: 'block', margin: '4px 0' }} aria-hidden>
        <defs>{defs}</defs>
        <rect x={0.5} y={1} width={width - 1} height={16} rx={3} fill="var(--panel)" stroke="var(--line)" />
        {stacked(parts, ({ lines }) => lines * scale).map(({ part, x, width: partWidth }) => {
          const box = { x: x + 1, y: 2, width: Math.max(0, partWidth), height: 14 };
          return (
            <g key={part.word}>
              <rect {...box} fill={SOFT[part.tone]} stroke={LINE[part.tone]} />
              {part.tone === 'bad' && <rect {...box} fill={fill} />}
            </g>
          );
        })}
      </svg>
      <div style={{ ...small, display: 'flex', flexWrap: 'wrap', gap: '0 12px' }}>
        {parts.map((part) => (
          <span key={part.word} style={{ color: TEXT[part.tone], whiteSpace: 'nowrap' }}>
            {part.mark} {part.word} {part.lines}
          </span>
        ))}
      </div>
    </div>
  );
}
