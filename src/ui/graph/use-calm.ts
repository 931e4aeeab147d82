import { useSyncExternalStore } from 'react';
import { useView } from '../hooks.ts';

const query = (): MediaQueryList => matchMedia('(prefers-reduced-motion: reduce)');

function subscribe(changed: () => void): () => void {
  const list = query();
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
}

/** Whether the reader wants little motion: by the system's setting or by ours. */
export function useCalm(): boolean {
  const asked = useView((view) => view.motion === 'reduced');
  const system = useSyncExternalStore(subscribe, () => query().matches);
  return asked || system;
}
