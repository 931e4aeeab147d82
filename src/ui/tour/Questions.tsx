import { ArrowRight, Check, Play } from 'lucide-react';
import { useState } from 'react';
import { valueText } from '../../pattern-kit/goal-text.ts';
import { Button } from '../kit/Button.tsx';
import { classes } from '../kit/classes.ts';
import { better } from '../workbench/meter-book.ts';
import { askRow, type RowAnswer } from './ask.ts';
import { QUESTIONS, type Question } from './questions.ts';
import styles from './tour.module.css';

/** Questions across patterns, each answered by running them. */
export function Questions() {
  return (
    <ul className={styles.questions}>
      {QUESTIONS.map((question) => (
        <li key={question.id} className={styles.question}>
          <Asked question={question} />
        </li>
      ))}
    </ul>
  );
}

function Asked({ question }: { readonly question: Question }) {
  const [rows, setRows] = useState<readonly RowAnswer[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const done = rows?.length === question.rows.length;
  const run = async (): Promise<void> => {
    setFailure(null);
    setRows([]);
    try {
      for (const row of question.rows) {
        const answered = await askRow(row);
        setRows((held) => [...(held ?? []), answered]);
      }
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setRows(null);
    }
  };
  return (
    <>
      <h3>{question.title}</h3>
      <p>{question.ask}</p>
      {rows === null && (
        <Button icon={<Play size={15} aria-hidden />} onClick={() => void run()}>
          Run {question.rows.length} experiments
        </Button>
      )}
      {failure !== null && <p role="alert">They could not be run: {failure}</p>}
      {rows !== null && (
        <table className={styles.table} aria-busy={!done}>
          <thead>
            <tr>
              <th scope="col">Experiment</th>
              <th scope="col">Judged by</th>
              <th scope="col">Without</th>
              <th scope="col">With</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.link} row={row} />
            ))}
            {!done && (
              <tr>
                <td colSpan={4} className={styles.quiet}>
                  Running…
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      <div aria-live="polite">{done && <p className={styles.answer}>{question.answer}</p>}</div>
    </>
  );
}

function Row({ row }: { readonly row: RowAnswer }) {
  const winner = better(row.goal, row.off, row.on);
  const cell = (side: 'off' | 'on') => (
    <td className={classes(styles.figure, winner === side && styles.wins)}>
      {valueText(row[side], row.goal.unit)}
      {winner === side && <Check size={13} role="img" aria-label="better" />}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <a href={row.link}>
          {row.pattern}: {row.experiment}
          <ArrowRight size={13} aria-hidden />
        </a>
      </th>
      <td>{row.goal.title}</td>
      {cell('off')}
      {cell('on')}
    </tr>
  );
}
