import { operationsAt, type Operation } from '../../derive/operations.ts';
import { spanText } from '../../derive/time-text.ts';
import { spelled } from '../../derive/words.ts';
import type { Us } from '../../kernel/time.ts';
import type { Outcome, Seq, TraceEvent } from '../../kernel/trace.ts';
import { Rows, Section } from './Section.tsx';
import styles from './inspector.module.css';

const MOST = 8;
const ENDED: Readonly<Record<Outcome, string>> = { ok: 'ok', fail: 'failed', unknown: 'unknown' };

export interface OperationsProps {
  readonly node: string;
  readonly events: readonly TraceEvent[];
  readonly cursorSeq: Seq;
  readonly cursorUs: Us;
}

/** What a client asked for, and what it knows of it: done, refused, or its fate unknown. Nothing for others. */
export function Operations({ node, events, cursorSeq, cursorUs }: OperationsProps) {
  const operations = operationsAt(events, node, cursorSeq, MOST);
  if (operations.length === 0) return null;
  return (
    <Section title="Operations" aside="newest first">
      <Rows of={node} label="Newest operations" none="">
        {operations.map((operation) => (
          <li key={operation.op} className={styles.item}>
            <span className={styles.main}>
              {spelled(operation.name)} <span className={styles.quiet}>{operation.op}</span>
            </span>
            <code className={styles.left}>{told(operation, cursorUs)}</code>
          </li>
        ))}
      </Rows>
    </Section>
  );
}

const told = ({ beganUs, end }: Operation, cursorUs: Us): string =>
  end === null
    ? `under way ${spanText(Math.max(0, cursorUs - beganUs))}`
    : `${ENDED[end.outcome]} ${spanText(end.atUs - beganUs)}`;
