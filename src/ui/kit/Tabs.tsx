import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './Tabs.module.css';

export interface TabItem<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** Mounted only while shown. */
  readonly content: ReactNode;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly items: readonly TabItem<T>[];
  readonly onChange: (value: T) => void;
  /** Tabs share the whole width: for narrow screens. */
  readonly fill?: boolean;
  /** Stands at the end of the row of tabs. */
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  readonly listClassName?: string | undefined;
  readonly panelClassName?: string | undefined;
}

/** Views of one thing, one at a time. Arrow keys move between the tabs. */
export function Tabs<T extends string>({
  label,
  value,
  items,
  onChange,
  fill,
  aside,
  className,
  listClassName,
  panelClassName,
}: TabsProps<T>) {
  const list = (
    <Radix.List aria-label={label} className={classes(styles.list, fill && styles.fill, listClassName)}>
      {items.map((item) => (
        <Radix.Trigger key={item.value} value={item.value} className={styles.tab}>
          {item.label}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} className={classes(styles.root, className)}>
      {aside ? (
        <div style={{ display: 'flex', alignItems: 'stretch' }}>
          {list}
          {aside}
        </div>
      ) : (
        list
      )}
      {items.map((item) => (
        <Radix.Content key={item.value} value={item.value} className={classes(styles.panel, panelClassName)}>
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
