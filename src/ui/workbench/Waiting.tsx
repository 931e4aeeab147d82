import { CloudOff } from 'lucide-react';
import { Button, VisuallyHidden } from '../kit/index.ts';
import notice from './notice.module.css';
import styles from './workbench.module.css';

/** The shape of the workbench while its pattern is being loaded. */
export function Skeleton() {
  return (
    <main className={styles.skeleton} aria-busy="true">
      <VisuallyHidden>Opening the run</VisuallyHidden>
      <div className={styles.bone} />
      <div className={styles.boneStage} />
      <div className={styles.bone} />
      <div className={styles.boneFoot} />
    </main>
  );
}

/** The pattern's files did not come. */
export function LoadFailure({ detail }: { readonly detail: string }) {
  return (
    <main className={notice.page}>
      <div className={notice.card} role="alert">
        <CloudOff size={22} aria-hidden className={notice.icon} />
        <h1>This pattern could not be loaded</h1>
        <p>Perhaps there is no connection, or a newer version of the page is out.</p>
        <pre className={notice.detail}>{detail}</pre>
        <div className={notice.ways}>
          <Button variant="primary" onClick={() => window.location.reload()}>
            Load the page again
          </Button>
          <a className={notice.way} href="#/">
            All patterns
          </a>
        </div>
      </div>
    </main>
  );
}
