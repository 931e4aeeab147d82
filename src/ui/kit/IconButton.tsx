import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Tooltip } from './Tooltip.tsx';
import styles from './Button.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** Its name: read aloud, and shown as the tooltip. */
  readonly label: string;
  /** Key as on the keyboard map, shown beside the name: `Space`, `Ctrl+K`. */
  readonly shortcut?: string | undefined;
  readonly size?: 'small' | 'normal';
  /** `solid` for the one control that matters most, play. */
  readonly variant?: 'quiet' | 'plain' | 'solid';
  /** Makes it a toggle. */
  readonly pressed?: boolean;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly children: ReactNode;
}

/** A control that is only an icon (18 px); the tooltip says what it does and which key does it. */
export function IconButton({
  label,
  shortcut,
  size = 'normal',
  variant = 'quiet',
  pressed,
  side,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(
          styles.button,
          styles.icon,
          size === 'small' && styles.iconSmall,
          variant !== 'plain' && styles[variant],
          pressed && styles.pressed,
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
