import { Check } from 'lucide-react';
import { useMemo, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { mainRun, twinRun } from '../../state/stores.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import { usePlayback, useRun, useThrottledCursor } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import { better, MeterBook } from './meter-book.ts';
import styles from './stage.module.css';

/** How many figures fit beside each other. */
const MOST = 4;

/** What users get, without and with the pattern, at the cursor. */
export function CompareRow() {
  const pattern = useRun((run) => run.pattern);
  const preset = useRun((run) => run.scenario?.preset);
  const on = useRun((run) => run.scenario?.on ?? true);
  const { cursorUs, cursorSeq } = useThrottledCursor(4);
  // While paused, the other run may get here later than the cursor; while playing, the cursor says when to look.
  const playing = usePlayback((state) => state.playing);
  useStore(twinRun, (run) => (playing ? 0 : run.version));
  const goals = useMemo(() => {
    const asked = pattern?.experiments.find(({ id }) => id === preset)?.goals ?? [];
    const all = pattern?.goals ?? [];
    const chosen = all.filter(({ id }) => asked.includes(id));
    return (chosen.length > 0 ? chosen : all.filter(({ primary }) => primary)).slice(0, MOST);
  }, [pattern, preset]);
  const main = useMemo(() => new MeterBook(goals), [goals]);
  const twin = useMemo(() => new MeterBook(goals), [goals]);
  if (!pattern || goals.length === 0) return null;

  const there = twinRun.getState().index;
  const mine = main.valuesAt(mainRun.getState().index.events, cursorSeq, cursorUs);
  const other = twin.valuesAt(there.events, there.seqAt(cursorUs), cursorUs);
  const [off, with_] = on ? [other, mine] : [mine, other];
  return (
    <table className={styles.compare} style={{ '--rows': goals.length + 1 } as CSSProperties}>
      <caption>What users got so far, without and with the pattern</caption>
      <thead>
        <tr>
          <td className={styles.soFar}>So far</td>
          {goals.map((goal) => (
            <th key={goal.id} scope="col">
              {goal.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(
          [
            ['off', pattern.switchLabels.off, off],
            ['on', pattern.switchLabels.on, with_],
          ] as const
        ).map(([side, label, values]) => (
          <tr key={side}>
            <th scope="row">{label}</th>
            {goals.map((goal, place) => {
              const wins = better(goal, off[place] ?? null, with_[place] ?? null) === side;
              return (
                <td key={goal.id} className={classes(wins && styles.wins)}>
                  {valueText(values[place] ?? null, goal.unit)}
                  {wins && <Check size={13} role="img" aria-label="better" />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
