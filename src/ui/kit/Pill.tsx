import type { ComponentProps, ReactNode } from 'react';
import type { ColourToken } from '../../pattern-kit/pattern.ts';
import { classes } from './classes.ts';
import { colourVar } from './colours.ts';
import styles from './Pill.module.css';

export interface PillProps extends Omit<ComponentProps<'button'>, 'onClick'> {
  readonly tone?: ColourToken;
  /** A mark in the tone: the words beside it say the same. */
  readonly icon?: ReactNode;
  /** Text and border in the tone: a state. */
  readonly outline?: boolean;
  readonly raised?: boolean;
  /** Makes it a button. */
  readonly onPress?: () => void;
}

/** A short word about something: a property's verdict, a state, a count. */
export function Pill({ tone, icon, outline, raised, onPress, className, children, ...rest }: PillProps) {
  const colour = tone ? colourVar(tone) : undefined;
  const names = classes(styles.pill, raised && styles.raised, outline && styles.outline, className);
  const inside = (
    <>
      {icon && (
        <span aria-hidden style={{ display: 'inline-flex', color: colour }}>
          {icon}
        </span>
      )}
      {children}
    </>
  );
  const style = outline && colour ? { color: colour } : undefined;
  return onPress ? (
    <button type="button" {...rest} className={names} style={style} onClick={onPress}>
      {inside}
    </button>
  ) : (
    <span className={names} style={style} title={rest.title}>
      {inside}
    </span>
  );
}
