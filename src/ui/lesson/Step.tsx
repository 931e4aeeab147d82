import { ChevronDown, Circle, CircleCheck, Lightbulb, Play } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { timeText } from '../../derive/time-text.ts';
import type { LessonStep, ShownPattern } from '../../pattern-kit/pattern.ts';
import { markSolved, preferences } from '../../state/preferences.ts';
import { playback } from '../../state/stores.ts';
import { useCommands, usePlayback, useRun } from '../hooks.ts';
import { Button, classes, Menu, MenuRadios, Rich } from '../kit/index.ts';
import { FRESH, lessonMemory, remember, stepKey } from './lesson-memory.ts';
import { openStep, presetOf, runStep, setScene, showSolution } from './lesson-run.ts';
import { Prediction } from './Prediction.tsx';
import { useLesson } from './use-lesson.ts';
import { useVerdict } from './use-verdict.ts';
import styles from './lesson.module.css';

const seconds = (us: number): string => timeText(us).replace(/\.?0+ s$/, ' s');

/** One step: read, predict, run, compare; then reach its goal. */
export function Step({ pattern, number }: { readonly pattern: ShownPattern; readonly number: number }) {
  const { steps } = useLesson(pattern);
  const step = steps[number]!;
  const key = stepKey(pattern.meta.id, step.id);
  const memory = useStore(lessonMemory, (all) => all[key] ?? FRESH);
  const solvedBefore = useStore(preferences, (all) => all.lessons[pattern.meta.id]?.includes(step.id) ?? false);
  const preset = presetOf(steps, number);
  const elsewhere = useRun((run) => preset !== null && run.scenario !== null && run.scenario.preset !== preset);
  const commands = useCommands();
  const verdict = useVerdict(step, memory.chosen, elsewhere);
  const solved = verdict.solved || solvedBefore;
  useEffect(() => {
    if (verdict.solved) markSolved(pattern.meta.id, step.id);
  }, [verdict.solved, pattern.meta.id, step.id]);

  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // The reader went on: reading begins at the new title. Not when the panel opens with the page.
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [number]);

  return (
    <div className={styles.step} key={step.id}>
      <Progress
        steps={steps}
        number={number}
        solved={solvedIn(pattern)}
        label={`Step ${number + 1} of ${steps.length}`}
      />
      <h1 ref={heading} tabIndex={-1}>
        {step.title}
      </h1>
      {step.prose.split(/\n{2,}/).map((paragraph, i) => (
        <p key={i} className={styles.prose}>
          <Rich text={paragraph} />
        </p>
      ))}
      {step.predict !== undefined && (
        <Prediction
          predict={step.predict}
          chosen={memory.chosen}
          fixed={memory.ran}
          verdict={memory.ran ? verdict.prediction : null}
          onChoose={(chosen) => {
            if (!memory.ran) remember(key, { chosen });
          }}
        />
      )}
      {elsewhere && (
        <p className={styles.prose} role="status">
          Another scene is on stage than the one this step is about.{' '}
          <Button onClick={() => setScene(commands, steps, number)}>Set its scene</Button>
        </p>
      )}
      <RunButton
        step={step}
        predicted={step.predict === undefined || memory.chosen !== null}
        ran={memory.ran}
        onRun={() => remember(key, { ran: true })}
      />
      <div className={classes(styles.goal, solved && styles.reached)} role="status">
        {solved ? <CircleCheck size={18} aria-hidden /> : <Circle size={18} aria-hidden />}
        <span>
          <b>{solved ? 'Done:' : 'Goal:'}</b> {step.goal.text}
        </span>
      </div>
      {verdict.problem !== null && <p className={styles.problem}>This step cannot be judged here: {verdict.problem}</p>}
      <Hints
        step={step}
        memoryKey={key}
        hints={memory.hints}
        shown={memory.shown}
        solved={solved}
        onShow={() => remember(key, { shown: true, ran: true })}
      />
      <StepFooter pattern={pattern} number={number} solved={solved} />
    </div>
  );
}

export function solvedIn(pattern: ShownPattern): ReadonlySet<string> {
  return new Set(preferences.getState().lessons[pattern.meta.id] ?? []);
}

/** How far one has come, as bars; the words below are the menu of all steps. */
export function Progress({ steps, number, solved, label }: ProgressProps) {
  const commands = useCommands();
  const options = steps.map((step, i) => ({
    value: String(i),
    label: `${i + 1}. ${step.title}`,
    hint: solved.has(step.id) ? 'Done' : undefined,
  }));
  return (
    <div className={styles.progress} data-progress>
      <span className={styles.bars} aria-hidden>
        {steps.map((step, i) => (
          <i
            key={step.id}
            className={classes(styles.bar, solved.has(step.id) && styles.past, i === number && styles.now)}
          />
        ))}
      </span>
      <Menu
        label="Steps"
        trigger={
          <button type="button" className={styles.count}>
            {label}
            <ChevronDown size={14} aria-hidden />
          </button>
        }
      >
        <MenuRadios
          value={String(number)}
          options={options}
          onChange={(chosen) => openStep(commands, steps, Number(chosen))}
        />
      </Menu>
    </div>
  );
}

interface ProgressProps {
  readonly steps: readonly LessonStep[];
  readonly number: number;
  readonly solved: ReadonlySet<string>;
  /** Where one is, in words. */
  readonly label: string;
}

function RunButton({
  step,
  predicted,
  ran,
  onRun,
}: {
  readonly step: LessonStep;
  readonly predicted: boolean;
  readonly ran: boolean;
  readonly onRun: () => void;
}) {
  const commands = useCommands();
  const playing = usePlayback((state) => state.playing);
  const run = () => {
    onRun();
    const { cursorUs, speed } = playback.getState();
    runStep(commands, step, cursorUs, speed);
  };
  const until = step.stopUs === undefined ? '' : ` to ${seconds(step.stopUs)}`;
  return (
    <div className={styles.run}>
      <Button
        variant={ran ? 'plain' : 'primary'}
        wide
        icon={<Play size={15} aria-hidden />}
        disabled={!predicted}
        // Not disabled while it runs: focus stays with it.
        aria-disabled={playing}
        onClick={() => {
          if (!playing) run();
        }}
      >
        {playing
          ? `Running${until}`
          : ran
            ? `Run again${until}`
            : step.predict === undefined
              ? `Run${until}`
              : 'Run and see'}
      </Button>
      {!predicted && <p className={styles.aside}>Choose what you expect first, then run{until}.</p>}
    </div>
  );
}

interface HintsProps {
  readonly step: LessonStep;
  readonly memoryKey: string;
  readonly hints: number;
  readonly shown: boolean;
  readonly solved: boolean;
  readonly onShow: () => void;
}

const hintText = (given: number, left: number): string =>
  given === 0 ? 'Give me a hint' : `Another hint (${left} left)`;

function Hints({ step, memoryKey, hints, shown, solved, onShow }: HintsProps) {
  const commands = useCommands();
  const left = step.hints.length - hints;
  const showMe = () => {
    onShow();
    showSolution(commands, step, playback.getState().speed);
  };
  return (
    <div className={styles.hints}>
      <ol aria-live="polite">
        {step.hints.slice(0, hints).map((hint, i) => (
          <li key={i} className={styles.hint}>
            <Lightbulb size={15} aria-hidden />
            <span>
              <Rich text={hint} />
            </span>
          </li>
        ))}
      </ol>
      {/* One button for all of them: who presses it stays on it. */}
      {!solved && (
        <Button variant="link" onClick={left > 0 ? () => remember(memoryKey, { hints: hints + 1 }) : showMe}>
          {left > 0 ? hintText(hints, left) : shown ? 'Show me again' : 'Show me'}
        </Button>
      )}
    </div>
  );
}

function StepFooter({
  pattern,
  number,
  solved,
}: {
  readonly pattern: ShownPattern;
  readonly number: number;
  readonly solved: boolean;
}) {
  const commands = useCommands();
  const { steps } = useLesson(pattern);
  return (
    <footer className={styles.footer}>
      <Button variant="quiet" disabled={number === 0} onClick={() => openStep(commands, steps, number - 1)}>
        Back
      </Button>
      <Button variant="quiet" onClick={() => commands.openLesson(null)}>
        Leave
      </Button>
      <Button variant={solved ? 'primary' : 'plain'} onClick={() => openStep(commands, steps, number + 1)}>
        {number + 1 === steps.length ? 'Finish' : 'Next'}
      </Button>
    </footer>
  );
}
