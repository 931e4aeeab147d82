import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, type RefObject } from 'react';

/** Below this zoom words grow against it, so that they stay readable in a small panel. */
const READABLE_ZOOM = 0.78;
const MOST = 1.55;

export const captionScaleAt = (zoom: number): number => Math.min(MOST, Math.max(1, READABLE_ZOOM / zoom));

/** Keeps `--caption-scale` on the panel: how much larger than the picture its words are drawn. */
export function useCaptionScale(panelRef: RefObject<HTMLElement | null>): void {
  const flow = useStoreApi();
  useLayoutEffect(() => {
    let shown = 0;
    const apply = (): void => {
      const scale = captionScaleAt(flow.getState().transform[2]);
      if (Math.abs(scale - shown) < 0.01) return;
      shown = scale;
      panelRef.current?.style.setProperty('--caption-scale', scale.toFixed(2));
    };
    apply();
    return flow.subscribe(apply);
  }, [flow, panelRef]);
}
