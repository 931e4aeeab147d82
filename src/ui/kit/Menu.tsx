import { Check, ChevronRight } from 'lucide-react';
import { ContextMenu as Context, DropdownMenu as Dropdown } from 'radix-ui';
import { createContext, useContext, type ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './Menu.module.css';

/* Both kinds of menu have the same parts; the items find out which kind they stand in. */
const Kind = createContext<'dropdown' | 'context'>('dropdown');
const useParts = () => (useContext(Kind) === 'context' ? Context : Dropdown);

export interface MenuProps {
  /** One button that takes a ref. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly children: ReactNode;
}

/** A menu that a button opens. Focus goes in, and back to the button. */
export function Menu({ trigger, label, align = 'start', side = 'bottom', open, onOpenChange, children }: MenuProps) {
  return (
    <Dropdown.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className={styles.content}
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
        >
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export interface PointMenuProps {
  readonly label: string;
  /** Where it opens, in px of the viewport. */
  readonly x: number;
  readonly y: number;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Where focus goes when it closes; absent: where it came from. */
  readonly returnFocus?: () => HTMLElement | null;
  readonly children: ReactNode;
}

/** A menu at a point: for things drawn on a canvas or graph. */
export function PointMenu({ label, x, y, open, onClose, returnFocus, children }: PointMenuProps) {
  return (
    <Dropdown.Root
      modal={false}
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dropdown.Trigger asChild>
        <span className={styles.anchor} style={{ left: x, top: y }} aria-hidden tabIndex={-1} />
      </Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className={styles.content}
          aria-label={label}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus?.()?.focus();
          }}
        >
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

/** A menu on right-click and on the menu key. `children` is the thing, `menu` its items. */
export function ContextMenu({
  label,
  menu,
  children,
}: {
  readonly label: string;
  readonly menu: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Context.Root>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content className={styles.content} aria-label={label} collisionPadding={8}>
          <Kind.Provider value="context">{menu}</Kind.Provider>
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  /** Key that does the same. */
  readonly shortcut?: string | undefined;
  /** A second, quieter line. */
  readonly hint?: ReactNode;
  readonly tone?: 'ok' | 'bad' | 'warn' | undefined;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, shortcut, hint, tone, disabled, onSelect, children }: MenuItemProps) {
  const Parts = useParts();
  return (
    <Parts.Item className={styles.item} disabled={disabled ?? false} onSelect={onSelect}>
      {icon !== undefined && <span className={classes(styles.mark, tone && styles[tone])}>{icon}</span>}
      <span className={styles.text}>
        {children}
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
      {shortcut && <kbd className={styles.key}>{shortcut}</kbd>}
    </Parts.Item>
  );
}

/** An item that is on or off. */
export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  const Parts = useParts();
  return (
    <Parts.CheckboxItem className={styles.item} checked={checked} onCheckedChange={onChange}>
      <span className={styles.mark}>{checked && <Check size={15} aria-hidden />}</span>
      <span className={styles.text}>{children}</span>
    </Parts.CheckboxItem>
  );
}

export interface MenuRadiosProps {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: ReactNode; readonly hint?: ReactNode }[];
  readonly onChange: (value: string) => void;
}

/** Items of which one is chosen. */
export function MenuRadios({ value, options, onChange }: MenuRadiosProps) {
  const Parts = useParts();
  return (
    <Parts.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Parts.RadioItem key={option.value} className={styles.item} value={option.value}>
          <span className={styles.mark}>{option.value === value && <Check size={15} aria-hidden />}</span>
          <span className={styles.text}>
            {option.label}
            {option.hint && <span className={styles.hint}>{option.hint}</span>}
          </span>
        </Parts.RadioItem>
      ))}
    </Parts.RadioGroup>
  );
}

/** A menu behind an item. */
export function MenuSub({
  icon,
  label,
  tone,
  children,
}: {
  readonly icon?: ReactNode;
  readonly label: ReactNode;
  readonly tone?: 'ok' | 'bad' | 'warn' | undefined;
  readonly children: ReactNode;
}) {
  const Parts = useParts();
  return (
    <Parts.Sub>
      <Parts.SubTrigger className={styles.item}>
        {icon !== undefined && <span className={classes(styles.mark, tone && styles[tone])}>{icon}</span>}
        <span className={styles.text}>{label}</span>
        <ChevronRight size={15} aria-hidden />
      </Parts.SubTrigger>
      <Parts.Portal>
        <Parts.SubContent className={styles.content} sideOffset={4} collisionPadding={8}>
          {children}
        </Parts.SubContent>
      </Parts.Portal>
    </Parts.Sub>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  const Parts = useParts();
  return <Parts.Label className={styles.label}>{children}</Parts.Label>;
}

export function MenuSeparator() {
  const Parts = useParts();
  return <Parts.Separator className={styles.separator} />;
}
