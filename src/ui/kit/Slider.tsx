import { Slider as Radix } from 'radix-ui';
import { classes } from './classes.ts';
import styles from './Field.module.css';

export interface SliderProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** While it moves. */
  readonly onChange: (value: number) => void;
  /** When it is let go. */
  readonly onCommit?: (value: number) => void;
  /** The value in words, shown and read: `40 %`. */
  readonly format?: (value: number) => string;
  readonly className?: string | undefined;
}

/** A value by feel. Where the exact figure matters, put a `NumberField` beside it. */
export function Slider({
  label,
  hideLabel,
  value,
  min,
  max,
  step,
  onChange,
  onCommit,
  format,
  className,
}: SliderProps) {
  const words = format?.(value);
  return (
    <div className={classes(styles.field, className)}>
      {!hideLabel && (
        <span className={styles.row}>
          <span className={styles.label}>{label}</span>
          {words !== undefined && <span className={styles.value}>{words}</span>}
        </span>
      )}
      <Radix.Root
        className={styles.slider}
        value={[value]}
        min={min}
        max={max}
        step={step}
        onValueChange={([next]) => {
          if (next !== undefined) onChange(next);
        }}
        onValueCommit={([next]) => {
          if (next !== undefined) onCommit?.(next);
        }}
      >
        <Radix.Track className={styles.track}>
          <Radix.Range className={styles.range} />
        </Radix.Track>
        <Radix.Thumb className={styles.knob} aria-label={label} aria-valuetext={words} />
      </Radix.Root>
    </div>
  );
}
