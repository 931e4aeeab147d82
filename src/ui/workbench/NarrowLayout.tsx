import { useStore } from 'zustand';
import { view } from '../../state/stores.ts';
import type { ViewState } from '../../state/types.ts';
import { usePatternView } from '../board/pattern-views.ts';
import { useView } from '../hooks.ts';
import { classes, Segmented, Tabs } from '../kit/index.ts';
import { layout, type BottomTab } from './layout.ts';
import { Board, Experiments, Inspector, LessonPanel, Log, Transport } from './parts.tsx';
import { Stage } from './Stage.tsx';
import { BottomPanel } from './WideLayout.tsx';
import { Slot } from './Slot.tsx';
import styles from './workbench.module.css';

type Sheet = ViewState['sheet'];

const TIME_TABS: readonly { readonly value: BottomTab; readonly label: string }[] = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'charts', label: 'Charts' },
];

/** The graph on top, one sheet below it; the page scrolls. */
export function NarrowLayout() {
  const sheet = useView((state) => state.sheet);
  const compare = useView((state) => state.compare);
  const { board } = usePatternView();
  return (
    <main className={styles.narrow}>
      <div className={classes(styles.narrowStage, compare && styles.narrowPair)}>
        <Stage />
      </div>
      <div className={styles.narrowTransport}>
        <Slot name="The transport">
          <Transport />
        </Slot>
      </div>
      <Tabs<Sheet>
        label="Panels"
        fill
        value={sheet === 'board' && board === undefined ? 'timeline' : sheet}
        onChange={(next) => view.setState({ sheet: next })}
        className={styles.sheet}
        panelClassName={styles.sheetPanel}
        items={[
          {
            value: 'lesson',
            label: 'Lesson',
            content: (
              <Slot name="The lesson">
                <LessonPanel />
              </Slot>
            ),
          },
          {
            value: 'inspector',
            label: 'Inspect',
            content: (
              <Slot name="The inspector">
                <Inspector />
              </Slot>
            ),
          },
          { value: 'timeline', label: 'Time', content: <TimeSheet /> },
          ...(board === undefined
            ? []
            : [
                {
                  value: 'board' as const,
                  label: board.label,
                  content: (
                    <div className={styles.sheetFixed}>
                      <Slot name="The board">
                        <Board />
                      </Slot>
                    </div>
                  ),
                },
              ]),
          {
            value: 'log',
            label: 'Log',
            content: (
              <div className={styles.sheetFixed}>
                <Slot name="The log">
                  <Log />
                </Slot>
              </div>
            ),
          },
          {
            value: 'experiments',
            label: 'Experiments',
            content: (
              <Slot name="The list of experiments">
                <Experiments />
              </Slot>
            ),
          },
        ]}
      />
    </main>
  );
}

function TimeSheet() {
  const chosen = useStore(layout, (state) => state.bottomTab);
  const tab = chosen === 'charts' ? 'charts' : 'timeline';
  return (
    <>
      <div className={styles.sheetHead}>
        <Segmented
          label="Time"
          size="small"
          value={tab}
          options={TIME_TABS}
          onChange={(next) => layout.setState({ bottomTab: next })}
        />
      </div>
      <div className={styles.sheetFixed}>
        <BottomPanel tab={tab} />
      </div>
    </>
  );
}
