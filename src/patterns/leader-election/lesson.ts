import type { Lesson } from '../../pattern-kit/pattern.ts';
import { memberSteps } from './lesson-members.ts';
import { raftSteps } from './lesson-raft.ts';
import { sessionSteps } from './lesson-sessions.ts';
import { splitSteps } from './lesson-split.ts';

export const lesson: Lesson = {
  title: 'Who may write?',
  steps: [...splitSteps, ...raftSteps, ...sessionSteps, ...memberSteps],
};
