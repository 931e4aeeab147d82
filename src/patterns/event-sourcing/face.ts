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
  switchLabels: { off: 'Rows', on: 'Events' },
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
    'snapshot-off-by-one',
    'ids-after-version',
    'no-version',
    'answers-early',
    'expiry-keeps-hold',
    'funds-before-ids',
    'silence-is-refusal',
    'forgets-commands',
    'one-sided-fee',
    'upcasters-swapped',
    'rate-of-the-day',
    'never-expires',
    'audits-new-only',
    'goes-on-after-a-gap',
    'suspects-by-own-clock',
    'carries-no-holds',
    'reopens',
    'deletes-for-now',
    'hopes-for-a-return',
    'pays-the-second-life',
    'backward-leaves-out',
    'acts-while-replaying',
    'gives-back-too-soon',
    'keeps-the-name',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
