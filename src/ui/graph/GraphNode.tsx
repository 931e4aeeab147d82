import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Fragment, memo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { describeNode, nodeView, type NodeView } from '../../derive/node-view.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { useView } from '../hooks.ts';
import { classes, colourVar, RoleShape } from '../kit/index.ts';
import type { CaptionPlan } from './captions.ts';
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
  const plan = useStore(live, (now) => (now.near ? undefined : now.plans.get(id)));
  const isOpen = isSelected || isHovered;
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
        className={classes(
          styles.caption,
          small && styles.small,
          isOpen ? styles.open : plan?.tight === true && styles.tight,
        )}
        style={{
          top: role?.shape === 'circle' || role?.shape === 'cylinder' ? side * 0.9 : side * 0.94,
        }}
        aria-hidden
      >
        {!small && <Cells view={view} />}
        <span className={styles.name} style={{ marginTop: NAME_GAP_PX + (plan?.drop ?? 0) }}>
          <Name lines={plan?.name ?? [spec.label]} />
        </span>
        <Figures view={view} small={small} plan={isOpen ? undefined : plan} />
      </div>
    </>
  );
});

const NAME_GAP_PX = 3;

function Name({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line, i) => (
    <Fragment key={i}>
      {i > 0 && <br />}
      {line}
    </Fragment>
  ));
}

/**
 * State, figure, trouble: the words below a name. Where not all have room, what is wrong comes first,
 * without since when, and what is too long is left out: a part that is selected says all of it.
 */
function Figures({
  view,
  small,
  plan,
}: {
  readonly view: NodeView;
  readonly small: boolean;
  readonly plan: CaptionPlan | undefined;
}) {
  const saysState = view.figure.toLowerCase().startsWith(view.state.toLowerCase());
  const state = view.state !== '' && saysState && view.figure !== '' ? view.figure : view.state;
  const figure = saysState && view.state !== '' ? '' : view.figure;
  const letters = plan?.letters ?? Infinity;
  const trouble = view.trouble.length <= letters ? view.trouble : view.trouble.replaceAll(/ since [\d.]+ s/g, '');
  const said = new Set(
    [trouble, state, small ? '' : figure]
      .filter((text) => text !== '' && text.length <= letters)
      .slice(0, plan?.lesser ?? Infinity),
  );
  return (
    <>
      {said.has(state) && (
        <span className={styles.state} style={{ color: colourVar(view.stateColour) }}>
          {state}
        </span>
      )}
      {said.has(figure) && <span className={styles.figure}>{figure}</span>}
      {said.has(trouble) && <span className={view.tone === 'bad' ? styles.bad : styles.warn}>{trouble}</span>}
      {view.error !== '' && (plan === undefined || plan.lesser > said.size) && (
        <span className={styles.error} title={view.error}>
          {view.error}
        </span>
      )}
    </>
  );
}
