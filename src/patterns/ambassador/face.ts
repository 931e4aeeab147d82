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
  switchLabels: { off: 'Own retries', on: 'With ambassador' },
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
    'counts-only-waiting',
    'retries-pay-for-retries',
    'knows-better',
    'key-stored-after',
    'new-key-each-time',
    'deadline-starts-anew',
    'one-too-many',
    'retries-declined',
    'repeats-without-key',
    'hedges-without-key',
    'ignores-the-cap',
    'leaves-losers',
    'tokens-without-end',
    'asks-breaker-once',
    'deaf-to-pushback',
    'guesses-pushback',
    'marks-the-route',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
