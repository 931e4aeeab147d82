import { useEffect, useRef, type PointerEvent } from 'react';
import type { Us } from '../../kernel/time.ts';
import { playback } from '../../state/stores.ts';
import { useCommands, useRunStore } from '../hooks.ts';
import { usAt, type TimeScale } from './axis.ts';

/** A press that moves less than this is a click. */
const CLICK_PX = 4;

interface Press {
  readonly id: number;
  readonly x: number;
  readonly resume: boolean;
  dragged: boolean;
  wantedUs: Us;
  frame: number;
}

/**
 * Dragging over the track moves the cursor along, as far as the run is known; a click goes there,
 * and runs on where it has not been yet. Playing stops meanwhile and goes on afterwards.
 */
export function useScrub(scale: TimeScale) {
  const commands = useCommands();
  const store = useRunStore();
  const press = useRef<Press | null>(null);
  useEffect(() => () => cancelAnimationFrame(press.current?.frame ?? 0), []);

  const timeAt = (event: PointerEvent<HTMLElement>): Us =>
    usAt(scale, event.clientX - event.currentTarget.getBoundingClientRect().left);
  const known = (us: Us): Us => Math.min(us, store.getState().headUs);
  const follow = (held: Press, us: Us): void => {
    held.wantedUs = us;
    held.frame ||= requestAnimationFrame(() => {
      held.frame = 0;
      commands.seek(known(held.wantedUs));
    });
  };
  const end = (event: PointerEvent<HTMLElement>, cancelled: boolean): void => {
    const held = press.current;
    if (held?.id !== event.pointerId) return;
    press.current = null;
    cancelAnimationFrame(held.frame);
    const us = timeAt(event);
    if (!cancelled) commands.seek(held.dragged ? known(us) : us);
    if (held.resume) commands.play();
  };

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || press.current || (event.target as Element).closest('button, [data-block]')) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { playing } = playback.getState();
      if (playing) commands.pause();
      press.current = { id: event.pointerId, x: event.clientX, resume: playing, dragged: false, wantedUs: 0, frame: 0 };
      const us = timeAt(event);
      if (us <= store.getState().headUs) commands.seek(us);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const held = press.current;
      if (held?.id !== event.pointerId) return;
      held.dragged ||= Math.abs(event.clientX - held.x) >= CLICK_PX;
      if (held.dragged) follow(held, timeAt(event));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => end(event, false),
    onPointerCancel: (event: PointerEvent<HTMLElement>) => end(event, true),
  };
}
