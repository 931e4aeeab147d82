import { useMemo, type ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { anomaliesIn, type Anomalies } from '../anomalies.ts';
import { DEAD_LETTERS, READINGS } from '../programs/cluster.ts';
import { endOf } from '../programs/partition-log.ts';
import { Direct } from './Direct.tsx';
import { AnomalyList, Groups } from './Panels.tsx';
import { LETTERS, pictureOf, readersOf } from './read.ts';
import { Legend } from './Legend.tsx';
import { Queues } from './Queues.tsx';
import { Copies, LEAST_CELL, roomOf, Tape } from './Tape.tsx';

const HEAD = 138;
const MOST_CELL = 18;
const SIDE = 226;
const GAP = 20;

/** Partitions as tapes with what every group has read of them; who owns what; what went wrong. */
export function Board(props: BoardProps): ReactElement {
  const { nodes, widthPx, events, cursorSeq, on } = props;
  const queued = on && nodes['queue'] !== undefined;
  const padded = widthPx - 24;
  const wide = padded >= 980;
  const narrow = padded < 560;
  const anomalies = useMemo(() => anomaliesIn(events, cursorSeq), [events, cursorSeq]);
  const main = wide ? padded - (queued ? 1 : 2) * (SIDE + GAP) : padded;
  const cell = on && !queued ? cellOf(nodes, narrow ? main : main - HEAD) : 0;
  const sides = (
    <>
      {!queued && (
        <div style={{ width: wide ? SIDE : 'auto', flex: wide ? 'none' : '1 1 240px' }}>
          {on && <Groups {...props} fencedOf={anomalies.fencedOf} />}
        </div>
      )}
      <div style={{ width: wide ? SIDE : 'auto', flex: wide ? 'none' : '1 1 200px' }}>
        <AnomalyList anomalies={anomalies} />
      </div>
    </>
  );
  return (
    <div
      style={{
        padding: '8px 12px',
        display: 'flex',
        flexWrap: wide ? 'nowrap' : 'wrap',
        gap: GAP,
        color: 'var(--ink)',
      }}
    >
      <div style={{ width: main, flex: 'none' }}>
        {queued ? (
          <Queues nodes={nodes} widthPx={main} />
        ) : on ? (
          <>
            {READINGS.map((partition) => (
              <Row
                key={partition}
                partition={partition}
                nodes={nodes}
                widthPx={main}
                narrow={narrow}
                cell={cell}
                anomalies={anomalies}
              />
            ))}
            <DeadLetters nodes={nodes} />
            <Legend />
          </>
        ) : (
          <Direct {...props} />
        )}
      </div>
      {sides}
    </div>
  );
}

/** One scale for all tapes: they fill the room that there is, from records as wide as a finger to narrow ones. */
function cellOf(nodes: BoardProps['nodes'], widthPx: number): number {
  const longest = Math.max(
    1,
    ...READINGS.map((partition) => {
      const log = pictureOf(nodes, partition)?.replica.log;
      return log ? endOf(log) - log.start : 0;
    }),
  );
  return Math.max(LEAST_CELL, Math.min(MOST_CELL, roomOf(widthPx) / longest));
}

interface RowProps {
  readonly partition: string;
  readonly nodes: BoardProps['nodes'];
  readonly widthPx: number;
  readonly narrow: boolean;
  readonly cell: number;
  readonly anomalies: Anomalies;
}

function Row({ partition, nodes, widthPx, narrow, cell, anomalies }: RowProps): ReactElement {
  const picture = pictureOf(nodes, partition);
  const readers = readersOf(nodes, partition);
  return (
    <div style={{ display: 'flex', flexDirection: narrow ? 'column' : 'row', marginBottom: narrow ? 8 : 3 }}>
      <div
        style={{
          width: narrow ? 'auto' : HEAD,
          alignItems: 'center',
          whiteSpace: 'nowrap',
          flex: 'none',
          display: narrow ? 'flex' : 'block',
          gap: 8,
          font: '12.5px/18px var(--font-ui)',
        }}
      >
        <b style={{ fontWeight: 600 }}>Partition {partition.at(-1)}</b>
        <div style={{ color: picture?.leader ? 'var(--mute)' : 'var(--bad)', whiteSpace: 'nowrap' }}>
          {picture?.leader ? `epoch ${picture.replica.epoch}, mark ${picture.replica.highWatermark}` : 'no leader'}
        </div>
        {picture && <Copies copies={picture.copies} end={endOf(picture.replica.log)} />}
      </div>
      {picture && (
        <Tape
          picture={picture}
          readers={readers}
          anomalies={anomalies}
          widthPx={narrow ? widthPx : widthPx - HEAD}
          most={cell}
        />
      )}
    </div>
  );
}

function DeadLetters({ nodes }: Pick<BoardProps, 'nodes'>): ReactElement | null {
  const log = pictureOf(nodes, DEAD_LETTERS)?.replica.log;
  if (!log || log.records.length === 0) return null;
  const letters = new Map<number, string[]>();
  for (const record of log.records) {
    if (record.reading === undefined) continue;
    const { group = '', attempts = 0 } = record.death ?? {};
    letters.set(record.reading, [...(letters.get(record.reading) ?? []), `${LETTERS[group] ?? '?'} ${attempts}×`]);
  }
  return (
    <div style={{ font: '12.5px/18px var(--font-ui)' }}>
      <b style={{ fontWeight: 600 }}>Dead letters</b>{' '}
      <span style={{ color: 'var(--bad)' }}>
        {log.records.length} {log.records.length === 1 ? 'record' : 'records'}, with who gave up after how many
        attempts: {[...letters].map(([reading, deaths]) => `reading ${reading} (${deaths.join(', ')})`).join('; ')}
      </span>
    </div>
  );
}
