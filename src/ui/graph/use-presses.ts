import { useMemo, type MouseEvent } from 'react';
import { view } from '../../state/stores.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands } from '../hooks.ts';
import { useGraphModel } from './graph-model.ts';

type Target = NonNullable<Selection>;
interface Ends {
  readonly source: string;
  readonly target: string;
}

const nodeTarget = (node: { readonly id: string }): Target => ({ kind: 'node', id: node.id });
const linkTarget = ({ source, target }: Ends): Target => ({ kind: 'link', a: source, b: target });

const isSelected = (target: Target): boolean => JSON.stringify(view.getState().selection) === JSON.stringify(target);

/** Pressing, hovering and opening menus on nodes and links, as React Flow reports them. */
export function usePresses(coarse: boolean) {
  const commands = useCommands();
  const { live } = useGraphModel();
  return useMemo(() => {
    const press = (event: MouseEvent, target: Target): void => {
      if (target.kind === 'node') live.setState({ focus: target.id });
      // A finger has no second button: touching what is selected opens its menu.
      if (coarse && isSelected(target)) commands.openMenu(target, event.clientX, event.clientY);
      else commands.select(target);
    };
    const openMenu = (event: MouseEvent, target: Target): void => {
      event.preventDefault();
      commands.select(target);
      commands.openMenu(target, event.clientX, event.clientY);
    };
    const hover = (hovered: Selection): void => view.setState({ hovered });
    const leave = (): void => hover(null);
    return {
      onNodeClick: (event: MouseEvent, node: { readonly id: string }) => press(event, nodeTarget(node)),
      onNodeContextMenu: (event: MouseEvent, node: { readonly id: string }) => openMenu(event, nodeTarget(node)),
      onNodeMouseEnter: (_: MouseEvent, node: { readonly id: string }) => hover(nodeTarget(node)),
      onNodeMouseLeave: leave,
      onEdgeClick: (event: MouseEvent, edge: Ends) => press(event, linkTarget(edge)),
      onEdgeContextMenu: (event: MouseEvent, edge: Ends) => openMenu(event, linkTarget(edge)),
      onEdgeMouseEnter: (_: MouseEvent, edge: Ends) => hover(linkTarget(edge)),
      onEdgeMouseLeave: leave,
      onPaneClick: () => commands.select(null),
      onPaneContextMenu: (event: MouseEvent | globalThis.MouseEvent) => event.preventDefault(),
    };
  }, [coarse, commands, live]);
}
