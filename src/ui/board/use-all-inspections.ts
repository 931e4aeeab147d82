import { useEffect, useRef, useState } from 'react';
import type { NodeInspection } from '../../kernel/inspection.ts';
import type { Seq } from '../../kernel/trace.ts';
import { playback } from '../../state/stores.ts';
import { useCommands, useThrottledCursor } from '../hooks.ts';
import { useRevision } from '../inspector/use-revision.ts';

/** How often the live state is asked for while the run plays. */
const REFRESH_HZ = 5;

export interface AllInspections {
  readonly nodes: Readonly<Record<string, NodeInspection>>;
  /** The event after which they are held so, and its time. */
  readonly seq: Seq;
  readonly timeUs: number;
}

/** What every node holds at the cursor: exactly while paused, a few times a second while playing. Null before the first answer. */
export function useAllInspections(): AllInspections | null {
  const { cursorUs, cursorSeq } = useThrottledCursor(REFRESH_HZ);
  const revision = useRevision();
  const { inspect } = useCommands();
  const [held, setHeld] = useState<AllInspections | null>(null);
  const asked = useRef(0);
  const shown = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    const { cursorSeq: seq, cursorUs: timeUs } = playback.getState();
    void inspect().then((nodes) => {
      // Answers may take longer than the cursor stands still: one that is newer than what is shown counts.
      if (mine <= shown.current) return;
      shown.current = mine;
      setHeld({ nodes, seq, timeUs });
    });
  }, [inspect, cursorUs, cursorSeq, revision]);
  return held;
}
