import { AnimatePresence, m } from 'framer-motion';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Scenario } from '../../scenario/scenario.ts';
import { view } from '../../state/stores.ts';
import { useCommands, useRun, useView } from '../hooks.ts';
import { IconButton } from '../kit/index.ts';
import styles from './toast.module.css';

const SHOWN_MS = 6_000;

/** Where one looks is not part of what was done. */
const isSameDocument = (a: Scenario | null, b: Scenario | null): boolean =>
  a?.actions === b?.actions &&
  a?.settings === b?.settings &&
  a?.on === b?.on &&
  a?.seed === b?.seed &&
  a?.preset === b?.preset;

/** What just happened to the document or the link, said once. Stays while pointed at or focused. */
export function Toast() {
  const toast = useView((state) => state.toast);
  const { undo } = useCommands();
  const [held, setHeld] = useState(false);
  const hide = () => view.setState({ toast: null });
  const scenario = useRun((run) => run.scenario);
  const about = useRef<{ readonly id: number; readonly scenario: Scenario | null } | null>(null);

  useEffect(() => {
    if (about.current?.id !== toast?.id) about.current = toast ? { id: toast.id, scenario } : null;
    // It is undone, or something else was done since: its Undo would take back the wrong thing.
    else if (toast?.undo && !isSameDocument(about.current?.scenario ?? null, scenario)) hide();
  }, [scenario, toast]);

  useEffect(() => {
    if (!toast || held) return undefined;
    const timer = setTimeout(hide, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, held]);

  return (
    <div className={styles.place} role="status" aria-live="polite">
      <AnimatePresence>
        {toast && (
          <m.div
            key={toast.id}
            className={styles.toast}
            initial={{ opacity: 0, y: 8 }}
            animate={{ opacity: 1, y: 0 }}
            exit={{ opacity: 0 }}
            transition={{ duration: 0.15 }}
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span>{toast.text}</span>
            {toast.undo && (
              <button
                type="button"
                className={styles.undo}
                onClick={() => {
                  undo();
                  hide();
                }}
              >
                Undo
              </button>
            )}
            <IconButton label="Dismiss" size="small" className={styles.close} onClick={hide}>
              <X size={15} aria-hidden />
            </IconButton>
          </m.div>
        )}
      </AnimatePresence>
    </div>
  );
}
