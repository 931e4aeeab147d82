import { inverseOf, takesDuration, toneOf, type InverseContext } from '../../kernel/action-catalogue.ts';
import type { Action, ActionBody } from '../../kernel/action.ts';
import type { Us } from '../../kernel/time.ts';

/**
 * What ends a block. `duration`: the action's own; `action`: a later one of the list that takes it
 * back; `replaced`: a later one of its kind on the same thing; `run`: nothing, it lasts to the end
 * of the run; `instant`: it is over at once, and drawn as a mark.
 */
export type BlockEnd = 'duration' | 'action' | 'replaced' | 'run' | 'instant';

/** `bad`: something is out of order; `warn`: it is worse than usual; `repair` and `neutral` as in the catalogue. */
export type BlockTone = 'bad' | 'warn' | 'repair' | 'neutral';

/** One action, or an action and the one that takes it back, as it lies on the fault track. */
export interface FaultBlock {
  /** Place of the action in the list. */
  readonly index: number;
  /** Place of the action that ends it; null where none does. Several blocks may share it. */
  readonly endIndex: number | null;
  readonly action: Action;
  readonly fromUs: Us;
  /** Equals `fromUs` for a mark. */
  readonly toUs: Us;
  readonly end: BlockEnd;
  readonly tone: BlockTone;
}

/** What the catalogue cannot read off an action. */
export interface BlockContext {
  readonly untilUs: Us;
  /** First mode of the node's program; undefined where it is not known, as for `@leader`. */
  readonly normalMode: (target: string) => string | undefined;
  readonly modeTone: (mode: string) => 'ok' | 'bad' | 'warn' | undefined;
}

interface Open {
  readonly place: number;
  readonly action: Action;
  readonly inverse: ActionBody;
}

/**
 * Lays the actions of a scenario out as blocks, one for each fault and mark, in the order of the
 * list. An action that ends a block has none of its own.
 */
export function faultBlocks(actions: readonly Action[], context: BlockContext): readonly FaultBlock[] {
  const blocks: FaultBlock[] = [];
  let open: Open[] = [];
  actions.forEach((action, index) => {
    const known = inverseContext(action, context);
    const tone = blockTone(action, known, context);
    const ended = open.filter((block) => undoes(action, block));
    // After one that ends by itself, what was there before holds again.
    const passes = action.forUs !== undefined;
    const replaced = ended.length > 0 || passes ? [] : open.filter((block) => replaces(action, block.action));
    for (const { place } of ended)
      blocks[place] = { ...blocks[place]!, toUs: action.atUs, end: 'action', endIndex: index };
    for (const { place } of replaced) blocks[place] = { ...blocks[place]!, toUs: action.atUs, end: 'replaced' };
    if (ended.length + replaced.length > 0)
      open = open.filter((block) => !ended.includes(block) && !replaced.includes(block));
    if (ended.length > 0) return;

    const block = { index, endIndex: null, action, fromUs: action.atUs, tone } as const;
    const inverse = inverseOf(action, known);
    if (action.forUs !== undefined && takesDuration(action)) {
      blocks.push({ ...block, toUs: Math.min(context.untilUs, action.atUs + action.forUs), end: 'duration' });
    } else if (inverse !== null && lasts(action)) {
      open.push({ place: blocks.length, action, inverse });
      blocks.push({ ...block, toUs: Math.max(action.atUs, context.untilUs), end: 'run' });
    } else {
      blocks.push({ ...block, toUs: action.atUs, end: 'instant' });
    }
  });
  return blocks;
}

function inverseContext(action: Action, context: BlockContext): InverseContext {
  const normalMode = action.kind === 'mode' ? context.normalMode(action.node) : undefined;
  return normalMode === undefined ? {} : { normalMode };
}

/** A clock that jumped is not jumping any more: without a duration that is a moment. */
const lasts = (action: ActionBody): boolean => action.kind !== 'clockJump' && action.kind !== 'set';

function undoes(action: ActionBody, block: Open): boolean {
  const { inverse } = block;
  if (action.kind === 'healAll') return block.action.kind === 'cut' || block.action.kind === 'partition';
  return sameBody(action, inverse) || ('a' in inverse && sameBody(action, { ...inverse, a: inverse.b, b: inverse.a }));
}

/** A second value for the same dial of the same thing: the first one is over. */
function replaces(action: ActionBody, earlier: ActionBody): boolean {
  if (action.kind !== earlier.kind) return false;
  switch (action.kind) {
    case 'slow':
    case 'slowSync':
    case 'clockOffset':
    case 'clockDrift':
    case 'mode':
      return 'node' in earlier && earlier.node === action.node;
    case 'latency':
    case 'loss':
    case 'duplicates':
    case 'reorder':
    case 'bandwidth':
      return (
        'a' in earlier &&
        ((earlier.a === action.a && earlier.b === action.b) || (earlier.a === action.b && earlier.b === action.a))
      );
    default:
      return false;
  }
}

/** Whether two actions say the same, their time apart. */
function sameBody(action: ActionBody, other: ActionBody): boolean {
  const mine = Object.entries(action).filter(
    ([key, value]) => key !== 'atUs' && key !== 'forUs' && value !== undefined,
  );
  const theirs = Object.entries(other).filter(([, value]) => value !== undefined);
  return (
    mine.length === theirs.length && mine.every(([key, value]) => (other as Record<string, unknown>)[key] === value)
  );
}

/** What stops something is out of order; what only makes it slower or less sure is worse than usual. */
const STOPS: ReadonlySet<ActionBody['kind']> = new Set([
  'crash',
  'cut',
  'partition',
  'diskFull',
  'killPod',
  'dropMessage',
]);

function blockTone(action: Action, known: InverseContext, context: BlockContext): BlockTone {
  const tone = toneOf(action, known);
  if (tone !== 'fault') return tone;
  if (action.kind === 'mode') {
    const said = context.modeTone(action.mode);
    return said === 'ok' ? 'repair' : (said ?? 'bad');
  }
  return STOPS.has(action.kind) ? 'bad' : 'warn';
}

/** Puts blocks that would lie on each other into rows, each at least `minUs` wide; never more than `most` rows. */
export function packRows(
  blocks: readonly FaultBlock[],
  minUs: Us,
  most: number,
): { readonly rows: readonly number[]; readonly count: number } {
  const freeFromUs: Us[] = [];
  const rows: number[] = [];
  const inOrder = blocks
    .map((block, place) => ({ block, place }))
    .sort((a, b) => a.block.fromUs - b.block.fromUs || a.place - b.place);
  for (const { block, place } of inOrder) {
    let row = freeFromUs.findIndex((freeUs) => freeUs <= block.fromUs);
    if (row < 0) row = freeFromUs.length < most ? freeFromUs.length : freeFromUs.indexOf(Math.min(...freeFromUs));
    freeFromUs[row] = Math.max(freeFromUs[row] ?? 0, block.toUs, block.fromUs + minUs);
    rows[place] = row;
  }
  return { rows, count: Math.max(1, freeFromUs.length) };
}
