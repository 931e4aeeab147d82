import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './Segmented.module.css';

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** What a screen reader says where the label is not enough. */
  readonly name?: string;
  readonly disabled?: boolean;
}

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SegmentedOption<T>[];
  readonly onChange: (value: T) => void;
  readonly size?: 'small' | 'normal';
  readonly className?: string | undefined;
}

/** One of a few, all in sight: native radio buttons, so one tab stop and arrow keys inside. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  size = 'normal',
  className,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={classes(styles.group, size === 'small' && styles.small, className)}
    >
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            aria-label={option.name}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
