import { useMemo, type ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { follow, newLedger, type Ledger } from '../ledger.ts';
import { Conservation } from './Conservation.tsx';
import { House } from './House.tsx';
import { Lives, livesOf } from './Lives.tsx';
import { boardOf, podsIn } from './one-pod.tsx';

const WIDE = 720;
/** From here on two houses stand side by side. */
const ABREAST = 1_100;
const GAP = 24;
const SHOWN = ['proxy', 'watcher', 'shipper', 'app'];

function ledgerAt({ events, cursorSeq }: Pick<BoardProps, 'events' | 'cursorSeq'>): Ledger {
  const ledger = newLedger();
  for (let i = 0; i <= cursorSeq && i < events.length; i++) follow(ledger, events[i]!);
  return ledger;
}

/** The pod as a house, the lives of its containers, and the sum of all lines. */
export function PodBoard(props: BoardProps): ReactElement {
  const { events, cursorSeq, timeUs, widthPx, on, topology } = props;
  const pods = useMemo(() => podsIn({ topology }), [topology]);
  const ledger = useMemo(() => ledgerAt({ events, cursorSeq }), [events, cursorSeq]);
  const lives = useMemo(
    () =>
      livesOf(
        events,
        Math.min(cursorSeq + 1, events.length),
        pods.flatMap((pod) => (on ? SHOWN : ['app']).map((part) => `${part}${pod}`)),
        timeUs,
      ),
    [events, cursorSeq, timeUs, on, pods],
  );
  const isWide = widthPx >= WIDE;
  const abreast = isWide && widthPx >= ABREAST ? pods.length : 1;
  const side = isWide
    ? Math.min(640, Math.max(330, Math.floor((widthPx - GAP) * (abreast > 1 ? 0.28 : 0.42))))
    : widthPx;
  const house = isWide ? Math.floor((widthPx - GAP * abreast - side) / abreast) : widthPx;
  return (
    <div style={{ display: 'flex', flexDirection: isWide ? 'row' : 'column', gap: GAP, alignItems: 'flex-start' }}>
      <div
        style={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: GAP,
          width: house * abreast + GAP * (abreast - 1),
          flex: 'none',
        }}
      >
        {pods.map((pod, i) => (
          <House key={pod} board={boardOf(props, pod)} width={house} name={pods.length > 1 ? `pod ${i + 1}` : 'pod'} />
        ))}
      </div>
      <div style={{ width: side, display: 'flex', flexDirection: 'column', gap: 14, order: isWide ? 0 : -1 }}>
        <Conservation ledger={ledger} width={side} />
        <Lives lives={lives} timeUs={timeUs} width={side} />
      </div>
    </div>
  );
}
