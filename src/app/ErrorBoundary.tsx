import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/kit/Button.tsx';
import styles from './app.module.css';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
}

/** Something in the page itself broke: says so, keeps standing, and offers every way on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Broken error={error} onRetry={() => this.setState({ error: null })} /> : this.props.children;
  }
}

function Broken({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const report = `${window.location.href}\n${error.stack ?? error.message}`;
  return (
    <main className={styles.page}>
      <div className={styles.card} role="alert">
        <h1>This page broke</h1>
        <p>The run itself is not lost: its link is still in the address bar.</p>
        <pre className={styles.detail}>{error.message}</pre>
        <div className={styles.ways}>
          <Button variant="primary" onClick={() => window.location.reload()}>
            Load the page again
          </Button>
          <Button onClick={onRetry}>Try to go on</Button>
          <Button onClick={() => void navigator.clipboard.writeText(report).catch(() => undefined)}>
            Copy a report with the link
          </Button>
          <a className={styles.way} href="#/">
            All patterns
          </a>
        </div>
      </div>
    </main>
  );
}
