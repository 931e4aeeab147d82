import type { Face } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

export const face: Face = {
  meta,
  about,
  switchLabels: { off: 'In the app', on: 'With sidecars' },
  roles,
  messages,
  settings,
  topology,
  layout,
  commands,
  modes,
  goals,
  experiments,
  mutantIds: [
    'resume-without-decrement',
    'retry-counted-twice',
    'discards-while-paused',
    'numbers-its-chunks',
    'newest-first',
    'log-is-awaited',
    'starts-all-at-once',
    'stops-all-at-once',
    'never-resumes',
    'restarts-the-unready',
    'asks-the-unready',
    'waits-for-ever',
    'starts-it-again',
    'nack-applies',
    'hands-on-the-refused',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
