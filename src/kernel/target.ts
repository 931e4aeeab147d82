import type { Kernel } from './kernel.ts';
import type { KernelNode } from './node.ts';
import type { Target } from './action.ts';

/** Who a target names at this moment. Unknown names answer nobody: the action does nothing, visibly. */
export function resolveTarget(kernel: Kernel, target: Target): KernelNode[] {
  if (!target.startsWith('@')) {
    const node = kernel.find(target);
    return node === undefined ? [] : [node];
  }
  const spec = target.slice(1);
  const colon = spec.indexOf(':');
  const word = colon < 0 ? spec : spec.slice(0, colon);
  const role = colon < 0 ? '' : spec.slice(colon + 1);
  const ofRole = kernel.nodes.filter((node) => node.spec.program === role);
  switch (word) {
    case 'all':
      return kernel.nodes;
    case 'role':
      return ofRole;
    case 'minority':
      return ofRole.slice(0, Math.floor((ofRole.length - 1) / 2));
    default:
      return kernel.nodes.filter((node) => node.lanes['main'] === word);
  }
}
