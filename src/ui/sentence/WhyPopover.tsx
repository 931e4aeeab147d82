import { Popover } from 'radix-ui';
import { useMemo } from 'react';
import { timeText } from '../../derive/time-text.ts';
import { circumstances, why, type Circumstance } from '../../derive/why.ts';
import type { Seq } from '../../kernel/trace.ts';
import { useCommands, useRun, useThrottledCursor } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import styles from './Sentence.module.css';

interface WhyPopoverProps {
  /** The event asked about: stays the same while its causes are looked at. */
  readonly seq: Seq;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** The chain of causes in words, newest first; each step goes there. */
export function WhyPopover({ seq, open, onOpen }: WhyPopoverProps) {
  const commands = useCommands();
  const change = (next: boolean): void => {
    if (next) commands.pause();
    onOpen(next);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger className={styles.why}>Why?</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.chain}
          side="top"
          sideOffset={12}
          collisionPadding={12}
          aria-label="Why this happened"
        >
          <Chain seq={seq} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Chain({ seq }: { readonly seq: Seq }) {
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const version = useRun((run) => run.version);
  const { cursorSeq } = useThrottledCursor(4);
  const [steps, meanwhile] = useMemo(
    () =>
      pattern && topology
        ? [why(index, seq, pattern, topology), circumstances(index, seq, pattern, topology)]
        : [[], []],
    // The index stays the same object; its version says when it grew or was cut back.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [index, version, seq, pattern, topology],
  );
  return (
    <>
      <p className={styles.title}>What led to this, newest first</p>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.seq}>
            {step.skipped > 0 && (
              <span className={styles.skipped}>
                {step.skipped === 1 ? 'one step in between' : `${step.skipped} steps in between`}
              </span>
            )}
            <Step {...step} isHere={step.seq === cursorSeq} />
          </li>
        ))}
      </ol>
      {meanwhile.length > 0 && (
        <>
          <p className={styles.title}>Meanwhile</p>
          <ol className={styles.steps}>
            {meanwhile.map((step) => (
              <li key={step.seq}>
                <Step {...step} isHere={step.seq === cursorSeq} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Step({ seq, timeUs, text, isHere }: Circumstance & { readonly isHere: boolean }) {
  const commands = useCommands();
  return (
    <button
      type="button"
      className={classes(styles.step, isHere && styles.here)}
      aria-current={isHere ? 'step' : undefined}
      onClick={() => commands.seekSeq(seq)}
    >
      <span className={styles.time}>{timeText(timeUs)}</span>
      <span>{text}</span>
    </button>
  );
}
