import { countText, spanText, timeText } from '../../derive/time-text.ts';
import { timerLabel } from '../../derive/narrate.ts';
import type { NodeInspection } from '../../kernel/inspection.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { useCommands } from '../hooks.ts';
import { classes, Glyph } from '../kit/index.ts';
import { Rows, Section } from './Section.tsx';
import { StateTree } from './StateTree.tsx';
import styles from './inspector.module.css';

export interface ActivityProps {
  readonly spec: NodeSpec;
  readonly inspection: NodeInspection;
  readonly pattern: ShownPattern;
  readonly names: (id: string) => string;
  readonly cursorUs: number;
  /** True time of the newest event in what is shown: what the node's own clock is compared with. */
  readonly clockUs: number;
}

/** Everything a node waits for, works on or has written. */
export function Activity({ spec, inspection, pattern, names, cursorUs, clockUs }: ActivityProps) {
  return (
    <>
      {spec.capacity !== undefined && <Work spec={spec} inspection={inspection} pattern={pattern} names={names} />}
      <Section title="Waiting for" aside={countText(inspection.requests.length)}>
        <Rows of={spec.id} label="Pending requests" none="No answer is awaited.">
          {inspection.requests.map((request) => (
            <li key={request.id} className={styles.item}>
              <MessageMark type={request.type} pattern={pattern} />
              <span className={styles.main}>
                {pattern.messages[request.type]?.label ?? request.type}{' '}
                <span className={styles.quiet}>to {names(request.to)}</span>
              </span>
              <code className={styles.left}>{remaining(request.timeoutUs - cursorUs)}</code>
            </li>
          ))}
        </Rows>
      </Section>
      <Section title="Timers" aside={countText(inspection.timers.length)}>
        <Rows of={spec.id} label="Timers" none="No timer is set.">
          {inspection.timers.map((timer) => (
            <li key={timer.name} className={styles.item}>
              <span className={styles.main}>{timerLabel(pattern, spec.program, timer.name)}</span>
              <code className={styles.left} title={`Due at ${timeText(timer.fireUs)}`}>
                {remaining(timer.fireUs - cursorUs)}
              </code>
            </li>
          ))}
        </Rows>
      </Section>
      {spec.disk !== undefined && <Disk inspection={inspection} />}
      <Clock inspection={inspection} clockUs={clockUs} />
    </>
  );
}

function Work({ spec, inspection, pattern, names }: Omit<ActivityProps, 'cursorUs' | 'clockUs'>) {
  const { workers, queueLimit } = spec.capacity!;
  const busy = inspection.working.length;
  const { select } = useCommands();
  return (
    <Section title="Workers" aside={`${busy} of ${workers} busy`}>
      <Cells busy={busy} total={workers} full={busy >= workers} />
      <h4 className={styles.subheading}>
        Queue
        <span className={styles.aside}>
          {countText(inspection.queue.length)} of {countText(queueLimit)}
        </span>
      </h4>
      <Level value={inspection.queue.length} limit={queueLimit} />
      <Rows of={spec.id} label="Waiting messages" none="Nobody waits.">
        {inspection.queue.map((waiting) => (
          <li key={waiting.id}>
            <button
              type="button"
              className={classes(styles.item, styles.press)}
              onClick={() => select({ kind: 'message', id: waiting.id })}
            >
              <MessageMark type={waiting.type} pattern={pattern} />
              <span className={styles.main}>
                {pattern.messages[waiting.type]?.label ?? waiting.type}{' '}
                <span className={styles.quiet}>from {names(waiting.from)}</span>
              </span>
              <code className={styles.left}>{waiting.id}</code>
            </button>
          </li>
        ))}
      </Rows>
    </Section>
  );
}

/** Above this many, workers are a level instead of cells. */
const MOST_CELLS = 40;

function Cells({ busy, total, full }: { readonly busy: number; readonly total: number; readonly full: boolean }) {
  if (total > MOST_CELLS) return <Level value={busy} limit={total} />;
  return (
    <div className={styles.cells} aria-hidden>
      {Array.from({ length: total }, (_, i) => (
        <i key={i} className={classes(styles.cell, i < busy && (full ? styles.cellFull : styles.cellBusy))} />
      ))}
    </div>
  );
}

/** How full something with a limit is, its limit drawn. */
function Level({ value, limit }: { readonly value: number; readonly limit: number }) {
  const share = limit <= 0 ? 0 : Math.min(1, value / limit);
  return (
    <div className={styles.level} aria-hidden>
      <i className={classes(styles.fill, share >= 1 && styles.fillFull)} style={{ width: `${share * 100}%` }} />
    </div>
  );
}

function Disk({ inspection }: { readonly inspection: NodeInspection }) {
  const unsynced = inspection.unsynced.length;
  return (
    <Section title="Disk" aside={unsynced === 0 ? 'all synced' : `${countText(unsynced)} not synced yet`}>
      {unsynced > 0 && (
        <p className={styles.warning}>
          A crash now would lose: <code>{inspection.unsynced.slice(0, 6).join(', ')}</code>
          {unsynced > 6 && ` and ${countText(unsynced - 6)} more`}
        </p>
      )}
      {Object.keys(inspection.disk).length === 0 ? (
        <p className={styles.none}>Nothing written.</p>
      ) : (
        <StateTree value={inspection.disk} label="On disk" />
      )}
    </Section>
  );
}

function Clock({ inspection, clockUs }: { readonly inspection: NodeInspection; readonly clockUs: number }) {
  const offUs = inspection.localClockUs - clockUs;
  // Rounding of a drifting clock is not worth a word.
  if (Math.abs(offUs) < 1_000) return null;
  return (
    <Section title="Its clock" aside={<code>{timeText(inspection.localClockUs)}</code>}>
      <p className={styles.warning}>
        {spanText(Math.abs(offUs))} {offUs > 0 ? 'ahead of' : 'behind'} true time.
      </p>
    </Section>
  );
}

export function MessageMark({
  type,
  pattern,
  lost = false,
}: {
  readonly type: string;
  readonly pattern: ShownPattern;
  readonly lost?: boolean;
}) {
  const meta = pattern.messages[type];
  return (
    <span className={styles.mark}>
      <Glyph glyph={lost ? 'cross' : (meta?.glyph ?? 'dot')} colour={lost ? 'bad' : (meta?.colour ?? 'message')} />
    </span>
  );
}

/** What is due now or was due at this very event has nothing left. */
const remaining = (us: number): string => (us <= 0 ? 'now' : spanText(us));
