import { Link2Off } from 'lucide-react';
import type { Scenario, ScenarioProblem } from '../../scenario/scenario.ts';
import { state } from '../../state/stores.ts';
import { Button } from '../kit/index.ts';
import styles from './notice.module.css';

/** A link or a file with wrong parts: names each, runs nothing, and offers what is left. */
export function BadLink({
  source,
  scenario,
  problems,
}: {
  readonly source: 'link' | 'file';
  readonly scenario: Scenario | null;
  readonly problems: readonly ScenarioProblem[];
}) {
  const many = problems.length > 1;
  return (
    <main className={styles.page}>
      <div className={styles.card} role="alert">
        <Link2Off size={22} aria-hidden className={styles.icon} />
        <h1>
          {many ? `${problems.length} parts` : 'A part'} of this {source} cannot be read
        </h1>
        <p>
          Nothing was run. {scenario ? `The rest is in order and can be opened without ${many ? 'them' : 'it'}.` : ''}
        </p>
        <ul className={styles.problems}>
          {problems.map(({ part, expected }, index) => (
            <li key={index}>
              <code>{part}</code>
              <span>Expected: {expected}</span>
            </li>
          ))}
        </ul>
        <div className={styles.ways}>
          {scenario && (
            <Button variant="primary" onClick={() => void state.openAnyway()}>
              Open without {many ? 'them' : 'it'}
            </Button>
          )}
          <a className={styles.way} href="#/">
            All patterns
          </a>
        </div>
      </div>
    </main>
  );
}
