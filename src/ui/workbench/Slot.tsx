import { Component, Suspense, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../kit/index.ts';
import styles from './notice.module.css';

interface Props {
  /** What stands here, for the message: "The timeline". */
  readonly name: string;
  readonly children: ReactNode;
}

/** A place for a panel: waits for its code, and keeps the rest of the page standing where it breaks. */
export class Slot extends Component<Props, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return <Suspense>{this.props.children}</Suspense>;
    return (
      <div className={styles.broken} role="alert">
        <p>
          <b>{this.props.name} broke.</b> The run goes on.
        </p>
        <code>{error.message}</code>
        <Button size="small" onClick={() => this.setState({ error: null })}>
          Show it again
        </Button>
      </div>
    );
  }
}
