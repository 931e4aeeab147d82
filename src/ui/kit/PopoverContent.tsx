import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './PopoverContent.module.css';

export interface PopoverContentProps {
  readonly label: string;
  readonly align?: 'start' | 'end';
  /** In px, where the screen has room for it. */
  readonly width?: number;
  readonly children: ReactNode;
}

/** What a `Popover.Trigger` opens: beside it, within the screen, scrolling where it is long. */
export function PopoverContent({ label, align = 'start', width = 320, children }: PopoverContentProps) {
  return (
    <Popover.Portal>
      <Popover.Content
        className={styles.content}
        style={{ width: `min(${width}px, calc(100vw - 16px))` }}
        align={align}
        sideOffset={6}
        collisionPadding={8}
        aria-label={label}
      >
        {children}
      </Popover.Content>
    </Popover.Portal>
  );
}
