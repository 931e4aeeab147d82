import type { KeyboardEvent, RefObject } from 'react';
import { playback, view } from '../../state/stores.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands, useRunStore } from '../hooks.ts';
import { neighbour, type Direction, type LinkPath, type Point } from './geometry.ts';
import { useGraphModel } from './graph-model.ts';
import type { Overlay } from './overlay.ts';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The next of a list in a direction, from where it stands; the first or last where it stands nowhere. */
function cycled<T>(items: readonly T[], at: number, step: 1 | -1): T | undefined {
  if (items.length === 0) return undefined;
  if (at < 0) return items[step === 1 ? 0 : items.length - 1];
  return items[(at + step + items.length) % items.length];
}

interface Parts {
  readonly panelRef: RefObject<HTMLElement | null>;
  readonly overlayRef: RefObject<Overlay | null>;
  readonly places: ReadonlyMap<string, Point>;
  readonly links: readonly LinkPath[];
}

/**
 * Keys inside the graph: arrows go from node to node, Enter selects and then opens the menu,
 * Shift+F10 opens the menu at once, M goes through the messages in flight, L through the node's links.
 */
export function useGraphKeys({ panelRef, overlayRef, places, links }: Parts) {
  const { live } = useGraphModel();
  const commands = useCommands();
  const run = useRunStore();

  const elementOf = (node: string): HTMLElement | null =>
    panelRef.current?.querySelector<HTMLElement>(`[data-graph-node="${CSS.escape(node)}"]`) ?? null;

  const openMenu = (target: NonNullable<Selection>, node: string): void => {
    const box = (elementOf(node) ?? panelRef.current)?.getBoundingClientRect();
    let x = (box?.left ?? 0) + (box?.width ?? 0) / 2;
    let y = (box?.top ?? 0) + (box?.height ?? 0) / 2;
    const place = target.kind === 'message' ? overlayRef.current?.placeOf(target.id) : null;
    const panel = panelRef.current?.getBoundingClientRect();
    if (place && panel) {
      x = panel.left + place.x;
      y = panel.top + place.y;
    }
    commands.openMenu(target, x, y);
  };

  const cycleMessages = (step: 1 | -1): void => {
    const flights = run.getState().index.inFlight(playback.getState().cursorUs);
    const { selection } = view.getState();
    const at = selection?.kind === 'message' ? flights.findIndex((flight) => flight.transit.id === selection.id) : -1;
    const next = cycled(flights, at, step);
    if (next) commands.select({ kind: 'message', id: next.transit.id });
  };

  const cycleLinks = (node: string, step: 1 | -1): void => {
    const own = links.filter((link) => link.a === node || link.b === node);
    const { selection } = view.getState();
    const at =
      selection?.kind === 'link' ? own.findIndex((link) => link.a === selection.a && link.b === selection.b) : -1;
    const next = cycled(own, at, step);
    if (next) commands.select({ kind: 'link', a: next.a, b: next.b });
  };

  const press = (event: KeyboardEvent, node: string): boolean => {
    const direction = ARROWS[event.key];
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (direction && plain && !event.shiftKey) {
      const next = neighbour(places, node, direction);
      if (next !== null) {
        live.setState({ focus: next });
        elementOf(next)?.focus();
      }
      return true;
    }
    const { selection, singleKeys } = view.getState();
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      openMenu(selection && selection.kind !== 'node' ? selection : { kind: 'node', id: node }, node);
      return true;
    }
    if (event.key === 'Enter' && plain) {
      if (selection?.kind === 'node' && selection.id === node) openMenu(selection, node);
      else commands.select({ kind: 'node', id: node });
      return true;
    }
    if (!singleKeys || !plain) return false;
    const step = event.shiftKey ? -1 : 1;
    if (event.key.toLowerCase() === 'm') cycleMessages(step);
    else if (event.key.toLowerCase() === 'l') cycleLinks(node, step);
    else return false;
    return true;
  };

  return (event: KeyboardEvent): void => {
    const node =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-graph-node]')?.dataset['graphNode']
        : undefined;
    if (node === undefined || !press(event, node)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
