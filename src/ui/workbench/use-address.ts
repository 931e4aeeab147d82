import { useEffect } from 'react';
import { useStore } from 'zustand';
import { arrival, mainRun, state } from '../../state/stores.ts';

/** Opens what the address bar says, now and whenever it is changed from outside, and keeps it current. */
export function useAddress(): void {
  const open = useStore(arrival, ({ kind }) => kind === 'open');

  useEffect(() => {
    const read = (): void => void state.openLink(window.location.hash);
    read();
    // Our own writes replace the address without this event.
    window.addEventListener('hashchange', read);
    return () => {
      window.removeEventListener('hashchange', read);
      state.close();
    };
  }, []);

  useEffect(() => {
    if (!open) return undefined;
    return state.followLink((link) => window.history.replaceState(null, '', link));
  }, [open]);
}

/** The experiment and its pattern as the page's title. */
export function useTitle(): void {
  const title = useStore(mainRun, ({ pattern, scenario }) => {
    const experiment = pattern?.experiments.find(({ id }) => id === scenario?.preset);
    return [experiment?.title, pattern?.meta.title, 'Faultline'].filter(Boolean).join(' · ');
  });
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = 'Faultline';
    };
  }, [title]);
}
