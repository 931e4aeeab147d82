import type { Face } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './message-words.ts';
import { meta } from './meta.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, seldom, topology } from './topology.ts';

export const face: Face = {
  meta,
  about,
  switchLabels: { off: 'One model', on: 'With CQRS' },
  roles,
  messages,
  settings,
  topology,
  layout,
  seldom,
  commands,
  modes,
  goals,
  experiments,
  mutantIds: [
    'checkpoint-first',
    'rows-first',
    'dedupe-in-memory',
    'skips-gaps',
    'marks-too-early',
    'drops-the-token',
    'takes-any-change',
    'swaps-early',
    'mails-from-a-view',
    'mailer-forgets',
    'expects-an-order',
    'compares-with-now',
    'compares-two-views',
    'any-version',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
