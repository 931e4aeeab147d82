import { Minus, Plus } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { classes } from './classes.ts';
import { clampToStep } from './number-step.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';
import styles from './Field.module.css';

export interface NumberFieldProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
  readonly disabled?: boolean;
  /** On Enter, on leaving, and on each press of a step button or an arrow key. */
  readonly onChange: (value: number) => void;
  readonly className?: string | undefined;
}

/**
 * An exact figure. ↑ and ↓ step, with Shift ten times as far; Enter takes what was typed, Escape
 * brings the old value back. What lies outside the range becomes the nearest value inside.
 */
export function NumberField({
  label,
  hideLabel,
  value,
  min,
  max,
  step,
  unit,
  disabled,
  onChange,
  className,
}: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft === null ? value : Number(draft.replace(',', '.'));
  const valid = draft === null || (draft.trim() !== '' && Number.isFinite(typed));

  const commit = (next: number) => {
    setDraft(null);
    const clamped = clampToStep(next, min, max, step);
    if (clamped !== value) onChange(clamped);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction !== 0) {
      event.preventDefault();
      commit((valid ? typed : value) + direction * step * (event.shiftKey ? 10 : 1));
    } else if (event.key === 'Enter') {
      commit(valid ? typed : value);
    } else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation();
      setDraft(null);
    }
  };

  const words = (
    <label htmlFor={id} className={styles.label}>
      {label}
    </label>
  );
  return (
    <div className={classes(styles.field, className)}>
      {hideLabel ? <VisuallyHidden>{words}</VisuallyHidden> : words}
      <span className={styles.number}>
        <button
          type="button"
          className={styles.step}
          tabIndex={-1}
          aria-label={`Less: ${label}`}
          disabled={disabled || value <= min}
          onClick={() => commit(value - step)}
        >
          <Minus size={14} aria-hidden />
        </button>
        <input
          id={id}
          inputMode="decimal"
          role="spinbutton"
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-valuetext={unit ? `${value} ${unit}` : undefined}
          aria-invalid={!valid}
          autoComplete="off"
          disabled={disabled}
          value={draft ?? String(value)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => {
            if (draft !== null) commit(valid ? typed : value);
          }}
          onKeyDown={onKeyDown}
        />
        {unit && (
          <span className={styles.unit} aria-hidden>
            {unit}
          </span>
        )}
        <button
          type="button"
          className={styles.step}
          tabIndex={-1}
          aria-label={`More: ${label}`}
          disabled={disabled || value >= max}
          onClick={() => commit(value + step)}
        >
          <Plus size={14} aria-hidden />
        </button>
      </span>
    </div>
  );
}
