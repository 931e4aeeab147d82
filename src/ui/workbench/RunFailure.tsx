import { TriangleAlert } from 'lucide-react';
import { useCommands, useRun } from '../hooks.ts';
import { Button } from '../kit/index.ts';
import styles from './stage.module.css';

/** The run stopped by itself: what happened, and every way on. The page keeps standing. */
export function RunFailure() {
  const failure = useRun((run) => (run.status === 'failed' ? run.failure : null));
  const { recover, restart, copyLink } = useCommands();
  if (!failure) return null;
  return (
    <div className={styles.failure} role="alert">
      <TriangleAlert size={20} aria-hidden />
      <div>
        <h2>The run stopped</h2>
        <p>{failure.what}</p>
        {failure.detail && <pre>{failure.detail}</pre>}
        <div className={styles.ways}>
          {failure.recoverable && (
            <Button variant="primary" onClick={recover}>
              Recover
            </Button>
          )}
          {!failure.recoverable && <Button onClick={() => window.location.reload()}>Load the page again</Button>}
          <Button onClick={restart}>Start the experiment over</Button>
          <Button onClick={() => void copyLink()}>Copy link</Button>
        </div>
      </div>
    </div>
  );
}
