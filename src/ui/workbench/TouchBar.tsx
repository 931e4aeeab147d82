import { useView } from '../hooks.ts';
import { FaultButton } from './parts.tsx';
import { Slot } from './Slot.tsx';
import styles from './stage.module.css';

/** On a phone: how to break things with a finger, in sight of what is broken. The inspector's button lies below the fold. */
export function TouchBar() {
  const selection = useView((state) => state.selection);
  return (
    <div className={styles.touch}>
      {selection === null ? (
        <p>Tap a part to break it</p>
      ) : (
        <Slot name="What can be broken">
          <FaultButton target={selection} />
        </Slot>
      )}
    </div>
  );
}
