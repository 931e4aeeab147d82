import { useMemo, type ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { follow, newLedger, type Ledger } from '../ledger.ts';
import { Conservation } from './Conservation.tsx';
import { House } from './House.tsx';
import { Lives, livesOf } from './Lives.tsx';

const WIDE = 720;
const GAP = 24;

function ledgerAt({ events, cursorSeq }: Pick<BoardProps, 'events' | 'cursorSeq'>): Ledger {
  const ledger = newLedger();
  for (let i = 0; i <= cursorSeq && i < events.length; i++) follow(ledger, events[i]!);
  return ledger;
}

/** The pod as a house, the lives of its containers, and the sum of all lines. */
export function PodBoard(props: BoardProps): ReactElement {
  const { events, cursorSeq, timeUs, widthPx, on } = props;
  const ledger = useMemo(() => ledgerAt({ events, cursorSeq }), [events, cursorSeq]);
  const lives = useMemo(
    () =>
      livesOf(
        events,
        Math.min(cursorSeq + 1, events.length),
        on ? ['proxy', 'watcher', 'shipper', 'app'] : ['app'],
        timeUs,
      ),
    [events, cursorSeq, timeUs, on],
  );
  const isWide = widthPx >= WIDE;
  const side = isWide ? Math.min(640, Math.max(330, Math.floor((widthPx - GAP) * 0.42))) : widthPx;
  const house = isWide ? widthPx - GAP - side : widthPx;
  return (
    <div style={{ display: 'flex', flexDirection: isWide ? 'row' : 'column', gap: GAP, alignItems: 'flex-start' }}>
      <House board={props} width={house} />
      <div style={{ width: side, display: 'flex', flexDirection: 'column', gap: 14, order: isWide ? 0 : -1 }}>
        <Conservation ledger={ledger} width={side} />
        <Lives lives={lives} timeUs={timeUs} width={side} />
      </div>
    </div>
  );
}
