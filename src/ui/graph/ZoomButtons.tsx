import { useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '../kit/index.ts';
import styles from './Graph.module.css';

/** What a pinch does, as buttons. */
export function ZoomButtons({
  calm,
  onZoom,
  onFit,
}: {
  readonly calm: boolean;
  readonly onZoom: () => void;
  readonly onFit: () => void;
}) {
  const flow = useReactFlow();
  const duration = calm ? 0 : 140;
  const zoom = (way: 'zoomIn' | 'zoomOut') => () => {
    onZoom();
    void flow[way]({ duration });
  };
  return (
    <div className={styles.zoom}>
      <IconButton label="Zoom in" size="small" variant="plain" side="left" onClick={zoom('zoomIn')}>
        <Plus size={16} />
      </IconButton>
      <IconButton label="Zoom out" size="small" variant="plain" side="left" onClick={zoom('zoomOut')}>
        <Minus size={16} />
      </IconButton>
      <IconButton label="Show the whole system" size="small" variant="plain" side="left" onClick={onFit}>
        <Maximize size={15} />
      </IconButton>
    </div>
  );
}
