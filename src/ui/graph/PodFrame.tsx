import type { Node, NodeProps } from '@xyflow/react';
import { spelled } from '../../derive/words.ts';
import styles from './PodFrame.module.css';

export type PodFrameType = Node<{ readonly name: string }, 'pod'>;

/** The outline around nodes that share a host. */
export function PodFrame({ data, width, height }: NodeProps<PodFrameType>) {
  return (
    <div className={styles.pod} style={{ width, height }}>
      <span className={styles.name}>{spelled(data.name)}</span>
    </div>
  );
}
