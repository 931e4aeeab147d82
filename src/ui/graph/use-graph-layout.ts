import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { usePatternView } from '../board/pattern-views.ts';
import { arrange, spreadPoint, type Panel } from './arrange.ts';
import { linkPath, type Body, type LinkPath, type Point } from './geometry.ts';
import type { GraphLinkType } from './GraphLink.tsx';
import type { GraphModel } from './graph-model.ts';
import type { GraphNodeType } from './GraphNode.tsx';
import { isSmall, placesOf, podBoxes, scaleFor, sideOf } from './layout.ts';
import type { PodFrameType } from './PodFrame.tsx';

/** Where the reader has put nodes, by pattern, in the pattern's own layout; kept until the page goes. */
const moved = new Map<string, Map<string, Point>>();

/** React Flow gives its elements roles that say nothing here: what can be pressed stands inside them. */
const PLAIN = { 'aria-roledescription': undefined, 'aria-describedby': undefined } as const;

function firstNodes({ pattern, topology }: GraphModel): GraphNodeType[] {
  const places = placesOf(topology, pattern);
  const own = moved.get(pattern.meta.id);
  const scale = scaleFor(topology.nodes.length);
  return topology.nodes.map((spec) => {
    const side = sideOf(pattern.roles[spec.program]?.shape ?? 'square', scale);
    return {
      id: spec.id,
      type: 'node',
      position: own?.get(spec.id) ?? places.get(spec.id) ?? { x: 0, y: 0 },
      width: side,
      height: side,
      data: { spec, side, small: isSmall(scale) },
      domAttributes: PLAIN,
    };
  });
}

/** Keeps what did not change the same object, so that only links that moved are drawn again. */
function useLinks(
  model: GraphModel,
  bodies: ReadonlyMap<string, Body>,
): { readonly links: readonly LinkPath[]; readonly edges: GraphLinkType[] } {
  const kept = useRef(new Map<string, { readonly link: LinkPath; readonly edge: GraphLinkType }>());
  return useMemo(() => {
    const next = new Map<string, { readonly link: LinkPath; readonly edge: GraphLinkType }>();
    for (const { a, b } of model.topology.links) {
      const from = bodies.get(a);
      const to = bodies.get(b);
      if (!from || !to) continue;
      const others = [...bodies].flatMap(([id, body]) => (id === a || id === b ? [] : [body]));
      const link = linkPath(a, b, from, to, others);
      const before = kept.current.get(link.id);
      next.set(
        link.id,
        before?.link.path === link.path
          ? before
          : {
              link,
              edge: {
                id: link.id,
                source: a,
                target: b,
                type: 'link',
                data: { link },
                ariaRole: 'presentation',
                ariaLabel: null as unknown as string,
                domAttributes: { 'aria-roledescription': undefined },
              },
            },
      );
    }
    kept.current = next;
    return { links: [...next.values()].map(({ link }) => link), edges: [...next.values()].map(({ edge }) => edge) };
  }, [model, bodies]);
}

/** How far what a pattern draws may reach above a node, px of the layout. */
const ART_PX = 20;

/** Nodes, links and pods as React Flow wants them, and where everything stands. */
export function useGraphLayout(model: GraphModel, panel: Panel) {
  const { NodeArt } = usePatternView();
  const art = NodeArt === undefined ? 0 : ART_PX;
  const [state, setState] = useState({ model, nodes: firstNodes(model) });
  const placed = state.model === model ? state.nodes : firstNodes(model);
  if (state.model !== model) setState({ model, nodes: placed });

  const placesKey = placed.map(({ position }) => `${position.x},${position.y}`).join(' ');
  const arrangement = useMemo(() => {
    const places = new Map(placed.map(({ id, position }) => [id, position]));
    return arrange({ topology: model.topology, pattern: model.pattern, places, art }, panel);
    // Only where nodes stand counts: React Flow writes measurements into them as well.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [model, placesKey, art, panel]);
  const { bodies, plans, spread } = arrangement;
  useLayoutEffect(() => model.live.setState({ plans }), [model, plans]);

  const onNodesChange = useCallback(
    (changes: NodeChange<GraphNodeType | PodFrameType>[]) => {
      const own = changes
        .filter((change) => !('id' in change) || !change.id.startsWith('pod '))
        .map((change) => gathered(change as NodeChange<GraphNodeType>, spread));
      if (own.length === 0) return;
      for (const change of own) {
        if (change.type !== 'position' || !change.position || change.dragging !== true) continue;
        const places = moved.get(model.pattern.meta.id) ?? new Map<string, Point>();
        places.set(change.id, change.position);
        moved.set(model.pattern.meta.id, places);
      }
      setState((now) => (now.model === model ? { model, nodes: applyNodeChanges(own, now.nodes) } : now));
    },
    [model, spread],
  );

  const nodes = useMemo(
    () => placed.map((node): GraphNodeType => ({ ...node, position: spreadPoint(node.position, spread) })),
    [placed, spread],
  );
  const pods = useMemo(
    () =>
      podBoxes(model.topology, bodies).map(({ name, x, y, width, height }): PodFrameType => ({
        id: `pod ${name}`,
        type: 'pod',
        position: { x: x + width / 2, y: y + height / 2 },
        width,
        height,
        zIndex: -1,
        draggable: false,
        selectable: false,
        data: { name },
        domAttributes: PLAIN,
        style: { pointerEvents: 'none' },
      })),
    [model, bodies],
  );
  const { links, edges } = useLinks(model, bodies);
  const all = useMemo(() => [...pods, ...nodes], [pods, nodes]);
  return { nodes: all, edges, links, bodies, view: arrangement.view, onNodesChange };
}

/** A change of place as the pattern's layout has it. */
function gathered(change: NodeChange<GraphNodeType>, spread: Point): NodeChange<GraphNodeType> {
  if (change.type !== 'position' || !change.position) return change;
  const { x, y } = change.position;
  return { ...change, position: { x: x / spread.x, y: y / spread.y } };
}
