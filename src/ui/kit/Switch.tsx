import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';

export interface SwitchProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {hint && (
          <span className={styles.hint} style={{ display: 'block' }}>
            {hint}
          </span>
        )}
      </label>
      <Radix.Root
        id={id}
        className={styles.switch}
        checked={checked}
        disabled={disabled ?? false}
        onCheckedChange={onChange}
      >
        <Radix.Thumb className={styles.thumb} />
      </Radix.Root>
    </div>
  );
}
