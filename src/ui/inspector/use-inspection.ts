import { useEffect, useRef, useState } from 'react';
import type { NodeInspection } from '../../kernel/inspection.ts';
import type { Seq } from '../../kernel/trace.ts';
import { playback } from '../../state/stores.ts';
import { useCommands, usePlayback, useThrottledCursor } from '../hooks.ts';
import { useRevision } from './use-revision.ts';
import { show, type Marks, type Shown } from './marks.ts';

/** How often the live state is asked for while the run plays. */
const REFRESH_HZ = 4;

export interface Inspected {
  readonly inspection: NodeInspection;
  /** What is tinted as just changed. */
  readonly marks: Marks;
  /** The event after which it is held so; −1: none yet. */
  readonly seq: Seq;
}

/**
 * What a node holds at the cursor: exactly while paused, a few times a second while playing. The
 * last answer stays until the next one is there. Null before the first.
 */
export function useInspection(node: string): Inspected | null {
  const { cursorUs, cursorSeq } = useThrottledCursor(REFRESH_HZ);
  const playing = usePlayback((state) => state.playing);
  const revision = useRevision();
  const { inspect } = useCommands();
  const [held, setHeld] = useState<{
    readonly node: string;
    readonly inspection: NodeInspection;
    readonly shown: Shown;
  } | null>(null);
  const asked = useRef({ node, count: 0, shown: 0 });

  useEffect(() => {
    const questions = asked.current;
    questions.node = node;
    questions.count += 1;
    const mine = questions.count;
    const { cursorSeq: seq, playing: isPlaying } = playback.getState();
    void inspect().then((nodes) => {
      const inspection = nodes[node];
      // Answers may take longer than the cursor stands still: one that is newer than what is shown counts.
      if (mine <= questions.shown || questions.node !== node || inspection === undefined) return;
      questions.shown = mine;
      setHeld((old) => ({
        node,
        inspection,
        shown: show(old?.node === node ? old.shown : null, {
          seq,
          state: inspection.state,
          before: inspection.before,
          playing: isPlaying,
          nowMs: performance.now(),
        }),
      }));
    });
  }, [inspect, node, cursorUs, cursorSeq, playing, revision]);

  return held?.node === node ? { inspection: held.inspection, marks: held.shown.marks, seq: held.shown.seq } : null;
}
