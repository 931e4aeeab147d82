import { useEffect, useState } from 'react';
import { state, view } from '../../state/stores.ts';
import { useView } from '../hooks.ts';
import { Dialog } from '../kit/index.ts';
import { Experiments } from './parts.tsx';
import { NoteForm } from './NoteForm.tsx';
import { Slot } from './Slot.tsx';
import styles from './notice.module.css';

const close = () => view.setState({ openDialog: null });

/** The experiments at length, the link where it could not be copied, and the note in it. */
export function Dialogs() {
  const open = useView(({ openDialog }) => openDialog);
  return (
    <>
      <Dialog
        open={open === 'experiments'}
        onClose={close}
        size="wide"
        title="Experiments"
        description="Each asks one question and is run without and with the pattern, under the same seed."
      >
        <Slot name="The list of experiments">
          <Experiments />
        </Slot>
      </Dialog>
      <Dialog
        open={open === 'share'}
        onClose={close}
        title="Link to this run"
        description="The browser does not let the page copy by itself. Select the link and copy it."
      >
        <Link />
      </Dialog>
      <Dialog
        open={open === 'note'}
        onClose={close}
        title="A note in the link"
        description="Whoever opens the link to this run reads it first."
      >
        <NoteForm onDone={close} />
      </Dialog>
    </>
  );
}

function Link() {
  const [link, setLink] = useState('');
  useEffect(() => {
    let wanted = true;
    void state.currentLink(true).then((made) => {
      if (wanted && made !== null) setLink(`${window.location.href.split('#')[0] ?? ''}${made}`);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <textarea
      className={styles.link}
      aria-label="Link"
      readOnly
      rows={4}
      value={link}
      onFocus={(event) => event.target.select()}
    />
  );
}
