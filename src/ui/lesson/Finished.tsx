import { CircleCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { preferences } from '../../state/preferences.ts';
import { useCommands } from '../hooks.ts';
import { Button } from '../kit/index.ts';
import { openStep } from './lesson-run.ts';
import { useLesson } from './use-lesson.ts';
import { Progress } from './Step.tsx';
import styles from './lesson.module.css';

const NONE: readonly string[] = [];

/** After the last step: what was done, and where to go from here. */
export function Finished({ pattern }: { readonly pattern: ShownPattern }) {
  const commands = useCommands();
  const done = useStore(preferences, (all) => all.lessons[pattern.meta.id] ?? NONE);
  const { steps, title } = useLesson(pattern);
  const solved = new Set(done);
  const open = steps.findIndex((step) => !solved.has(step.id));
  const count = steps.filter((step) => solved.has(step.id)).length;
  return (
    <div className={styles.step}>
      <Progress steps={steps} number={steps.length} solved={solved} label={title} />
      <h1>{open < 0 ? 'All steps done' : `${count} of ${steps.length} steps done`}</h1>
      <p className={styles.prose}>
        {open < 0 ? 'You can now answer:' : 'What it is all about:'} {pattern.meta.answers}
      </p>
      <ul className={styles.summary}>
        {steps.map((step, i) => (
          <li key={step.id}>
            <Button variant="link" onClick={() => openStep(commands, steps, i)}>
              {solved.has(step.id) && <CircleCheck size={15} aria-hidden />}
              {i + 1}. {step.title}
            </Button>
          </li>
        ))}
      </ul>
      <Button
        variant="primary"
        wide
        onClick={() => (open < 0 ? commands.openLesson(null) : openStep(commands, steps, open))}
      >
        {open < 0 ? 'Try it yourself' : `Go on with step ${open + 1}`}
      </Button>
      {open >= 0 && (
        <Button wide onClick={() => commands.openLesson(null)}>
          Try it yourself
        </Button>
      )}
    </div>
  );
}
