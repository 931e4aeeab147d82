import type { ReactElement } from 'react';
import { US_PER_S, type Us } from '../../../kernel/time.ts';
import { HatchPattern } from '../../../ui/kit/index.ts';
import { useId } from 'react';
import type { Second } from './seconds.ts';

/** px */
const HEIGHT = 64;
const FOOT = 14;

/** What travellers got, second by second: served above the line, failed and unknown below it. Troubles lie behind as hatch. */
export function Strip({
  seconds,
  troubles,
  timeUs,
  widthPx,
}: {
  readonly seconds: readonly Second[];
  readonly troubles: readonly { readonly fromUs: Us; readonly toUs: Us }[];
  readonly timeUs: Us;
  readonly widthPx: number;
}): ReactElement {
  const hatch = useId();
  const count = Math.max(12, Math.ceil(timeUs / US_PER_S));
  const step = widthPx / count;
  const most = Math.max(1, ...seconds.map((each) => Math.max(each.served, each.failed + each.unknown)));
  const middle = HEIGHT / 2;
  const tall = (value: number): number => (value / most) * (middle - 2);
  const last = seconds[Math.max(0, Math.floor(timeUs / US_PER_S) - 1)];
  const words = last
    ? `${last.served} served, ${last.failed} failed, ${last.unknown} unknown in the last whole second`
    : 'nothing has ended yet';
  return (
    <svg width={widthPx} height={HEIGHT + FOOT} role="img" aria-label={words} fontSize={11} fontFamily="var(--font-ui)">
      <defs>
        <HatchPattern id={hatch} />
      </defs>
      {troubles.map(({ fromUs, toUs }) => (
        <rect
          key={`${fromUs} ${toUs}`}
          x={(fromUs / US_PER_S) * step}
          width={Math.max(2, ((Math.min(toUs, timeUs) - fromUs) / US_PER_S) * step)}
          height={HEIGHT}
          fill={`url(#${hatch})`}
          opacity={0.45}
        />
      ))}
      {seconds.map((each, i) => (
        <g key={i}>
          <rect
            x={i * step + 1}
            width={Math.max(1, step - 2)}
            y={middle - tall(each.served)}
            height={tall(each.served)}
            fill="var(--ok-mark)"
          />
          <rect
            x={i * step + 1}
            width={Math.max(1, step - 2)}
            y={middle}
            height={tall(each.failed)}
            fill="var(--bad-mark)"
          />
          <rect
            x={i * step + 1.5}
            width={Math.max(1, step - 3)}
            y={middle + tall(each.failed)}
            height={tall(each.unknown)}
            fill="var(--warn-soft)"
            stroke={each.unknown > 0 ? 'var(--warn-mark)' : 'none'}
          />
        </g>
      ))}
      <line x1={0} x2={widthPx} y1={middle} y2={middle} stroke="var(--edge)" />
      {Array.from({ length: Math.floor(count / 5) + 1 }, (_, i) => (
        <text key={i} x={i * 5 * step} y={HEIGHT + 11} fill="var(--mute)" textAnchor={i === 0 ? 'start' : 'middle'}>
          {i * 5} s
        </text>
      ))}
    </svg>
  );
}
