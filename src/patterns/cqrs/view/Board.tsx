import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { Answers } from './Answers.tsx';
import { Lanes } from './Lanes.tsx';
import { Models } from './Models.tsx';

const GAP = 24;
const MODELS = 380;
const ANSWERS = 376;

/** Three panels beside each other, two, or one below the other, as the width allows. */
export function Board(props: BoardProps): ReactElement {
  const { widthPx, on } = props;
  if (!on) {
    return (
      <div
        style={{ display: 'grid', gap: GAP, gridTemplateColumns: widthPx > 640 ? `${MODELS}px ${ANSWERS}px` : '1fr' }}
      >
        <Models {...props} />
        <Answers {...props} />
      </div>
    );
  }
  if (widthPx >= MODELS + ANSWERS + 2 * GAP + 420) {
    const lanes = widthPx - MODELS - ANSWERS - 2 * GAP;
    return (
      <div style={{ display: 'grid', gap: GAP, gridTemplateColumns: `${MODELS}px ${lanes}px ${ANSWERS}px` }}>
        <Models {...props} />
        <Lanes {...props} widthPx={lanes} />
        <Answers {...props} />
      </div>
    );
  }
  if (widthPx >= MODELS + ANSWERS + GAP) {
    return (
      <div style={{ display: 'grid', gap: GAP }}>
        <Lanes {...props} />
        <div style={{ display: 'grid', gap: GAP, gridTemplateColumns: `${MODELS}px ${ANSWERS}px` }}>
          <Models {...props} />
          <Answers {...props} />
        </div>
      </div>
    );
  }
  return (
    <div style={{ display: 'grid', gap: GAP, gridTemplateColumns: '100%' }}>
      <div style={{ overflowX: 'auto' }}>
        <Models {...props} />
      </div>
      <div style={{ overflowX: 'auto' }}>
        <Lanes {...props} widthPx={Math.max(330, widthPx)} />
      </div>
      <Answers {...props} />
    </div>
  );
}
