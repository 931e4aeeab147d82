import { lazy, Suspense, useEffect } from 'react';
import { useRun, useView } from '../hooks.ts';
import { Overview } from './Overview.tsx';
import { useHere } from './use-scene.ts';
import styles from './inspector.module.css';

// A page opens with nothing selected: what looks into things comes after it, and before it is asked for.
const nodePanel = () => import('./NodePanel.tsx');
const NodePanel = lazy(async () => ({ default: (await nodePanel()).NodePanel }));
const LinkPanel = lazy(async () => ({ default: (await import('./LinkPanel.tsx')).LinkPanel }));
const MessagePanel = lazy(async () => ({ default: (await import('./MessagePanel.tsx')).MessagePanel }));

/** What is selected, looked into at the cursor; with nothing selected, the whole. Fills its container. */
export function Inspector() {
  const here = useHere();
  const selection = useView((state) => state.selection);
  const index = useRun((run) => run.index);
  useEffect(() => void nodePanel().catch(() => undefined), []);
  if (here === null) return <p className={styles.waiting}>Nothing is open yet.</p>;
  if (selection?.kind === 'node') {
    const spec = here.topology.nodes.find((node) => node.id === selection.id);
    if (spec !== undefined)
      return (
        <Suspense fallback={null}>
          <NodePanel spec={spec} here={here} />
        </Suspense>
      );
  }
  if (selection?.kind === 'message') {
    const flight = index.flight(selection.id);
    if (flight !== undefined)
      return (
        <Suspense fallback={null}>
          <MessagePanel flight={flight} here={here} />
        </Suspense>
      );
  }
  if (selection?.kind === 'link') {
    const { a, b } = selection;
    const link = here.topology.links.find(
      (candidate) => (candidate.a === a && candidate.b === b) || (candidate.a === b && candidate.b === a),
    );
    if (link !== undefined)
      return (
        <Suspense fallback={null}>
          <LinkPanel link={link} here={here} />
        </Suspense>
      );
  }
  return <Overview here={here} />;
}
