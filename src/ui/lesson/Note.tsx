import { MessageSquareText, Pencil } from 'lucide-react';
import { view } from '../../state/stores.ts';
import { useView } from '../hooks.ts';
import { Button, IconButton } from '../kit/index.ts';
import styles from './lesson.module.css';

const write = () => view.setState({ openDialog: 'note' });

/** What whoever made the link says. Plain text from elsewhere: shown as it is, never as marks. */
export function Note() {
  const note = useView((state) => state.note);
  if (note === null) return null;
  return (
    <section className={styles.note} aria-label="Note in this link">
      <MessageSquareText size={16} aria-hidden />
      <p dir="auto">{note}</p>
      <IconButton label="Change the note" size="small" onClick={write}>
        <Pencil size={14} aria-hidden />
      </IconButton>
    </section>
  );
}

/** For those who make a link for others. */
export function AddNote() {
  const none = useView((state) => state.note === null);
  return none ? (
    <Button variant="link" onClick={write}>
      Add a note to the link
    </Button>
  ) : null;
}
