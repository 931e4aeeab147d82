import { useStore } from 'zustand';
import { RunContext, useRun, useView } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import { CompareRow } from './CompareRow.tsx';
import { RunFailure } from './RunFailure.tsx';
import { Graph, PropertiesStrip, SearchButton, Sentence } from './parts.tsx';
import { layout } from './layout.ts';
import { Slot } from './Slot.tsx';
import { Toast } from './Toast.tsx';
import { TouchBar } from './TouchBar.tsx';
import styles from './stage.module.css';

/** The system: what it must hold on top, the graph, and what just happened in words. */
export function Stage() {
  const compare = useView((state) => state.compare);
  const isPhone = useStore(layout, (state) => state.width === 'narrow');
  return (
    <div className={styles.stage} data-stage>
      {compare ? (
        <SideBySide />
      ) : (
        <div className={styles.graph}>
          <Slot name="The graph">
            <Graph />
          </Slot>
          <div className={styles.strip}>
            <Slot name="The properties">
              <PropertiesStrip />
            </Slot>
            <Slot name="The search">
              <SearchButton />
            </Slot>
          </div>
          {isPhone && <TouchBar />}
        </div>
      )}
      <div className={styles.sentence}>
        <Slot name="The sentence">
          <Sentence />
        </Slot>
      </div>
      <Toast />
      <RunFailure />
    </div>
  );
}

/** Without the pattern first, with it second, whichever of them is the main run. */
function SideBySide() {
  const on = useRun((run) => run.scenario?.on ?? true);
  const labels = useRun((run) => run.pattern?.switchLabels);
  return (
    <div className={styles.pair}>
      <Pane id={on ? 'twin' : 'main'} label={labels?.off ?? 'Without'} />
      <CompareRow />
      <Pane id={on ? 'main' : 'twin'} label={labels?.on ?? 'With'} />
    </div>
  );
}

function Pane({ id, label }: { readonly id: 'main' | 'twin'; readonly label: string }) {
  return (
    <RunContext value={id}>
      <div className={classes(styles.graph, styles.pane)}>
        <h2 className={styles.paneTitle}>{label}</h2>
        <PaneGraph />
      </div>
    </RunContext>
  );
}

function PaneGraph() {
  const ready = useRun((run) => run.topology !== null);
  return ready ? (
    <Slot name="The graph">
      <Graph />
    </Slot>
  ) : null;
}
