import { Popover } from 'radix-ui';
import { useId, useState, type FormEvent } from 'react';
import { US_PER_S, type Us } from '../../kernel/time.ts';
import { Button, NumberField } from '../kit/index.ts';
import { SHORTEST_US, type BlockSpan } from './block-edits.ts';
import type { FaultBlock } from './fault-blocks.ts';
import { canPull } from './use-block-drag.ts';
import styles from './timeline.module.css';

export interface FaultFormProps {
  readonly block: FaultBlock;
  readonly sentence: string;
  readonly untilUs: Us;
  readonly onSpan: (span: BlockSpan) => void;
  readonly onDelete: () => void;
  readonly onSeek: () => void;
  readonly onClose: () => void;
}

const toSeconds = (us: Us): number => us / US_PER_S;
const toUs = (count: number): Us => Math.round(count * US_PER_S);

/** The exact way to move, stretch or delete a fault: its start and how long it lasts. */
export function FaultForm({ block, sentence, untilUs, onSpan, onDelete, onSeek, onClose }: FaultFormProps) {
  const title = useId();
  const [span, setSpan] = useState<BlockSpan>({ fromUs: block.fromUs, toUs: block.toUs });
  const lengthUs = span.toUs - span.fromUs;
  const hasLength = canPull(block, 'end');
  const keepsEnd = block.end === 'run' || block.end === 'replaced';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSpan(span);
    onClose();
  };
  const setStart = (count: number) => {
    const fromUs = Math.min(toUs(count), untilUs);
    setSpan({ fromUs, toUs: keepsEnd ? Math.max(fromUs, span.toUs) : Math.min(untilUs, fromUs + lengthUs) });
  };
  return (
    <Popover.Portal>
      <Popover.Content className={styles.form} side="top" sideOffset={8} collisionPadding={8} aria-labelledby={title}>
        <form onSubmit={submit}>
          <h3 id={title}>{sentence}</h3>
          <div className={styles.fields}>
            <NumberField
              label="Starts at"
              unit="s"
              min={0}
              max={toSeconds(untilUs)}
              step={0.1}
              value={toSeconds(span.fromUs)}
              onChange={setStart}
            />
            {hasLength && (
              <NumberField
                label="Lasts"
                unit="s"
                min={toSeconds(SHORTEST_US)}
                max={toSeconds(Math.max(SHORTEST_US, untilUs - span.fromUs))}
                step={0.1}
                value={toSeconds(lengthUs)}
                onChange={(count) => setSpan({ ...span, toUs: Math.min(untilUs, span.fromUs + toUs(count)) })}
              />
            )}
          </div>
          {block.end === 'run' && span.toUs === block.toUs && (
            <p className={styles.aside}>Lasts to the end of the run.</p>
          )}
          {block.end === 'replaced' && <p className={styles.aside}>Ends where the next one begins.</p>}
          <div className={styles.formButtons}>
            <Button variant="primary" size="small" type="submit">
              Apply
            </Button>
            <Button size="small" onClick={onSeek}>
              Go there
            </Button>
            <Button variant="danger" size="small" onClick={onDelete}>
              Delete
            </Button>
          </div>
        </form>
      </Popover.Content>
    </Popover.Portal>
  );
}
