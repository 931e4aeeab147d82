import { useReactFlow } from '@xyflow/react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { settingsAt } from '../../derive/node-view.ts';
import { UNBORN } from '../../derive/scenes.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { usePatternView } from '../board/pattern-views.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import type { PatternView } from '../kit/index.ts';
import { NO_SETTINGS, useGraphModel } from './graph-model.ts';
import styles from './GraphNode.module.css';

const DRAWN_PER_SECOND = 10;

/** What the pattern draws over a node of its own; nothing where it draws nothing. */
export function NodeArt({ spec, side }: { readonly spec: NodeSpec; readonly side: number }) {
  const { NodeArt: Art } = usePatternView();
  if (Art === undefined) return null;
  return (
    <ArtBoundary>
      <svg
        className={styles.art}
        width={side}
        height={side}
        viewBox={`${-side / 2} ${-side / 2} ${side} ${side}`}
        aria-hidden
      >
        <Mounted Art={Art} spec={spec} side={side} />
      </svg>
    </ArtBoundary>
  );
}

function Mounted({
  Art,
  spec,
  side,
}: {
  readonly Art: NonNullable<PatternView['NodeArt']>;
  readonly spec: NodeSpec;
  readonly side: number;
}) {
  const { live, topology } = useGraphModel();
  const scene = useStore(live, (now) => now.scene);
  const base = useStore(live, (now) => now.base);
  const on = useRun((run) => run.scenario?.on ?? true);
  const { cursorUs } = useThrottledCursor(DRAWN_PER_SECOND);
  const { getNode } = useReactFlow();
  // Before the first sample there is nothing to draw from.
  if (base === NO_SETTINGS) return null;
  const towards = (id: string) => {
    const here = getNode(spec.id)?.position;
    const there = getNode(id)?.position;
    if (!here || !there) return null;
    const far = Math.hypot(there.x - here.x, there.y - here.y);
    return far === 0 ? null : { x: (there.x - here.x) / far, y: (there.y - here.y) / far };
  };
  return (
    <Art
      node={spec}
      now={scene.nodes[spec.id] ?? UNBORN}
      radius={side / 2}
      towards={towards}
      topology={topology}
      on={on}
      settings={settingsAt(base, scene)}
      scene={scene}
      timeUs={cursorUs}
    />
  );
}

/** Art that breaks leaves the node as it is. */
class ArtBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
