import { createElement, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { view } from '../../state/stores.ts';
import type { Command } from '../commands/command.ts';
import { listenForKeys } from '../commands/hotkeys.ts';
import { staticCommands } from '../commands/static-commands.ts';
import { useView } from '../hooks.ts';

const loadKeyMap = async (): Promise<ComponentType> => (await import('./KeyMap.tsx')).KeyMap;
const loadPalette = async (): Promise<ComponentType> => (await import('./Palette.tsx')).Palette;

/** After the page has opened and the run has begun. */
const IDLE_MS = 2_000;

/**
 * A dialog while it is wanted. Its code is loaded when the page has nothing else to do, or as soon as
 * it is wanted: who opens the palette types on at once, and nothing of that may go elsewhere.
 */
function useEarly(load: () => Promise<ComponentType>, wanted: boolean): ReactNode {
  const [loaded, setLoaded] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (loaded) return undefined;
    const get = (): void =>
      void load().then(
        (part) => setLoaded(() => part),
        // Keys wait for a dialog that was asked for: one that cannot come is not waited for.
        () => wanted && view.setState({ openDialog: null }),
      );
    if (wanted) return get();
    const idle = setTimeout(get, IDLE_MS);
    return () => clearTimeout(idle);
  }, [load, loaded, wanted]);
  return wanted && loaded ? createElement(loaded) : null;
}

const isEverywhere = (command: Command): boolean => command.everywhere === true;

/** Keys, and the two dialogs that tell what can be done. Once a page. */
export function Help() {
  useEffect(
    () =>
      listenForKeys(
        // A dialog that is still being loaded has what is typed as little as one that stands.
        () => (view.getState().openDialog === null ? staticCommands : staticCommands.filter(isEverywhere)),
        () => view.getState().singleKeys,
      ),
    [],
  );
  const open = useView((state) => state.openDialog);
  const keyMap = useEarly(loadKeyMap, open === 'keys');
  const palette = useEarly(loadPalette, open === 'palette');
  return (
    <>
      {keyMap}
      {palette}
    </>
  );
}
