import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, type RefObject } from 'react';
import { captionScaleAt, cellScaleOf, ROOMY_SCALE } from './captions.ts';
import { useGraphModel } from './graph-model.ts';

/** Keeps `--caption-scale` and `--cell-scale` on the panel: how much larger than the picture words and cells are drawn. */
export function useCaptionScale(panelRef: RefObject<HTMLElement | null>): void {
  const flow = useStoreApi();
  const { live } = useGraphModel();
  useLayoutEffect(() => {
    let shown = 0;
    const apply = (): void => {
      const scale = captionScaleAt(flow.getState().transform[2]);
      if (Math.abs(scale - shown) < 0.01) return;
      shown = scale;
      const near = scale <= ROOMY_SCALE;
      if (live.getState().near !== near) live.setState({ near });
      panelRef.current?.style.setProperty('--caption-scale', scale.toFixed(2));
      panelRef.current?.style.setProperty('--cell-scale', cellScaleOf(scale).toFixed(2));
    };
    apply();
    return flow.subscribe(apply);
  }, [flow, panelRef, live]);
}
