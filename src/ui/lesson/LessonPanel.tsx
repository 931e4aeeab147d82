import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { useRun, useView } from '../hooks.ts';
import { ExperimentCard } from './ExperimentCard.tsx';
import { Finished } from './Finished.tsx';
import { Step } from './Step.tsx';
import { useLesson } from './use-lesson.ts';
import styles from './lesson.module.css';

/** The guided demo, or with none open the question of the experiment. Fills its container and scrolls. */
export function LessonPanel() {
  const pattern = useRun((run) => run.pattern);
  const scenario = useRun((run) => run.scenario);
  const number = useView((state) => state.lessonStep);
  if (pattern === null || scenario === null) return <p className={styles.waiting}>Nothing is open yet.</p>;
  return (
    <div className={styles.panel} tabIndex={0} role="region" aria-label={number === null ? 'Experiment' : 'Lesson'}>
      {number === null ? (
        <ExperimentCard pattern={pattern} scenario={scenario} />
      ) : (
        <Guided pattern={pattern} number={number} />
      )}
    </div>
  );
}

function Guided({ pattern, number }: { readonly pattern: ShownPattern; readonly number: number }) {
  const { steps } = useLesson(pattern);
  return number >= 0 && number < steps.length ? (
    <Step key={pattern.meta.id} pattern={pattern} number={number} />
  ) : (
    <Finished pattern={pattern} />
  );
}
