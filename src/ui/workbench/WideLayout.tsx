import { AnimatePresence, m } from 'framer-motion';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useStore } from 'zustand';
import { usePatternView } from '../board/pattern-views.ts';
import { useView } from '../hooks.ts';
import { classes, IconButton, Segmented } from '../kit/index.ts';
import { layout, type BottomTab } from './layout.ts';
import { showBottom, toggleLesson, toggleTimeline } from './panels.ts';
import { Board, GoalCharts, Inspector, LessonPanel, Log, Timeline, Transport } from './parts.tsx';
import { Stage } from './Stage.tsx';
import { Slot } from './Slot.tsx';
import styles from './workbench.module.css';

/** Lesson, system, inspector side by side; time below all three. */
export function WideLayout() {
  const panels = useView((state) => state.panels);
  const { width, drawer } = useStore(layout);
  const isDocked = width === 'wide' && panels.lesson;
  return (
    <div
      className={classes(
        styles.wide,
        isDocked && styles.withLesson,
        panels.inspector && styles.withInspector,
        panels.timeline && styles.withTimeline,
      )}
    >
      {isDocked && (
        <aside className={styles.lesson} aria-label="Lesson">
          <Slot name="The lesson">
            <LessonPanel />
          </Slot>
        </aside>
      )}
      <main className={styles.middle}>
        <Stage />
        <AnimatePresence>
          {width === 'medium' && drawer && (
            <m.aside
              key="drawer"
              className={styles.drawer}
              aria-label="Lesson"
              initial={{ x: -24, opacity: 0 }}
              animate={{ x: 0, opacity: 1 }}
              exit={{ x: -24, opacity: 0 }}
              transition={{ duration: 0.16 }}
            >
              <IconButton
                className={styles.drawerClose}
                label="Close the lesson"
                shortcut="L"
                size="small"
                onClick={toggleLesson}
              >
                <X size={17} aria-hidden />
              </IconButton>
              <Slot name="The lesson">
                <LessonPanel />
              </Slot>
            </m.aside>
          )}
        </AnimatePresence>
      </main>
      {panels.inspector && (
        <aside className={styles.inspector} aria-label="Inspector">
          <Slot name="The inspector">
            <Inspector />
          </Slot>
        </aside>
      )}
      <Bottom open={panels.timeline} />
    </div>
  );
}

/** Which panel is below the graph: what was chosen, as far as this pattern has it. */
function useBottomTab(): { readonly tab: BottomTab; readonly tabs: readonly { value: BottomTab; label: string }[] } {
  const { log, board: wanted } = useView((state) => state.panels);
  const chosen = useStore(layout, (state) => state.bottomTab);
  const { board } = usePatternView();
  const isBoard = board !== undefined && (wanted ?? board.opens ?? false);
  const tabs = [
    { value: 'timeline' as const, label: 'Timeline' },
    ...(board === undefined ? [] : [{ value: 'board' as const, label: board.label }]),
    { value: 'charts' as const, label: 'Charts' },
    { value: 'log' as const, label: 'Log' },
  ];
  return { tab: log ? 'log' : isBoard ? 'board' : chosen === 'charts' ? 'charts' : 'timeline', tabs };
}

function Bottom({ open }: { readonly open: boolean }) {
  const { tab, tabs } = useBottomTab();
  return (
    <footer className={styles.bottom}>
      <div className={styles.transportRow}>
        <div className={styles.transport}>
          <Slot name="The transport">
            <Transport />
          </Slot>
        </div>
        <Segmented
          label="Below the graph"
          size="small"
          value={open ? tab : ('' as BottomTab)}
          options={tabs}
          onChange={showBottom}
        />
        <IconButton
          label={open ? 'Fold the timeline' : 'Unfold the timeline'}
          size="small"
          side="top"
          aria-expanded={open}
          onClick={toggleTimeline}
        >
          {open ? <ChevronDown size={17} aria-hidden /> : <ChevronUp size={17} aria-hidden />}
        </IconButton>
      </div>
      {open && (
        <div className={classes(styles.bottomPanel, tab === 'board' && styles.tall)}>
          <BottomPanel tab={tab} />
        </div>
      )}
    </footer>
  );
}

const PANEL_NAMES: Readonly<Record<BottomTab, string>> = {
  timeline: 'The timeline',
  board: 'The board',
  charts: 'The chart panel',
  log: 'The log',
};

export function BottomPanel({ tab }: { readonly tab: BottomTab }) {
  return (
    <Slot key={tab} name={PANEL_NAMES[tab]}>
      {tab === 'charts' ? <GoalCharts /> : tab === 'log' ? <Log /> : tab === 'board' ? <Board /> : <Timeline />}
    </Slot>
  );
}
