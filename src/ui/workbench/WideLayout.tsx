import { AnimatePresence, m } from 'framer-motion';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useView } from '../hooks.ts';
import { classes, IconButton, Segmented } from '../kit/index.ts';
import { layout, type BottomTab } from './layout.ts';
import { showBottom, toggleLesson, toggleTimeline } from './panels.ts';
import { GoalCharts, Inspector, LessonPanel, Log, Timeline, Transport } from './parts.tsx';
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

const TABS: readonly { readonly value: BottomTab; readonly label: string }[] = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'charts', label: 'Charts' },
  { value: 'log', label: 'Log' },
];

function Bottom({ open }: { readonly open: boolean }) {
  const log = useView((state) => state.panels.log);
  const chosen = useStore(layout, (state) => state.bottomTab);
  const tab = log ? 'log' : chosen === 'log' ? 'timeline' : chosen;
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
          options={TABS}
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
        <div className={styles.bottomPanel}>
          <BottomPanel tab={tab} />
        </div>
      )}
    </footer>
  );
}

const PANEL_NAMES: Readonly<Record<BottomTab, string>> = {
  timeline: 'The timeline',
  charts: 'The chart panel',
  log: 'The log',
};

export function BottomPanel({ tab }: { readonly tab: BottomTab }) {
  return (
    <Slot key={tab} name={PANEL_NAMES[tab]}>
      {tab === 'charts' ? <GoalCharts /> : tab === 'log' ? <Log /> : <Timeline />}
    </Slot>
  );
}
