import { useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useStore as useLayout } from 'zustand';
import { boxAround, fitTo, type Body } from './geometry.ts';
import { usePatternView } from '../board/pattern-views.ts';
import { layout } from '../workbench/layout.ts';
import { captionScaleAt } from './use-caption-scale.ts';
import { useGraphModel } from './graph-model.ts';
import { nodeBox, podBoxes } from './layout.ts';

export const MIN_ZOOM = 0.2;
export const MAX_ZOOM = 3;
/** How far what a pattern draws may reach above a node, px of the layout. */
const ART_PX = 20;
/** Fitting never enlarges beyond this: a small system stays calm in a large panel. */
const MAX_FIT_ZOOM = 1.35;
/** Left free for the properties strip above and the sentence below, px. */
const INSETS = { top: 58, right: 18, bottom: 66, left: 18 };
/** In a narrow panel the zoom buttons stand above the sentence, and words reach further aside. */
const NARROW_INSETS = { top: 46, right: 22, bottom: 116, left: 22 };
const NARROW_PX = 560;
/** On a phone the sentence has a place of its own; the strip and the buttons are as tall as a finger. */
const PHONE_INSETS = { top: 58, right: 18, bottom: 60, left: 18 };

/** Shows the whole system whenever the panel changes its size, until the reader has chosen a view. */
export function useFit(bodies: ReadonlyMap<string, Body>) {
  const { topology } = useGraphModel();
  const { NodeArt } = usePatternView();
  const artPx = NodeArt === undefined ? 0 : ART_PX;
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const isPhone = useLayout(layout, (state) => state.width === 'narrow');
  const chosen = useRef(false);
  const latest = useRef(bodies);
  useEffect(() => {
    latest.current = bodies;
  });

  const show = useCallback(() => {
    if (width === 0 || height === 0) return;
    const fitted = (grown: number) => {
      const boxes = topology.nodes.flatMap((spec) => {
        const body = latest.current.get(spec.id);
        if (!body) return [];
        const node = nodeBox(spec, body, grown);
        return [{ ...node, y: node.y - artPx, height: node.height + artPx }];
      });
      const box = boxAround([...boxes, ...podBoxes(topology, latest.current)]);
      const insets = isPhone ? PHONE_INSETS : width < NARROW_PX ? NARROW_INSETS : INSETS;
      return fitTo(box, width, height, insets, MIN_ZOOM, MAX_FIT_ZOOM);
    };
    // The smaller the picture, the larger its words: they have to fit as well.
    void flow.setViewport(fitted(captionScaleAt(fitted(1).zoom)));
  }, [topology, flow, width, height, artPx, isPhone]);

  useEffect(() => {
    chosen.current = false;
  }, [topology]);
  useEffect(() => {
    if (!chosen.current) show();
  }, [show]);

  return {
    /** React Flow names an event only where a person moved the view. */
    onMoveStart: (event: unknown) => {
      if (event) chosen.current = true;
    },
    leaveAlone: () => {
      chosen.current = true;
    },
    fit: () => {
      chosen.current = false;
      show();
    },
  };
}
