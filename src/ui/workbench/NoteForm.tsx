import { useId, useState, type FormEvent } from 'react';
import { CAPS } from '../../scenario/caps.ts';
import { useCommands, useView } from '../hooks.ts';
import { Button } from '../kit/index.ts';
import styles from './notice.module.css';

/** What to tell whoever opens the link. */
export function NoteForm({ onDone }: { readonly onDone: () => void }) {
  const { setNote } = useCommands();
  const note = useView((state) => state.note);
  const [text, setText] = useState(note ?? '');
  const id = useId();
  const keep = (event: FormEvent) => {
    event.preventDefault();
    setNote(text);
    onDone();
  };
  const remove = () => {
    setNote(null);
    onDone();
  };
  return (
    <form className={styles.form} onSubmit={keep}>
      <label htmlFor={id}>Note</label>
      <textarea
        id={id}
        className={styles.note}
        rows={4}
        maxLength={CAPS.note}
        placeholder="Watch replica 2 at 4 s. Why does it not win?"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p>
        {text.length} of {CAPS.note} characters
      </p>
      <div className={styles.ways}>
        <Button variant="primary" type="submit">
          Put it in the link
        </Button>
        {note !== null && <Button onClick={remove}>Take it out</Button>}
      </div>
    </form>
  );
}
