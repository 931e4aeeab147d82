import {
  ChevronLeft,
  ChevronRight,
  OctagonAlert,
  Pause,
  Play,
  RotateCcw,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
} from 'lucide-react';
import { timeText } from '../../derive/time-text.ts';
import { useCommands, usePlayback, useRun, useRunStore, useThrottledCursor } from '../hooks.ts';
import { Button, IconButton } from '../kit/index.ts';
import { nextMoment } from './next-word.ts';
import { SpeedChoice } from './SpeedChoice.tsx';
import { TimeReadout } from './TimeReadout.tsx';
import styles from './transport.module.css';

const SIZE = 18;

/** Moving through the run: play, step, jump, and how fast. */
export function Transport() {
  const ready = useRun((run) => run.status === 'ready');
  const violations = useRun((run) =>
    run.properties.reduce((count, { status }) => count + (status === 'violated' ? 1 : 0), 0),
  );
  const commands = useCommands();
  return (
    <div className={styles.transport} role="group" aria-label="Playback">
      <div className={styles.buttons}>
        <IconButton
          className={styles.jump}
          label="To the start"
          shortcut="Home"
          side="top"
          disabled={!ready}
          onClick={commands.jumpToStart}
        >
          <SkipBack size={SIZE} aria-hidden />
        </IconButton>
        <IconButton
          label="Previous interesting event"
          shortcut=","
          side="top"
          disabled={!ready}
          onClick={() => commands.stepInteresting(-1)}
        >
          <StepBack size={SIZE} aria-hidden />
        </IconButton>
        <IconButton
          label="One event back"
          shortcut="←"
          side="top"
          disabled={!ready}
          onClick={() => commands.stepEvent(-1)}
        >
          <ChevronLeft size={SIZE} aria-hidden />
        </IconButton>
        <PlayButton ready={ready} />
        <IconButton
          label="One event on"
          shortcut="→"
          side="top"
          disabled={!ready}
          onClick={() => commands.stepEvent(1)}
        >
          <ChevronRight size={SIZE} aria-hidden />
        </IconButton>
        <IconButton
          label="Next interesting event"
          shortcut="."
          side="top"
          disabled={!ready}
          onClick={() => commands.stepInteresting(1)}
        >
          <StepForward size={SIZE} aria-hidden />
        </IconButton>
        <IconButton
          className={styles.jump}
          label="To the newest event"
          shortcut="End"
          side="top"
          disabled={!ready}
          onClick={commands.jumpToHead}
        >
          <SkipForward size={SIZE} aria-hidden />
        </IconButton>
        {violations > 0 && (
          <IconButton
            className={styles.violation}
            label={violations === 1 ? 'To the violation' : `To the next of ${violations} violations`}
            side="top"
            onClick={commands.jumpToViolation}
          >
            <OctagonAlert size={SIZE} aria-hidden />
          </IconButton>
        )}
      </div>
      <TimeReadout />
      <Next />
      <SpeedChoice />
    </div>
  );
}

function PlayButton({ ready }: { readonly ready: boolean }) {
  const playing = usePlayback((state) => state.playing);
  const { togglePlay } = useCommands();
  return (
    <IconButton
      label={playing ? 'Pause' : 'Play'}
      shortcut="Space"
      variant="solid"
      side="top"
      disabled={!ready}
      onClick={togglePlay}
    >
      {playing ? <Pause size={SIZE} aria-hidden /> : <Play size={SIZE} aria-hidden />}
    </IconButton>
  );
}

/** What comes next that is worth a look; at the end of the run, the way back to its beginning. */
function Next() {
  const store = useRunStore();
  const ended = useRun((run) => run.ended);
  const headUs = useRun((run) => (run.ended ? run.headUs : Infinity));
  const { cursorUs, cursorSeq } = useThrottledCursor(4);
  const { stepInteresting, play } = useCommands();
  if (ended && cursorUs >= headUs) {
    return (
      <span className={styles.ended}>
        End of run
        <Button size="small" icon={<RotateCcw size={14} aria-hidden />} onClick={play}>
          Play again
        </Button>
      </span>
    );
  }
  const run = store.getState();
  const next = nextMoment(run.index, cursorSeq, run.scenario?.actions ?? [], run.headUs);
  const word = next?.word ?? (ended ? 'nothing more' : 'not known yet');
  return (
    <button
      type="button"
      className={styles.next}
      disabled={next === null && ended}
      title={next ? `${next.us > run.headUs ? 'planned at' : 'at'} ${timeText(next.us)}` : undefined}
      onClick={() => stepInteresting(1)}
    >
      next: <b>{word}</b>
    </button>
  );
}
