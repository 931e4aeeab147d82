import { useLayoutEffect } from 'react';
import { linksAtWork } from '../../derive/link-view.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { useRevision } from '../inspector/use-revision.ts';
import { useBaseSettings, useGraphModel } from './graph-model.ts';

const SAMPLES_PER_SECOND = 10;

/** Puts the scene at the cursor where nodes and links read it: often enough to follow, seldom enough to read. */
export function SceneSampler(): null {
  const { live, seldom } = useGraphModel();
  const { cursorSeq, cursorUs } = useThrottledCursor(SAMPLES_PER_SECOND);
  const base = useBaseSettings();
  const index = useRun((run) => run.index);
  const revision = useRevision();
  useLayoutEffect(() => {
    const scene = index.sceneAt(cursorSeq);
    const now = live.getState();
    if (now.scene !== scene || now.base !== base) live.setState({ scene, base });
  }, [live, base, index, revision, cursorSeq]);
  useLayoutEffect(() => {
    const atWork = linksAtWork(seldom, index.inFlight(cursorUs));
    const before = live.getState().atWork;
    if (atWork.size !== before.size || [...atWork].some((link) => !before.has(link))) live.setState({ atWork });
  }, [live, seldom, index, revision, cursorUs]);
  return null;
}
