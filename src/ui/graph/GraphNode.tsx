import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { describeNode, nodeView, type NodeView } from '../../derive/node-view.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { useView } from '../hooks.ts';
import { classes, colourVar, RoleShape } from '../kit/index.ts';
import { Cells } from './Cells.tsx';
import { useGraphModel } from './graph-model.ts';
import { NodeArt } from './NodeArt.tsx';
import styles from './GraphNode.module.css';

export type GraphNodeType = Node<{ readonly spec: NodeSpec; readonly side: number; readonly small: boolean }, 'node'>;

/** A node of the system: what it is, where it stands, what is wrong with it. Renders only when that changed. */
export const GraphNode = memo(function GraphNode({ id, data }: NodeProps<GraphNodeType>) {
  const { spec, side, small } = data;
  const { pattern, live } = useGraphModel();
  const view = useStore(
    live,
    useShallow((now) => nodeView(spec, now.scene, pattern, now.base)),
  );
  const isTabStop = useStore(live, (now) => now.focus === id);
  const isSelected = useView((now) => now.selection?.kind === 'node' && now.selection.id === id);
  const isHovered = useView((now) => now.hovered?.kind === 'node' && now.hovered.id === id);
  const role = pattern.roles[spec.program];
  const tone =
    view.tone === 'warn' ? 'warn' : view.state !== '' && role?.shape === 'diamond' ? view.stateColour : undefined;
  return (
    <>
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.anchor} />
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.anchor} />
      <div
        role="button"
        tabIndex={isTabStop ? 0 : -1}
        aria-pressed={isSelected}
        aria-label={describeNode(spec, view, pattern)}
        data-graph-node={id}
        className={classes(styles.node, isHovered && styles.hovered)}
        style={{ width: side, height: side }}
      >
        <RoleShape
          shape={role?.shape ?? 'square'}
          letter={role?.letter ?? '?'}
          size={side}
          tone={tone}
          external={role?.external ?? false}
          down={view.hatched && view.tone === 'bad'}
          selected={isSelected}
        />
        {view.hatched && view.tone === 'warn' && (
          <span className={styles.warnHatch} data-shape={role?.shape} aria-hidden />
        )}
        {view.down ? null : <NodeArt spec={spec} side={side} />}
      </div>
      <div
        className={classes(styles.caption, small && styles.small)}
        style={{ top: role?.shape === 'circle' || role?.shape === 'cylinder' ? side * 0.9 : side * 0.94 }}
        aria-hidden
      >
        {!small && <Cells view={view} />}
        <span className={styles.name}>{spec.label}</span>
        <Figures view={view} small={small} />
      </div>
    </>
  );
});

/** State, figure, trouble: the words below a name. */
function Figures({ view, small }: { readonly view: NodeView; readonly small: boolean }) {
  const saysState = view.figure.toLowerCase().startsWith(view.state.toLowerCase());
  return (
    <>
      {view.state !== '' && (
        <span className={styles.state} style={{ color: colourVar(view.stateColour) }}>
          {saysState && view.figure !== '' ? view.figure : view.state}
        </span>
      )}
      {view.figure !== '' && !(saysState && view.state !== '') && !small && (
        <span className={styles.figure}>{view.figure}</span>
      )}
      {view.trouble !== '' && <span className={view.tone === 'bad' ? styles.bad : styles.warn}>{view.trouble}</span>}
      {view.error !== '' && (
        <span className={styles.error} title={view.error}>
          {view.error}
        </span>
      )}
    </>
  );
}
