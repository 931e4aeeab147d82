import { useMemo, useRef, type PointerEvent, type ReactNode } from 'react';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { RunState } from '../../state/types.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { mainRun } from '../../state/stores.ts';
import { useCanvas } from './use-canvas.ts';
import { useSize } from '../charts/use-size.ts';
import { useGrowth, useThrottled, useView } from '../hooks.ts';
import { ticksOf, type TimeScale } from './axis.ts';
import { Axis } from './Axis.tsx';
import { FaultTrack } from './FaultTrack.tsx';
import { Hover, type HoverHandle } from './Hover.tsx';
import { LaneLabels } from './LaneLabels.tsx';
import { COMPACT_BELOW_PX, layoutOf } from './layout.ts';
import { Marks } from './Marks.tsx';
import { paintLanes } from './paint-lanes.ts';
import { Playhead } from './Playhead.tsx';
import { Readout } from './Readout.tsx';
import { laneRows } from './rows.ts';
import type { TimeMark } from './time-marks.ts';
import { useBlocks } from './use-blocks.ts';
import { primaryGoal, useCurves } from './use-curves.ts';
import { useScrub } from './use-scrub.ts';
import { useTimeMarks } from './use-time-marks.ts';
import styles from './timeline.module.css';

export interface OverviewProps {
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly scenario: Scenario;
  /** Stands in the corner beside the axis. */
  readonly corner: ReactNode;
}

const TICK_GAP_PX = 76;

const lanesOf = (run: RunState) => run.index.lanes();

/** The whole run as one strip: faults, lanes, the goal, and the playhead through all of them. */
export function Overview({ pattern, topology, scenario, corner }: OverviewProps) {
  const { ref: box, width: boxPx } = useSize<HTMLDivElement>();
  const { ref: track, width } = useSize<HTMLDivElement>();
  const compact = boxPx > 0 && boxPx < COMPACT_BELOW_PX;
  const scale = useMemo<TimeScale>(
    () => ({ fromUs: 0, toUs: scenario.untilUs, widthPx: width }),
    [scenario.untilUs, width],
  );
  const { names, blocks, rows: blockRows, rowCount } = useBlocks(pattern, topology, scenario, scale);
  const tracks = useThrottled(lanesOf, 5);
  const rows = useMemo(() => laneRows(tracks, pattern, topology), [tracks, pattern, topology]);
  const goal = primaryGoal(pattern);
  const layout = useMemo(() => layoutOf(rowCount, rows, goal, compact), [rowCount, rows, goal, compact]);
  const ticks = useMemo(() => ticksOf(scale, TICK_GAP_PX), [scale]);
  const marks = useTimeMarks(pattern);
  const curves = useCurves(goal);
  const scrub = useScrub(scale);
  const hover = useRef<HoverHandle>(null);
  const canvas = useHistory({ layout, scale, ticks, marks, curves });

  const point = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'touch' || event.buttons !== 0) return hover.current?.show(null);
    const over = (event.target as Element).closest('[data-block]') !== null;
    const bounds = event.currentTarget.getBoundingClientRect();
    hover.current?.show(over ? null : { x: event.clientX - bounds.left, y: event.clientY - bounds.top });
  };

  return (
    <div className={styles.overview} data-compact={compact} ref={box}>
      <div className={styles.scroll}>
        <div className={styles.body} style={{ height: layout.height }}>
          <LaneLabels layout={layout} compact={compact} />
          <div
            className={styles.track}
            ref={track}
            {...scrub}
            onPointerMove={(event) => {
              scrub.onPointerMove(event);
              point(event);
            }}
            onPointerLeave={() => hover.current?.show(null)}
          >
            <canvas className={styles.canvas} ref={canvas} aria-hidden />
            <Hover
              handle={hover}
              scale={scale}
              layout={layout}
              headUs={() => mainRun.getState().headUs}
              curves={curves}
            />
            <FaultTrack
              scenario={scenario}
              blocks={blocks}
              rows={blockRows}
              tops={layout.faultTops}
              scale={scale}
              names={names}
            />
            {layout.chart && <Readout scale={scale} top={layout.chart.top - 2} curves={curves} />}
          </div>
        </div>
      </div>
      <div className={styles.axis}>
        <div className={styles.corner}>{corner}</div>
        <div className={styles.axisTrack} {...scrub}>
          <Axis ticks={ticks} scale={scale} marks={marks} />
          <Marks marks={marks} scale={scale} />
        </div>
      </div>
      <div className={styles.over} style={{ width }}>
        <Playhead scale={scale} />
      </div>
    </div>
  );
}

type History = Pick<Parameters<typeof paintLanes>[2], 'layout' | 'scale'> & {
  readonly ticks: ReturnType<typeof ticksOf>;
  readonly marks: readonly TimeMark[];
  readonly curves: ReturnType<typeof useCurves>;
};

/** The canvas with what has happened so far: drawn again when either run grows, not when the cursor moves. */
function useHistory({ layout, scale, ticks, marks, curves }: History) {
  const selectedNode = useView(({ selection }) => (selection?.kind === 'node' ? selection.id : null));
  useView(({ compare }) => compare);
  const { ref, redraw } = useCanvas((context, _width, height, theme) => {
    const shown = curves();
    paintLanes(
      context,
      height,
      {
        layout,
        scale,
        selectedNode,
        headUs: mainRun.getState().headUs,
        ticks: ticks.map(({ us }) => us),
        violations: marks.filter(({ kind }) => kind === 'violation').map(({ us }) => us),
        on: shown.find(({ style }) => style === 'on')?.series,
        off: shown.find(({ style }) => style === 'off')?.series,
      },
      theme,
    );
  });
  useGrowth(redraw);
  return ref;
}
