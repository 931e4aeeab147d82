import { CircleDot } from 'lucide-react';
import type { Experiment, ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { view } from '../../state/stores.ts';
import { useCommands, useRun } from '../hooks.ts';
import { Button, classes, Rich } from '../kit/index.ts';
import styles from './experiments.module.css';

/** The presets of the pattern, each with its question; one press runs it with or without the pattern. */
export function Experiments() {
  const pattern = useRun((run) => run.pattern);
  const scenario = useRun((run) => run.scenario);
  if (pattern === null || scenario === null) return null;
  return (
    <ol className={styles.list} aria-label="Experiments">
      {pattern.experiments.map((experiment) => (
        <Card key={experiment.id} experiment={experiment} pattern={pattern} scenario={scenario} />
      ))}
    </ol>
  );
}

function Card({
  experiment,
  pattern,
  scenario,
}: {
  readonly experiment: Experiment;
  readonly pattern: ShownPattern;
  readonly scenario: Scenario;
}) {
  const commands = useCommands();
  const current = scenario.preset === experiment.id;
  const load = (on: boolean) => {
    commands.openLesson(null);
    commands.loadExperiment(experiment.id, on);
    if (view.getState().openDialog === 'experiments') view.setState({ openDialog: null });
    commands.play();
  };
  return (
    <li className={classes(styles.card, current && styles.current)} aria-current={current ? 'true' : undefined}>
      <p className={styles.title}>
        {experiment.title}
        {current && (
          <span className={styles.here}>
            <CircleDot size={13} aria-hidden /> open now,{' '}
            {scenario.on ? pattern.switchLabels.on.toLowerCase() : pattern.switchLabels.off.toLowerCase()}
          </span>
        )}
      </p>
      <h3 className={styles.question}>{experiment.question}</h3>
      <p className={styles.watch}>
        <Rich text={experiment.watch} />
      </p>
      <span className={styles.buttons}>
        <Button
          size="small"
          aria-label={`${experiment.title}: ${pattern.switchLabels.off}`}
          onClick={() => load(false)}
        >
          {pattern.switchLabels.off}
        </Button>
        <Button
          size="small"
          variant={current ? 'plain' : 'primary'}
          aria-label={`${experiment.title}: ${pattern.switchLabels.on}`}
          onClick={() => load(true)}
        >
          {pattern.switchLabels.on}
        </Button>
      </span>
    </li>
  );
}
