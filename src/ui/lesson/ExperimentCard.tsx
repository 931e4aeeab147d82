import { Eye, GraduationCap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { preferences } from '../../state/preferences.ts';
import { view } from '../../state/stores.ts';
import { useCommands } from '../hooks.ts';
import { Button, classes, Rich, Segmented } from '../kit/index.ts';
import { openStep } from './lesson-run.ts';
import { AddNote, Note } from './Note.tsx';
import { useLesson } from './use-lesson.ts';
import styles from './lesson.module.css';

const NONE: readonly string[] = [];
/** A question of more letters than this would fill the panel in the size of a title. */
const LONG = 60;

/** With no lesson open: the question of the experiment, what to look at, and what the pattern is. */
export function ExperimentCard({ pattern, scenario }: { readonly pattern: ShownPattern; readonly scenario: Scenario }) {
  const commands = useCommands();
  const [answered, setAnswered] = useState(false);
  const done = useStore(preferences, (all) => all.lessons[pattern.meta.id] ?? NONE);
  const experiment = pattern.experiments.find((candidate) => candidate.id === scenario.preset);
  const { steps } = useLesson(pattern);
  const next = Math.max(
    0,
    steps.findIndex((step) => !done.includes(step.id)),
  );
  useEffect(() => setAnswered(false), [scenario.preset]);
  return (
    <div className={styles.step}>
      <Note />
      {experiment !== undefined && (
        <>
          <p className={styles.count}>Experiment: {experiment.title}</p>
          <h1 className={classes(experiment.question.length > LONG && styles.long)}>{experiment.question}</h1>
          <p className={styles.watch}>
            <Eye size={16} aria-hidden />
            <span>
              <Rich text={experiment.watch} />
            </span>
          </p>
          <Segmented
            label={`Run with or without the ${pattern.meta.title} pattern`}
            value={scenario.on ? 'on' : 'off'}
            options={[
              { value: 'off', label: pattern.switchLabels.off },
              { value: 'on', label: pattern.switchLabels.on },
            ]}
            onChange={(value) => commands.setOn(value === 'on')}
          />
          <div className={styles.asked} aria-live="polite">
            <Button variant="link" onClick={() => setAnswered(!answered)} aria-expanded={answered}>
              {answered ? 'Hide the answer' : 'Show the answer'}
            </Button>
            {answered && (
              <p className={styles.answer}>
                <Rich text={experiment.answer} />
              </p>
            )}
          </div>
        </>
      )}
      <div className={styles.entries}>
        {steps.length > 0 && (
          <Button
            variant="primary"
            wide
            icon={<GraduationCap size={16} aria-hidden />}
            onClick={() => openStep(commands, steps, next)}
          >
            {next === 0
              ? `Guided demo, ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`
              : `Go on with the guided demo, step ${next + 1} of ${steps.length}`}
          </Button>
        )}
        <Button wide onClick={() => view.setState({ openDialog: 'experiments' })}>
          Other experiments
        </Button>
        <AddNote />
      </div>
      <About pattern={pattern} />
    </div>
  );
}

function About({ pattern }: { readonly pattern: ShownPattern }) {
  const { about } = pattern;
  return (
    <div className={styles.abouts}>
      <details>
        <summary>What it is</summary>
        <p>
          <Rich text={about.what} />
        </p>
      </details>
      <details>
        <summary>How it works</summary>
        <p>
          <Rich text={about.how} />
        </p>
      </details>
      <Points title="What it gives" points={about.benefits} />
      <Points title="What it costs" points={about.costs} />
      <Points title="When not to use it" points={about.avoidWhen} />
    </div>
  );
}

function Points({ title, points }: { readonly title: string; readonly points: readonly string[] }) {
  if (points.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className={styles.points}>
        {points.map((point) => (
          <li key={point}>
            <Rich text={point} />
          </li>
        ))}
      </ul>
    </details>
  );
}
