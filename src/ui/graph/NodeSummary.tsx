import { describeNode, nodeView } from '../../derive/node-view.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { VisuallyHidden } from '../kit/index.ts';
import { useBaseSettings, useGraphModel } from './graph-model.ts';

/** The picture as a list, for those who do not see it. Read on demand, so once a second is enough. */
export function NodeSummary() {
  const { pattern, topology } = useGraphModel();
  const base = useBaseSettings();
  const { cursorSeq } = useThrottledCursor(1);
  const index = useRun((run) => run.index);
  const scene = index.sceneAt(cursorSeq);
  return (
    <VisuallyHidden>
      <ul aria-label="Parts of the system">
        {topology.nodes.map((spec) => (
          <li key={spec.id}>{describeNode(spec, nodeView(spec, scene, pattern, base), pattern)}</li>
        ))}
      </ul>
    </VisuallyHidden>
  );
}
