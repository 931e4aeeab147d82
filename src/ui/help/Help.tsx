import { lazy, Suspense, useEffect } from 'react';
import { view } from '../../state/stores.ts';
import type { Command } from '../commands/command.ts';
import { listenForKeys } from '../commands/hotkeys.ts';
import { staticCommands } from '../commands/static-commands.ts';
import { useView } from '../hooks.ts';

const KeyMap = lazy(async () => ({ default: (await import('./KeyMap.tsx')).KeyMap }));
const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));

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
  return (
    <Suspense>
      {open === 'keys' && <KeyMap />}
      {open === 'palette' && <Palette />}
    </Suspense>
  );
}
