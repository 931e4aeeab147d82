import type { ComponentType } from 'react';
import type { Scene, SceneNode } from '../../derive/types.ts';
import type { NodeInspection } from '../../kernel/inspection.ts';
import type { Settings } from '../../kernel/program.ts';
import type { Us } from '../../kernel/time.ts';
import type { NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';

/**
 * What a pattern draws of its own: the default export of its `view.tsx`, loaded when the pattern is
 * opened. All parts are optional and pure: they draw what they are given, ask for nothing, and keep nothing
 * but what a reader chooses in them (`useOwnView`).
 */
export interface PatternView {
  /**
   * On the graph, over the shape of a node: SVG, origin at the node's centre, px. It may reach to
   * about twice the radius. Null where a node has nothing to add. Drawn about ten times a second.
   */
  readonly NodeArt?: ComponentType<NodeArtProps>;
  /** In the inspector, above the state of the selected node. */
  readonly NodeCard?: ComponentType<NodeCardProps>;
  /** A panel below the graph, beside timeline, charts and log: the whole system as this pattern sees it. */
  readonly board?: {
    /** The tab’s word: "Logs", "Shards". */
    readonly label: string;
    readonly Board: ComponentType<BoardProps>;
    /** Whether the pattern opens with it instead of the timeline. */
    readonly opens?: boolean;
  };
}

/** The run at the cursor, as data. */
export interface RunAtCursor {
  readonly topology: Topology;
  readonly on: boolean;
  /** All dials, with what actions have set by now. */
  readonly settings: Settings;
  readonly scene: Scene;
  readonly timeUs: Us;
}

export interface NodeArtProps extends RunAtCursor {
  readonly node: NodeSpec;
  readonly now: SceneNode;
  /** Half the side of the node's shape, px. */
  readonly radius: number;
  /** Unit vector (x right, y down) from here to another node; null where it is not on stage. */
  towards(node: string): { readonly x: number; readonly y: number } | null;
}

export interface NodeCardProps extends RunAtCursor {
  readonly node: NodeSpec;
  readonly inspection: NodeInspection;
}

export interface BoardProps extends RunAtCursor {
  /** What every node holds at the cursor. */
  readonly nodes: Readonly<Record<string, NodeInspection>>;
  /** The whole trace so far; what the cursor has reached ends with `cursorSeq`. */
  readonly events: readonly TraceEvent[];
  readonly cursorSeq: Seq;
  /** px that the panel offers. It scrolls where the board is taller. */
  readonly widthPx: number;
  /** The selected node; null where none is. */
  readonly selected: string | null;
  select(node: string): void;
}
