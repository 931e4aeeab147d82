import { ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useContext, useId, useMemo, useRef } from 'react';
import { RunContext } from '../hooks.ts';
import { VisuallyHidden } from '../kit/index.ts';
import { MAX_ZOOM, MIN_ZOOM } from './arrange.ts';
import { GraphLink } from './GraphLink.tsx';
import { GraphContext, useGraphModel, useNewGraphModel } from './graph-model.ts';
import { GraphNode } from './GraphNode.tsx';
import { MessageLayer } from './MessageLayer.tsx';
import { NodeSummary } from './NodeSummary.tsx';
import type { Overlay } from './overlay.ts';
import { PodFrame } from './PodFrame.tsx';
import { SceneSampler } from './SceneSampler.tsx';
import { useCutting } from './use-cutting.tsx';
import { useCalm } from './use-calm.ts';
import { useCaptionScale } from './use-caption-scale.ts';
import { useFit, usePanel } from './use-fit.ts';
import { useGraphKeys } from './use-graph-keys.ts';
import { useGraphLayout } from './use-graph-layout.ts';
import { usePointing } from './use-pointing.ts';
import { usePresses } from './use-presses.ts';
import { ZoomButtons } from './ZoomButtons.tsx';
import styles from './Graph.module.css';

const NODE_TYPES = { node: GraphNode, pod: PodFrame };
const EDGE_TYPES = { link: GraphLink };

/** The system: nodes, links, pods and the messages between them, at the cursor. */
export function Graph() {
  const model = useNewGraphModel();
  if (!model) return <div className={styles.graph} />;
  return (
    <GraphContext value={model}>
      <ReactFlowProvider>
        <SceneSampler />
        <Canvas />
      </ReactFlowProvider>
    </GraphContext>
  );
}

function Canvas() {
  const model = useGraphModel();
  const calm = useCalm();
  const runId = useContext(RunContext);
  const hintId = useId();
  const panelRef = useRef<HTMLElement>(null);
  const overlayRef = useRef<Overlay | null>(null);
  const panel = usePanel();
  const { nodes, edges, links, bodies, view, onNodesChange } = useGraphLayout(model, panel);
  const { onMoveStart, leaveAlone, fit } = useFit(panel, view);
  const pointing = usePointing(overlayRef);
  const onKeyDown = useGraphKeys({ panelRef, overlayRef, places: bodies, links });
  const cutting = useCutting(links);
  useCaptionScale(panelRef);
  const coarse = useMemo(() => matchMedia('(pointer: coarse)').matches, []);
  const presses = usePresses(coarse);

  return (
    <section
      ref={panelRef}
      className={styles.graph}
      aria-label={runId === 'main' ? 'System' : 'System, the other way'}
      aria-describedby={hintId}
      onKeyDown={onKeyDown}
      {...pointing}
      {...cutting.handlers}
    >
      <VisuallyHidden>
        <p id={hintId}>
          Arrow keys go from part to part. Enter selects one, and again opens its menu, where it is broken, cut off or
          repaired. M goes through the messages on their way, L through the links of a part.
        </p>
      </VisuallyHidden>
      <NodeSummary />
      <ReactFlow
        id={`system-${runId}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodeOrigin={[0.5, 0.5]}
        onNodesChange={onNodesChange}
        onMoveStart={onMoveStart}
        {...presses}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        nodesDraggable={!coarse}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        nodeDragThreshold={4}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        panOnScroll={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        attributionPosition="bottom-left"
      />
      <MessageLayer links={links} bodies={bodies} overlayRef={overlayRef} />
      {cutting.line}
      <ZoomButtons calm={calm} onZoom={leaveAlone} onFit={fit} />
    </section>
  );
}
