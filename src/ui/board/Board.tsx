import { useMemo } from 'react';
import { settingsOf } from '../../pattern-kit/setup.ts';
import { settingsAt } from '../../derive/node-view.ts';
import { useSize } from '../charts/use-size.ts';
import { useCommands, useRun, useView } from '../hooks.ts';
import { Strip } from '../timeline/Strip.tsx';
import { Slot } from '../workbench/Slot.tsx';
import { OwnViews } from './OwnViews.tsx';
import { usePatternView } from './pattern-views.ts';
import { useAllInspections } from './use-all-inspections.ts';
import styles from './board.module.css';

/** The pattern's own picture of the whole system at the cursor, with a strip to move the cursor on. */
export function Board() {
  const { board } = usePatternView();
  const pattern = useRun((run) => run.pattern);
  const scenario = useRun((run) => run.scenario);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const selected = useView(({ selection }) => (selection?.kind === 'node' ? selection.id : null));
  const inspected = useAllInspections();
  const { select } = useCommands();
  const { ref, width } = useSize<HTMLDivElement>();
  const base = useMemo(() => (pattern && scenario ? settingsOf(pattern, scenario) : {}), [pattern, scenario]);
  if (!board || !pattern || !scenario || !topology) return null;
  const ready = inspected !== null && width > 0 && Object.keys(inspected.nodes).length > 0;
  const scene = ready ? index.sceneAt(Math.min(inspected.seq, index.events.length - 1)) : null;
  return (
    <section className={styles.board} aria-label={board.label}>
      <Strip pattern={pattern} scenario={scenario} />
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={`${board.label} at the cursor`}>
        <div ref={ref} />
        {ready && scene && (
          <Slot name={`The board "${board.label}"`}>
            <OwnViews>
              <board.Board
                topology={topology}
                on={scenario.on}
                settings={settingsAt(base, scene)}
                scene={scene}
                timeUs={inspected.timeUs}
                nodes={inspected.nodes}
                events={index.events}
                cursorSeq={inspected.seq}
                widthPx={width}
                selected={selected}
                select={(id) => select({ kind: 'node', id })}
              />
            </OwnViews>
          </Slot>
        )}
      </div>
    </section>
  );
}
