import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { ms, type Us } from '../../kernel/time.ts';
import { canStretchEnd, moved, stretched, type BlockSpan } from './block-edits.ts';
import type { TimeScale } from './axis.ts';
import type { FaultBlock } from './fault-blocks.ts';

export type Grip = 'move' | 'start' | 'end';

/** What is being pulled, and where it would lie. */
export interface BlockDrag {
  readonly key: string;
  readonly span: BlockSpan;
}

interface Pull {
  readonly pointer: number;
  readonly x: number;
  readonly grip: Grip;
  moving: boolean;
}

const CLICK_PX = 4;
/** A hand lands on round times; keys and the form are exact. */
const SNAP_US = ms(10);
export const KEY_STEP_US = ms(100);

export const spanBy = (block: FaultBlock, grip: Grip, byUs: Us, untilUs: Us): BlockSpan =>
  grip === 'move' ? moved(block, byUs, untilUs) : stretched(block, grip, byUs, untilUs);

/** A mark has no length, and an end that another fault sets stays where it is. */
export const canPull = (block: FaultBlock, grip: Grip): boolean =>
  grip === 'move' || (block.end !== 'instant' && (grip === 'start' || canStretchEnd(block)));

interface DragOptions {
  readonly block: FaultBlock;
  readonly blockKey: string;
  readonly scale: TimeScale;
  readonly untilUs: Us;
  readonly setDrag: (drag: BlockDrag | null) => void;
  readonly onSpan: (span: BlockSpan) => void;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
}

/** Pointer and keys of one block: drag to move, its ends to stretch, click or Enter to open, Delete to take out. */
export function useBlockDrag({ block, blockKey, scale, untilUs, setDrag, onSpan, onOpen, onDelete }: DragOptions) {
  const pull = useRef<Pull | null>(null);

  const spanAt = (event: PointerEvent, held: Pull): BlockSpan => {
    const byUs = ((event.clientX - held.x) / scale.widthPx) * (scale.toUs - scale.fromUs);
    const edgeUs = held.grip === 'end' ? block.toUs : block.fromUs;
    return spanBy(block, held.grip, Math.round((edgeUs + byUs) / SNAP_US) * SNAP_US - edgeUs, untilUs);
  };
  const stop = () => {
    pull.current = null;
    setDrag(null);
  };

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      const grip = ((event.target as HTMLElement).closest<HTMLElement>('[data-grip]')?.dataset['grip'] ??
        'move') as Grip;
      event.currentTarget.setPointerCapture(event.pointerId);
      pull.current = { pointer: event.pointerId, x: event.clientX, grip, moving: false };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const held = pull.current;
      if (held?.pointer !== event.pointerId) return;
      held.moving ||= Math.abs(event.clientX - held.x) >= CLICK_PX;
      if (held.moving) setDrag({ key: blockKey, span: spanAt(event, held) });
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const held = pull.current;
      if (held?.pointer !== event.pointerId) return;
      stop();
      if (held.moving) onSpan(spanAt(event, held));
      else onOpen();
    },
    onPointerCancel: stop,
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (direction !== 0) {
        const grip = event.shiftKey ? (event.altKey ? 'start' : 'end') : 'move';
        if (canPull(block, grip)) onSpan(spanBy(block, grip, direction * KEY_STEP_US, untilUs));
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        onDelete();
      } else if (event.key === 'Enter' || event.key === ' ') {
        onOpen();
      } else if (event.key === 'Escape' && pull.current !== null) {
        stop();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
