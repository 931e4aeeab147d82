import { Check, X } from 'lucide-react';
import { useId } from 'react';
import type { PredictionVerdict } from '../../pattern-kit/lesson-judge.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { classes, Rich } from '../kit/index.ts';
import styles from './lesson.module.css';

export interface PredictionProps {
  readonly predict: NonNullable<LessonStep['predict']>;
  readonly chosen: string | null;
  /** The choice stands; null until the run has come as far as the step asks. */
  readonly fixed: boolean;
  readonly verdict: PredictionVerdict | null;
  readonly onChoose: (option: string) => void;
}

/** A bet placed before the run, compared afterwards with what the run shows. */
export function Prediction({ predict, chosen, fixed, verdict, onChoose }: PredictionProps) {
  const name = useId();
  return (
    <fieldset className={styles.predict}>
      <legend className={styles.question}>{predict.question}</legend>
      {predict.options.map((option) => {
        const came = verdict?.came === option.id;
        const wrong = verdict !== null && chosen === option.id && !came;
        return (
          <label
            key={option.id}
            className={classes(
              styles.option,
              chosen === option.id && styles.chosen,
              came && styles.came,
              wrong && styles.wrong,
            )}
          >
            <input
              type="radio"
              name={name}
              checked={chosen === option.id}
              disabled={fixed && chosen !== option.id}
              onChange={() => onChoose(option.id)}
            />
            <span>
              {option.text}
              {came && (
                <span className={styles.outcome}>
                  This is what happened{chosen === option.id ? ', as you said' : ''}.
                </span>
              )}
              {wrong && <span className={styles.outcome}>Your prediction.</span>}
            </span>
            {came && <Check size={16} aria-hidden className={styles.tick} />}
            {wrong && <X size={16} aria-hidden className={styles.cross} />}
          </label>
        );
      })}
      <div aria-live="polite">
        {verdict !== null && (
          <p className={styles.reveal}>
            <Rich text={verdict.reveal} />
          </p>
        )}
      </div>
    </fieldset>
  );
}
