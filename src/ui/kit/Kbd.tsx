import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, type LucideIcon } from 'lucide-react';
import styles from './Kbd.module.css';

/** Few fonts have them, and hardly two draw them alike. */
const ARROWS: Readonly<Record<string, readonly [icon: LucideIcon, name: string]>> = {
  '←': [ArrowLeft, 'Left'],
  '→': [ArrowRight, 'Right'],
  '↑': [ArrowUp, 'Up'],
  '↓': [ArrowDown, 'Down'],
};

/** A key, as it stands on the keyboard. */
export function Kbd({ children }: { readonly children: string }) {
  return (
    <kbd className={styles.kbd}>
      {children.split(/([←→↑↓])/).map((part) => {
        const arrow = ARROWS[part];
        if (arrow === undefined) return part;
        const [Icon, name] = arrow;
        return <Icon key={part} size={12} strokeWidth={2.2} role="img" aria-label={name} />;
      })}
    </kbd>
  );
}
