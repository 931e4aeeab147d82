import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { IconButton } from './IconButton.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';
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
                <IconButton label="Close" shortcut="Esc" size="small">
                  <X size={17} aria-hidden />
                </IconButton>
              </Radix.Close>
            </div>
          )}
          <div className={classes(styles.body, bare && styles.flush)}>{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
