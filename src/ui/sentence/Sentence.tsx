import { useState } from 'react';
import { foretold, headline } from '../../derive/narrate.ts';
import { newsSeq, plainSeq, spokenSeq } from '../../derive/speech.ts';
import { spanText } from '../../derive/time-text.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import { usePlayback, useRun, useThrottledCursor } from '../hooks.ts';
import { WhyPopover } from './WhyPopover.tsx';
import styles from './Sentence.module.css';

/** News while playing is looked for this often, and plain events are told this often, times a second. */
const NEWS_HZ = 4;
const PLAIN_HZ = 0.5;

/** What just happened and why, in one line: on the screen, and for those who listen. */
export function Sentence() {
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const actions = useRun((run) => run.scenario?.actions);
  const speed = usePlayback((state) => state.speed);
  const exact = usePlayback((state) => state.stepped && !state.playing);
  const news = useThrottledCursor(NEWS_HZ).cursorSeq;
  const plain = useThrottledCursor(PLAIN_HZ).cursorSeq;
  // That everything starts says nothing, unless one stepped to it.
  const isTold = (event: TraceEvent | undefined): boolean => event !== undefined && (exact || event.kind !== 'start');
  const [asked, setAsked] = useState<Seq | null>(null);
  if (!pattern || !topology) return null;

  const tell = (seq: Seq): string => {
    const event = index.events[seq];
    if (event && isTold(event)) return headline(event, pattern, topology, (id) => index.flight(id)?.transit);
    // What is going to happen says more.
    const next = actions?.find(({ atUs }) => atUs > (event?.timeUs ?? 0));
    return next
      ? `All is well until ${spanText(next.atUs)}. Then: ${foretold(next, pattern, topology)}`
      : 'All is well so far.';
  };
  // Plain events follow each other too fast to be read one by one: they are told more seldom than news.
  const seq = exact
    ? news
    : (newsSeq(index, news, speed) ?? plainSeq(index, Math.min(plain, index.events.length - 1), speed));
  const spoken = tell(spokenSeq(index, plain, exact, speed));
  return (
    <div className={styles.place}>
      <div className={styles.pill}>
        <span className={styles.text}>{tell(seq)}</span>
        {isTold(index.events[seq]) && (
          <WhyPopover seq={asked ?? seq} open={asked !== null} onOpen={(open) => setAsked(open ? seq : null)} />
        )}
      </div>
      <p role="status" aria-live="polite" className={styles.spoken}>
        {spoken}
      </p>
    </div>
  );
}
