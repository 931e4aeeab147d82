import type { ReactElement } from 'react';
import { Slider } from '../../../ui/kit/index.ts';
import { clock } from './books.ts';

const STEP_US = 100_000;

/** The auditor's slider: from when things count is dragged here; by when they were recorded is the cursor of the run. */
export function AsOf(props: {
  readonly timeUs: number;
  /** Null: now. */
  readonly asOfUs: number | null;
  readonly choose: (asOfUs: number | null) => void;
  readonly narrow: boolean;
}): ReactElement {
  const { timeUs, asOfUs, choose, narrow } = props;
  const last = Math.max(1, Math.ceil(timeUs / STEP_US));
  const at = asOfUs === null ? last : Math.min(last, Math.round(asOfUs / STEP_US));
  const words = asOfUs === null ? 'now' : clock(at * STEP_US);
  return (
    <div
      style={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '2px 12px',
        paddingBottom: 6,
        fontSize: 'var(--text-sm)',
        color: 'var(--mute)',
      }}
    >
      <b style={{ color: 'var(--ink)' }}>Balance as of {words}</b>
      <div style={{ flex: '1 1 180px', maxWidth: 420 }}>
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
      {!narrow && (
        <span>
          {asOfUs === null
            ? 'Drag back: what counted by then, as it is known now.'
            : `Counts by ${words} (valid time), recorded by ${clock(timeUs)} (the cursor).`}
        </span>
      )}
    </div>
  );
}
