import type { SceneNode } from '../../derive/types.ts';
import { commands, mainRun, playback, view } from '../../state/stores.ts';

/** The selected node as it is at the cursor; null where something else or nothing is selected. */
export function selectedNode(): { readonly id: string; readonly program: string; readonly live: SceneNode } | null {
  const { selection } = view.getState();
  const { topology, index } = mainRun.getState();
  if (selection?.kind !== 'node') return null;
  const spec = topology?.nodes.find((node) => node.id === selection.id);
  const live = index.sceneAt(playback.getState().cursorSeq).nodes[selection.id];
  return spec && live ? { id: spec.id, program: spec.program, live } : null;
}

export function crashOrRestart(): void {
  const node = selectedNode();
  if (node)
    commands.act(node.live.status === 'down' ? { kind: 'restart', node: node.id } : { kind: 'crash', node: node.id });
}

/** Into the mode in which it no longer answers, or back to its normal one; a node without such a mode is paused instead. */
export function hangOrRecover(): void {
  const node = selectedNode();
  if (!node || node.live.status === 'down') return;
  const modes = mainRun.getState().pattern?.programs[node.program]?.modes ?? [];
  const [normal] = modes;
  if (normal !== undefined && modes.includes('hang')) {
    const usual = node.live.mode === '' || node.live.mode === normal;
    commands.act({ kind: 'mode', node: node.id, mode: usual ? 'hang' : normal });
  } else {
    commands.act(node.live.status === 'paused' ? { kind: 'resume', node: node.id } : { kind: 'pause', node: node.id });
  }
}

/** The menu of what can be done to the selection, beside it on the graph. */
export function openFaults(): void {
  const { selection } = view.getState();
  if (!selection) return;
  const drawn =
    selection.kind === 'node' ? document.querySelector(`[data-graph-node="${CSS.escape(selection.id)}"]`) : null;
  const box = (drawn ?? document.querySelector('[data-stage]'))?.getBoundingClientRect();
  if (box) commands.openMenu(selection, box.left + box.width / 2, box.top + box.height / 2);
}

/** Presses the graphs' own button for it: both of them, side by side. */
export function fitGraph(): void {
  for (const button of document.querySelectorAll<HTMLElement>(
    '[data-stage] button[aria-label="Show the whole system"]',
  ))
    button.click();
}
