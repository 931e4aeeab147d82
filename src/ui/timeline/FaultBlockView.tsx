import { Popover } from 'radix-ui';
import { useRef, useState } from 'react';
import { ACTION_CATALOGUE } from '../../kernel/action-catalogue.ts';
import type { Us } from '../../kernel/time.ts';
import { spanText, timeText } from '../../derive/time-text.ts';
import { ActionIcon } from '../faults/ActionIcon.tsx';
import { classes } from '../kit/index.ts';
import { xOf, type TimeScale } from './axis.ts';
import type { BlockSpan } from './block-edits.ts';
import type { FaultBlock } from './fault-blocks.ts';
import { FaultForm } from './FaultForm.tsx';
import { canPull, useBlockDrag, type BlockDrag } from './use-block-drag.ts';
import styles from './timeline.module.css';

export interface FaultBlockViewProps {
  readonly block: FaultBlock;
  readonly blockKey: string;
  readonly label: string;
  readonly sentence: string;
  readonly hintId: string;
  readonly top: number;
  readonly scale: TimeScale;
  readonly untilUs: Us;
  readonly drag: BlockDrag | null;
  readonly setDrag: (drag: BlockDrag | null) => void;
  readonly onSpan: (span: BlockSpan) => void;
  readonly onDelete: () => void;
  readonly onSeek: () => void;
}

const MARK_PX = 26;
const NARROWEST_PX = 12;

/** One fault on its track: a block, or a mark where it is over at once. */
export function FaultBlockView(props: FaultBlockViewProps) {
  const { block, blockKey, label, sentence, top, scale, untilUs, drag, setDrag, onSpan, onDelete, onSeek } = props;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const remove = () => {
    const near = neighbour(button.current);
    setOpen(false);
    onDelete();
    near?.focus();
  };
  const handlers = useBlockDrag({
    block,
    blockKey,
    scale,
    untilUs,
    setDrag,
    onSpan,
    onDelete: remove,
    onOpen: () => setOpen(true),
  });
  const span = drag ? drag.span : block;
  const instant = block.end === 'instant';
  const left = xOf(scale, span.fromUs);
  const width = instant ? MARK_PX : Math.max(NARROWEST_PX, xOf(scale, span.toUs) - left);
  const when = instant ? `at ${timeText(span.fromUs)}` : `from ${timeText(span.fromUs)} to ${timeText(span.toUs)}`;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <button
          ref={button}
          type="button"
          data-block
          data-keys="own"
          data-tone={block.tone}
          className={classes(
            instant ? styles.instant : styles.block,
            drag && styles.dragged,
            block.end === 'run' && styles.open,
          )}
          style={{ left: instant ? left - MARK_PX / 2 : left, width, top }}
          aria-label={`${sentence} ${when}`}
          aria-describedby={props.hintId}
          aria-haspopup="dialog"
          aria-expanded={open}
          title={drag ? undefined : `${sentence} ${when}`}
          {...handlers}
        >
          {instant ? (
            <ActionIcon name={ACTION_CATALOGUE[block.action.kind].icon} size={14} />
          ) : (
            <span className={styles.blockLabel}>{label}</span>
          )}
          {canPull(block, 'start') && <span className={styles.grip} data-grip="start" />}
          {canPull(block, 'end') && <span className={styles.grip} data-grip="end" />}
          {drag && (
            <span className={styles.dragTime}>
              {instant
                ? timeText(span.fromUs)
                : `${timeText(span.fromUs)} – ${timeText(span.toUs)} · ${spanText(span.toUs - span.fromUs)}`}
            </span>
          )}
        </button>
      </Popover.Anchor>
      {open && (
        <FaultForm
          block={block}
          sentence={sentence}
          untilUs={untilUs}
          onSpan={onSpan}
          onDelete={remove}
          onSeek={onSeek}
          onClose={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </Popover.Root>
  );
}

/** Where focus goes when a block is taken out: to the next one, or the one before; null where there is none. */
function neighbour(button: HTMLElement | null): HTMLElement | null {
  const all = [...(button?.parentElement?.querySelectorAll<HTMLElement>('[data-block]') ?? [])];
  const place = all.findIndex((held) => held === button);
  return all[place + 1] ?? all[place - 1] ?? null;
}
