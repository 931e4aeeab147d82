import type { Goal } from '../../pattern-kit/pattern.ts';
import type { CurveBox } from './paint-curve.ts';
import { BAR_PX, type LaneLayout } from './paint-lanes.ts';
import type { LaneRow } from './rows.ts';

/** Below this width labels stand above what they name. */
export const COMPACT_BELOW_PX = 620;

/** One name on the timeline, and the stretch of height it stands for. */
export interface LabelPlace {
  readonly key: string;
  readonly text: string;
  /** Selecting the label selects this node. */
  readonly node: string | null;
  readonly top: number;
  readonly height: number;
}

export interface TimelineLayout extends LaneLayout {
  readonly faultTops: readonly number[];
  readonly labels: readonly LabelPlace[];
  readonly height: number;
}

const TOP_PX = 10;
const FAULT_PITCH_PX = { wide: 27, compact: 46 };
const LANE_PITCH_PX = 24;
const CHART_PX = 38;
const LABEL_PX = 17;

/** Where everything lies, from the top: faults, lanes, the goal's curve. */
export function layoutOf(
  faultRows: number,
  rows: readonly LaneRow[],
  goal: Goal | undefined,
  compact: boolean,
): TimelineLayout {
  const above = compact ? LABEL_PX : 0;
  const labels: LabelPlace[] = [];
  let y = compact ? 2 : TOP_PX;
  const label = (key: string, text: string, node: string | null, height: number): void => {
    labels.push({ key, text, node, top: y, height: compact ? LABEL_PX : height });
    y += above;
  };

  const pitch = compact ? FAULT_PITCH_PX.compact : FAULT_PITCH_PX.wide;
  label('faults', 'Faults', null, 22);
  const faultTops = Array.from({ length: faultRows }, (_, i) => y + i * pitch);
  y += faultRows * pitch + 4;

  const lanes = rows.map((row) => {
    label(row.key, compact ? row.label : row.short, row.node, BAR_PX);
    const top = y;
    y += LANE_PITCH_PX;
    return { row, top };
  });

  let chart: CurveBox | null = null;
  if (goal !== undefined) {
    label('goal', goal.title, null, CHART_PX);
    chart = { top: y + 3, height: CHART_PX - 6 };
    y += CHART_PX + 4;
  }
  return { faultTops, lanes, chart, labels, height: y };
}
