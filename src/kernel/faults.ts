import type { Action, ActionBody } from './action.ts';
import { applyAction } from './apply.ts';
import type { Kernel } from './kernel.ts';
import { resolveTarget } from './target.ts';

/** An action that is in force, with the bodies that undo it on the very nodes and links that it touched. */
export interface Fault {
  readonly action: Action;
  readonly undo: readonly ActionBody[];
}

/**
 * The faults in force, oldest first. Two may lie on the same thing: when one of them ends, what the
 * newest of the others asks for holds, and the thing is well again only when the last has ended.
 */
export class Faults {
  private list: readonly Fault[];

  constructor(list: readonly Fault[] = []) {
    this.list = list;
  }

  /** An action has taken effect; `undo` is empty where there is nothing to undo. */
  begin(kernel: Kernel, action: Action, undo: readonly ActionBody[]): void {
    if (undo.length > 0) this.list = [...this.list, { action, undo }];
    else this.release(endedBy(kernel, action));
  }

  /** Its time is over: each thing it touched goes to who else has a say in it, or is well again. */
  end(kernel: Kernel, action: Action, undo: readonly ActionBody[]): void {
    this.list = this.list.filter((fault) => fault.action !== action);
    for (const body of undo) {
      const heir = this.heirOf(dialOf(body));
      if (heir === undefined) applyAction(kernel, body);
      else handOver(kernel, body, heir);
    }
  }

  /** For checkpoints: never changed. */
  all(): readonly Fault[] {
    return this.list;
  }

  private heirOf(dial: string): { readonly action: Action; readonly undo: ActionBody } | undefined {
    if (dial === '') return undefined;
    for (let i = this.list.length - 1; i >= 0; i--) {
      const { action, undo } = this.list[i]!;
      const same = undo.find((body) => dialOf(body) === dial);
      if (same !== undefined) return { action, undo: same };
    }
    return undefined;
  }

  /** Somebody has ended these by hand: whoever held them has no say any more. */
  private release(dials: (dial: string) => boolean): void {
    this.list = this.list.flatMap(({ action, undo }) => {
      const left = undo.filter((body) => !dials(dialOf(body)));
      return left.length === 0 ? [] : [{ action, undo: left }];
    });
  }
}

/** What both bodies must name for one to have a say in the other; empty where effects add up. */
function dialOf(undo: ActionBody): string {
  if (undo.kind === 'clockJump') return '';
  if ('a' in undo) return `${undo.kind} ${undo.a < undo.b ? `${undo.a} ${undo.b}` : `${undo.b} ${undo.a}`}`;
  if ('node' in undo) return `${undo.kind} ${undo.node}`;
  return undo.kind === 'set' ? `set ${undo.setting}` : '';
}

function handOver(
  kernel: Kernel,
  undo: ActionBody,
  heir: { readonly action: Action; readonly undo: ActionBody },
): void {
  const { action } = heir;
  switch (undo.kind) {
    case 'restart':
    case 'resume':
      // The node stays as it is.
      return;
    case 'heal':
      if (action.kind !== 'cut' || action.oneWay !== true || heir.undo.kind !== 'heal') return;
      applyAction(kernel, undo);
      applyAction(kernel, { ...action, a: heir.undo.a, b: heir.undo.b });
      return;
    default:
      // The same dial, at the heir's value, on this one thing.
      applyAction(kernel, {
        ...action,
        ...('a' in undo && { a: undo.a, b: undo.b }),
        ...('node' in undo && { node: undo.node }),
      });
  }
}

/** Which dials an action that only repairs has set right. */
function endedBy(kernel: Kernel, action: ActionBody): (dial: string) => boolean {
  switch (action.kind) {
    case 'healAll':
      return (dial) => dial.startsWith('heal ');
    case 'heal': {
      const pairs = resolveTarget(kernel, action.a).flatMap((from) =>
        resolveTarget(kernel, action.b).map((to) => dialOf({ kind: 'heal', a: from.id, b: to.id })),
      );
      return (dial) => pairs.includes(dial);
    }
    case 'restart':
    case 'resume': {
      const nodes = resolveTarget(kernel, action.node).map(({ id }) => `${action.kind} ${id}`);
      return (dial) => nodes.includes(dial);
    }
    case 'restartPod': {
      const nodes = kernel.nodes.filter(({ spec }) => spec.pod === action.pod).map(({ id }) => `restart ${id}`);
      return (dial) => nodes.includes(dial);
    }
    default:
      return () => false;
  }
}
