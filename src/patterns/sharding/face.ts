import type { Face } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './message-words.ts';
import { meta } from './meta.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

export const face: Face = {
  meta,
  about,
  switchLabels: { off: 'One database', on: 'Sharded' },
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
    'ask-is-moved',
    'without-asking',
    'asking-sticks',
    'delete-first',
    'never-locks',
    'stable-at-once',
    'believes-anybody',
    'copies-once',
    'directory-forgets',
    'sleepwalks',
    'votes-twice',
    'tries-again',
    'undeclared-copy',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
