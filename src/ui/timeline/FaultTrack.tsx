import { useId, useState } from 'react';
import type { Scenario } from '../../scenario/scenario.ts';
import { actionSentence } from '../../derive/action-words.ts';
import type { ActionNames } from '../../kernel/action-catalogue.ts';
import { useCommands } from '../hooks.ts';
import { VisuallyHidden } from '../kit/index.ts';
import type { TimeScale } from './axis.ts';
import { deleteEdits, spanEdits } from './block-edits.ts';
import type { FaultBlock } from './fault-blocks.ts';
import { FaultBlockView } from './FaultBlockView.tsx';
import { actionLabel } from './fault-words.ts';
import type { BlockDrag } from './use-block-drag.ts';
import styles from './timeline.module.css';

export interface FaultTrackProps {
  readonly scenario: Scenario;
  readonly blocks: readonly FaultBlock[];
  /** Row of each block, and where each row lies. */
  readonly rows: readonly number[];
  readonly tops: readonly number[];
  readonly scale: TimeScale;
  readonly names: ActionNames;
}

/** Everything that is done to the run, as blocks to drag, stretch and delete. */
export function FaultTrack({ scenario, blocks, rows, tops, scale, names }: FaultTrackProps) {
  const commands = useCommands();
  const hintId = useId();
  const [drag, setDrag] = useState<BlockDrag | null>(null);
  const counts = new Map<string, number>();
  return (
    <>
      <VisuallyHidden>
        <span id={hintId}>
          Arrow keys move it, with Shift they stretch its end, with Shift and Alt its start. Delete takes it out, Enter
          opens a form.
        </span>
      </VisuallyHidden>
      {blocks.length === 0 && (
        <p className={styles.noFaults} style={{ top: tops[0] }}>
          Nothing is broken in this run. Right-click a node or a link, or select it and press P.
        </p>
      )}
      {blocks.map((block, place) => {
        const label = actionLabel(block.action, names);
        // Keys stay with a block that is moved past others, so that focus does too.
        const nth = (counts.get(label) ?? 0) + 1;
        counts.set(label, nth);
        const key = `${label} ${nth}`;
        return (
          <FaultBlockView
            key={key}
            block={block}
            blockKey={key}
            label={label}
            sentence={actionSentence(block.action, names)}
            hintId={hintId}
            top={tops[rows[place] ?? 0] ?? 0}
            scale={scale}
            untilUs={scenario.untilUs}
            drag={drag?.key === key ? drag : null}
            setDrag={setDrag}
            onSpan={(span) => commands.editActions(spanEdits(block, span, scenario.actions))}
            onDelete={() => commands.editActions(deleteEdits(block, blocks))}
            onSeek={() => commands.seek(block.fromUs)}
          />
        );
      })}
    </>
  );
}
