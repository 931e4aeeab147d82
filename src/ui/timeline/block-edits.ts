import { takesDuration } from '../../kernel/action-catalogue.ts';
import type { Action } from '../../kernel/action.ts';
import { ms, type Us } from '../../kernel/time.ts';
import type { ActionEdit } from '../../state/types.ts';
import type { FaultBlock } from './fault-blocks.ts';

/** A block cannot be made shorter than this by hand. */
export const SHORTEST_US: Us = ms(10);

/** Where a block would lie. */
export interface BlockSpan {
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** Whether both ends can be pulled: an end that another fault sets cannot. */
export const canStretchEnd = (block: FaultBlock): boolean =>
  block.end === 'duration' || block.end === 'action' || (block.end === 'run' && takesDuration(block.action));

/** The block moved as a whole, inside the run. A block that reaches to the end of the run keeps doing so. */
export function moved(block: FaultBlock, byUs: Us, untilUs: Us): BlockSpan {
  const anchored = block.end === 'run' || block.end === 'replaced';
  const latestUs = anchored ? block.toUs - SHORTEST_US : untilUs - (block.toUs - block.fromUs);
  const fromUs = clamp(block.fromUs + byUs, 0, Math.max(0, latestUs));
  return { fromUs, toUs: anchored ? block.toUs : fromUs + (block.toUs - block.fromUs) };
}

export function stretched(block: FaultBlock, side: 'start' | 'end', byUs: Us, untilUs: Us): BlockSpan {
  if (side === 'start') return { fromUs: clamp(block.fromUs + byUs, 0, block.toUs - SHORTEST_US), toUs: block.toUs };
  return { fromUs: block.fromUs, toUs: clamp(block.toUs + byUs, block.fromUs + SHORTEST_US, untilUs) };
}

/**
 * The edits that bring a block to `span`, to be applied one after the other. The list is kept in
 * order of time, so an edit may move its action past others: of two, the one that goes outward is
 * applied first, and the place of the other stays true.
 */
export function spanEdits(block: FaultBlock, span: BlockSpan, actions: readonly Action[]): readonly ActionEdit[] {
  const { index, endIndex, action } = block;
  const start = startEdit(block, span);
  const endAction = endIndex === null ? undefined : actions[endIndex];
  if (endIndex === null || endAction === undefined || span.toUs === block.toUs)
    return start === null ? [] : [{ index, action: start }];
  const end: ActionEdit = { index: endIndex, action: { ...endAction, atUs: span.toUs } };
  if (start === null) return [end];
  const begin: ActionEdit = { index, action: start };
  return span.fromUs > action.atUs ? [end, begin] : [begin, end];
}

function startEdit(block: FaultBlock, span: BlockSpan): Action | null {
  const { action, end } = block;
  const at = { ...action, atUs: span.fromUs };
  const ownLength = end === 'duration' || (end === 'run' && span.toUs !== block.toUs);
  if (!ownLength) return span.fromUs === action.atUs ? null : at;
  // What was cut off by the end of the run keeps its length when only its start is moved.
  const cutOff = action.forUs !== undefined && action.atUs + action.forUs > block.toUs && span.toUs === block.toUs;
  const forUs = cutOff ? action.forUs - (span.fromUs - action.atUs) : span.toUs - span.fromUs;
  return span.fromUs === action.atUs && forUs === action.forUs ? null : { ...at, forUs };
}

/** Takes the block out, with the action that ends it unless another block needs that. */
export function deleteEdits(block: FaultBlock, blocks: readonly FaultBlock[]): readonly ActionEdit[] {
  const { index, endIndex } = block;
  const shared = endIndex !== null && blocks.some((other) => other.index !== index && other.endIndex === endIndex);
  return endIndex === null || shared
    ? [{ index, action: null }]
    : [
        { index: endIndex, action: null },
        { index, action: null },
      ];
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
