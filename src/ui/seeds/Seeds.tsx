import { Dices } from 'lucide-react';
import { useState } from 'react';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { useCommands, useRun } from '../hooks.ts';
import { Button, classes } from '../kit/index.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import { tally, type Dot, type SeedRun, type TallyRow } from './tally.ts';
import { SEEDS, useSeedRuns } from './use-seed-runs.ts';
import styles from './seeds.module.css';

/** The same scenario under other seeds: how much of what this run shows is luck. */
export function Seeds({ pattern }: { readonly pattern: ShownPattern }) {
  const scenario = useRun((run) => run.scenario);
  const [asked, setAsked] = useState<Scenario | null>(null);
  const current = asked !== null && scenario !== null && isSameButSeed(asked, scenario) ? asked : null;
  const { runs, problem } = useSeedRuns(current);
  const [pointed, setPointed] = useState<number | null>(null);
  if (scenario === null) return null;
  if (current === null)
    return (
      <div className={styles.ask}>
        <p>
          One run is one throw of the dice. {SEEDS} seeds, each without and with the pattern, show how much of it is
          luck.
        </p>
        <Button icon={<Dices size={15} aria-hidden />} onClick={() => setAsked(scenario)}>
          Run {SEEDS} seeds
        </Button>
      </div>
    );
  const shown = pointed ?? scenario.seed;
  return (
    <div className={styles.seeds}>
      <p className={styles.status} role="status">
        {problem !== null
          ? `It could not be run: ${problem}`
          : runs.length < SEEDS
            ? `${runs.length} of ${SEEDS} seeds run…`
            : verdict(runs)}
      </p>
      <SeedButtons runs={runs} seed={scenario.seed} onPoint={setPointed} pattern={pattern} />
      <div className={styles.box} tabIndex={0} role="group" aria-label="Goals under all seeds">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Goal</th>
              <th scope="col">
                <span className={styles.key} data-side="off">
                  {pattern.switchLabels.off}
                </span>
                <span className={styles.key} data-side="on">
                  {pattern.switchLabels.on}
                </span>
              </th>
              <th scope="col">Better with it</th>
            </tr>
          </thead>
          <tbody>
            {tally(pattern.goals, runs).map((row) => (
              <Row key={row.goal.id} row={row} seed={shown} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const isSameButSeed = (a: Scenario, b: Scenario): boolean =>
  a.preset === b.preset && a.settings === b.settings && a.actions === b.actions && a.mutant === b.mutant;

function verdict(runs: readonly SeedRun[]): string {
  const broken = runs.filter((run) => run.broken.length > 0).length;
  return broken === 0
    ? `${runs.length} seeds run. No property broke in any of them.`
    : `${runs.length} seeds run. A property broke in ${broken} of them.`;
}

function SeedButtons({
  runs,
  seed,
  pattern,
  onPoint,
}: {
  readonly runs: readonly SeedRun[];
  readonly seed: number;
  readonly pattern: ShownPattern;
  readonly onPoint: (seed: number | null) => void;
}) {
  const { setSeed } = useCommands();
  const title = (id: string): string => pattern.properties.find((property) => property.id === id)?.title ?? id;
  return (
    <ul className={styles.list} aria-label="Open the run of a seed">
      {runs.map((run) => (
        <li key={run.seed}>
          <button
            type="button"
            className={classes(styles.seed, run.broken.length > 0 && styles.broken)}
            aria-pressed={run.seed === seed}
            title={run.broken.length === 0 ? undefined : `Broke: ${run.broken.map(title).join(', ')}`}
            onPointerEnter={() => onPoint(run.seed)}
            onPointerLeave={() => onPoint(null)}
            onFocus={() => onPoint(run.seed)}
            onBlur={() => onPoint(null)}
            onClick={() => setSeed(run.seed)}
          >
            <span className={styles.prefix}>Seed </span>
            {run.seed}
            {run.broken.length > 0 && ' ×'}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Row({ row, seed }: { readonly row: TallyRow; readonly seed: number }) {
  const { goal, low, high } = row;
  return (
    <tr>
      <th scope="row">{goal.title}</th>
      <td className={styles.plotCell}>
        <span className={styles.end}>{valueText(low, goal.unit)}</span>
        <span className={styles.strips} aria-hidden>
          <Strip dots={row.off} side="off" seed={seed} />
          <Strip dots={row.on} side="on" seed={seed} />
        </span>
        <span className={styles.end}>{valueText(high, goal.unit)}</span>
      </td>
      <td className={styles.count}>{countText(row)}</td>
    </tr>
  );
}

function countText({ counted, better, worse }: TallyRow): string {
  if (counted === 0) return 'only one side has it';
  if (better === 0) return worse === 0 ? 'the same' : `worse in ${worse} of ${counted}`;
  if (worse > 0) return `${better} of ${counted}, worse in ${worse}`;
  return better === counted ? `all ${counted}` : `${better} of ${counted}, else the same`;
}

/** A line of dots, one a seed; the one that is pointed at, or on stage, stands out. */
function Strip({
  dots,
  side,
  seed,
}: {
  readonly dots: readonly Dot[];
  readonly side: 'off' | 'on';
  readonly seed: number;
}) {
  return (
    <span className={styles.strip} data-side={side}>
      {dots.map((dot) => (
        <i
          key={dot.seed}
          className={classes(styles.dot, dot.seed === seed && styles.lit)}
          style={{ left: `${dot.place * 100}%` }}
        />
      ))}
    </span>
  );
}
