import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';
import button from './Button.module.css';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly size?: 'normal' | 'wide';
  /** The title is read, not shown; the content brings its own head. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** To the dialog itself, so that it is read from its title on; the first control would be the one that closes it. */
function focusDialog(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  event.currentTarget.focus();
}

/** Holds focus while open and gives it back to where it came from. Escape closes. */
export function Dialog({ open, onClose, title, description, size = 'normal', bare, children }: DialogProps) {
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={classes(styles.content, size === 'wide' && styles.wide)}
          onOpenAutoFocus={bare ? undefined : focusDialog}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          {bare ? (
            <VisuallyHidden>
              <Radix.Title>{title}</Radix.Title>
              {description && <Radix.Description>{description}</Radix.Description>}
            </VisuallyHidden>
          ) : (
            <div className={styles.head}>
              <div>
                <Radix.Title asChild>
                  <h2>{title}</h2>
                </Radix.Title>
                {description && <Radix.Description className={styles.about}>{description}</Radix.Description>}
              </div>
              <Radix.Close asChild>
                {/* Without a tooltip: it would take the Escape that is meant for the dialog. */}
                <button
                  type="button"
                  aria-label="Close"
                  title="Close (Esc)"
                  className={classes(button.button, button.quiet, button.icon, button.iconSmall)}
                >
                  <X size={17} aria-hidden />
                </button>
              </Radix.Close>
            </div>
          )}
          <div className={classes(styles.body, bare && styles.flush)}>{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
