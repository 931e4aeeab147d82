import { useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { view } from '../../state/stores.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands } from '../hooks.ts';
import type { Overlay } from './overlay.ts';

/** Half of the 24 px that a message's target measures. */
const REACH_PX = 12;
const FINGER_REACH_PX = 22;

const sameMessage = (selection: Selection, id: string | null): boolean =>
  (selection?.kind === 'message' ? selection.id : null) === id;

const isTouch = (event: MouseEvent): boolean =>
  (event.nativeEvent as Partial<globalThis.PointerEvent>).pointerType === 'touch';

/**
 * Pointing at messages: they are pixels of a canvas that lets the pointer through, so the panel
 * looks first whether one is meant. Nodes and controls go before messages.
 */
export function usePointing(overlayRef: RefObject<Overlay | null>) {
  const commands = useCommands();
  const waiting = useRef(0);

  const messageAt = (event: MouseEvent, panel: Element, reach: number): string | null => {
    if (!(event.target instanceof Element) || event.target.closest('button, [data-graph-node], a')) return null;
    const { left, top } = panel.getBoundingClientRect();
    return overlayRef.current?.hit(event.clientX - left, event.clientY - top, reach)?.transit.id ?? null;
  };

  const point = (id: string | null, panel: HTMLElement): void => {
    panel.style.cursor = id === null ? '' : 'pointer';
    const { hovered } = view.getState();
    if (id === null && hovered?.kind !== 'message') return;
    if (!sameMessage(hovered, id)) view.setState({ hovered: id === null ? null : { kind: 'message', id } });
  };

  return {
    onClickCapture(event: MouseEvent<HTMLElement>) {
      const touch = isTouch(event);
      const id = messageAt(event, event.currentTarget, touch ? FINGER_REACH_PX : REACH_PX);
      if (id === null) return;
      event.stopPropagation();
      const target = { kind: 'message', id } as const;
      // A finger has no second button: touching what is selected opens its menu.
      if (touch && sameMessage(view.getState().selection, id)) commands.openMenu(target, event.clientX, event.clientY);
      else commands.select(target);
    },
    onContextMenuCapture(event: MouseEvent<HTMLElement>) {
      const id = messageAt(event, event.currentTarget, REACH_PX);
      if (id === null) return;
      event.preventDefault();
      event.stopPropagation();
      commands.select({ kind: 'message', id });
      commands.openMenu({ kind: 'message', id }, event.clientX, event.clientY);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (event.pointerType === 'touch' || event.buttons !== 0 || waiting.current !== 0) return;
      const panel = event.currentTarget;
      const held = { target: event.target, clientX: event.clientX, clientY: event.clientY } as unknown as MouseEvent;
      waiting.current = requestAnimationFrame(() => {
        waiting.current = 0;
        point(messageAt(held, panel, REACH_PX), panel);
      });
    },
    onPointerLeave(event: PointerEvent<HTMLElement>) {
      cancelAnimationFrame(waiting.current);
      waiting.current = 0;
      point(null, event.currentTarget);
    },
  };
}
