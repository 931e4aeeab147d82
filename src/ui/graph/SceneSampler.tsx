import { useLayoutEffect } from 'react';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { useRevision } from '../inspector/use-revision.ts';
import { useBaseSettings, useGraphModel } from './graph-model.ts';

const SAMPLES_PER_SECOND = 10;

/** Puts the scene at the cursor where nodes and links read it: often enough to follow, seldom enough to read. */
export function SceneSampler(): null {
  const { live } = useGraphModel();
  const { cursorSeq } = useThrottledCursor(SAMPLES_PER_SECOND);
  const base = useBaseSettings();
  const index = useRun((run) => run.index);
  const revision = useRevision();
  useLayoutEffect(() => {
    const scene = index.sceneAt(cursorSeq);
    const now = live.getState();
    if (now.scene !== scene || now.base !== base) live.setState({ scene, base });
  }, [live, base, index, revision, cursorSeq]);
  return null;
}
