import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './Button.module.css';

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger' | 'link';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'normal';
  /** Fills its container. */
  readonly wide?: boolean;
  readonly icon?: ReactNode;
}

/** Something that can be done, in words. `primary` once a view. */
export function Button({ variant = 'plain', size = 'normal', wide, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(
        styles.button,
        variant !== 'plain' && styles[variant],
        size === 'small' && styles.small,
        wide && styles.wide,
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
