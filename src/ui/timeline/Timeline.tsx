import { lazy, Suspense, useState } from 'react';
import { useRun } from '../hooks.ts';
import { Segmented } from '../kit/index.ts';
import { Branches } from './Branches.tsx';
import { Overview } from './Overview.tsx';
import styles from './timeline.module.css';

type Shown = 'run' | 'messages';

const SpaceTime = lazy(async () => ({ default: (await import('./SpaceTime.tsx')).SpaceTime }));

const VIEWS = [
  { value: 'run', label: 'Run', name: 'The whole run' },
  { value: 'messages', label: 'Messages', name: 'Messages between nodes over time' },
] as const;

/** Time as a place: the whole run to scrub over, or the messages around the cursor. */
export function Timeline() {
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  const scenario = useRun((run) => run.scenario);
  const [shown, setShown] = useState<Shown>('run');
  const choice = (
    <Segmented<Shown> label="What the timeline shows" size="small" value={shown} options={VIEWS} onChange={setShown} />
  );
  return (
    <section className={styles.timeline} aria-label="Timeline">
      {!pattern || !topology || !scenario ? (
        <p className={styles.empty}>The run appears here as soon as it is open.</p>
      ) : shown === 'run' ? (
        <Overview pattern={pattern} topology={topology} scenario={scenario} corner={choice} />
      ) : (
        <Suspense>
          <SpaceTime pattern={pattern} topology={topology} corner={choice} />
        </Suspense>
      )}
      <Branches />
    </section>
  );
}
