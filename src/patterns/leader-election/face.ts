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
  switchLabels: { off: 'Without', on: 'With consensus' },
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
    'forget-vote',
    'two-votes',
    'count-twice',
    'skip-log-check',
    'count-old-terms',
    'appends-blindly',
    'does-it-again',
    'own-clock',
    'reopens-session',
    'asks-anew',
    'changes-at-once',
    'writes-while-handing-over',
    'hands-over-too-early',
    'ack-before-sync',
    'cut-on-match',
    'stale-read',
    'endless-lease',
    'swap-without-compare',
    'trusts-remote-time',
    'ignores-renew-deadline',
    'accepts-stale-token',
    'accepts-below-promise',
    'forgets-promise',
    'ignores-accepted-value',
    'answers-before-storage',
    'declares-anyway',
    'lets-smaller-pass',
    'leaders-ignore-each-other',
    'swallows-itself',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
