import { useRun, useView } from '../hooks.ts';
import { LinkPanel } from './LinkPanel.tsx';
import { MessagePanel } from './MessagePanel.tsx';
import { NodePanel } from './NodePanel.tsx';
import { Overview } from './Overview.tsx';
import { useHere } from './use-scene.ts';
import styles from './inspector.module.css';

/** What is selected, looked into at the cursor; with nothing selected, the whole. Fills its container. */
export function Inspector() {
  const here = useHere();
  const selection = useView((state) => state.selection);
  const index = useRun((run) => run.index);
  if (here === null) return <p className={styles.waiting}>Nothing is open yet.</p>;
  if (selection?.kind === 'node') {
    const spec = here.topology.nodes.find((node) => node.id === selection.id);
    if (spec !== undefined) return <NodePanel spec={spec} here={here} />;
  }
  if (selection?.kind === 'message') {
    const flight = index.flight(selection.id);
    if (flight !== undefined) return <MessagePanel flight={flight} here={here} />;
  }
  if (selection?.kind === 'link') {
    const { a, b } = selection;
    const link = here.topology.links.find(
      (candidate) => (candidate.a === a && candidate.b === b) || (candidate.a === b && candidate.b === a),
    );
    if (link !== undefined) return <LinkPanel link={link} here={here} />;
  }
  return <Overview here={here} />;
}
