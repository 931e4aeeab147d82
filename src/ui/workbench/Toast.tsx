import { AnimatePresence, m } from 'framer-motion';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { view } from '../../state/stores.ts';
import { useCommands, useView } from '../hooks.ts';
import { IconButton } from '../kit/index.ts';
import styles from './toast.module.css';

const SHOWN_MS = 6_000;

/** What just happened to the document or the link, said once. Stays while pointed at or focused. */
export function Toast() {
  const toast = useView((state) => state.toast);
  const { undo } = useCommands();
  const [held, setHeld] = useState(false);
  const hide = () => view.setState({ toast: null });

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
