import type { ReactElement } from 'react';
import { Slider } from '../../../ui/kit/index.ts';
import { clock } from './books.ts';

const STEP_US = 100_000;

/** The auditor's slider: from when things count is dragged here; by when they were recorded is the cursor of the run. */
export function AsOf(props: {
  readonly timeUs: number;
  /** Null: now. */
  readonly asOfUs: number | null;
  /** Null: now. */
  readonly choose: (asOfUs: number | null) => void;
  readonly widthPx: number;
}): ReactElement {
  const { timeUs, asOfUs, choose, widthPx } = props;
  const last = Math.max(1, Math.ceil(timeUs / STEP_US));
  const at = asOfUs === null ? last : Math.min(last, Math.round(asOfUs / STEP_US));
  const words = asOfUs === null ? 'now' : clock(at * STEP_US);
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 10, minWidth: 0 }}>
      <b style={{ flex: 'none', color: 'var(--ink)', minWidth: 124 }}>Balance as of {words}</b>
      <div style={{ flex: '1 1 120px', maxWidth: 360 }}>
        <Slider
          label="Balance as of, valid time"
          hideLabel
          value={at}
          min={0}
          max={last}
          step={1}
          onChange={(step) => choose(step >= last ? null : step * STEP_US)}
          format={(step) => (step >= last ? 'now' : clock(step * STEP_US))}
        />
      </div>
      {widthPx > 560 && (
        <span style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {asOfUs === null ? 'drag it back' : `counts by ${words}, recorded by ${clock(timeUs)}`}
        </span>
      )}
    </div>
  );
}
