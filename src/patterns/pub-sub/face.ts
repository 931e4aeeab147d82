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
  switchLabels: { off: 'Direct fan-out', on: 'Through a broker' },
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
    'mark-is-end',
    'commit-unchecked',
    'dedupe-without-epoch',
    'elects-anyone',
    'unfenced-store',
    'sequence-ignored',
    'reads-uncommitted',
    'hands-out-twice',
    'commits-fetched',
    'counts-from-zero',
    'unclean-keeps-isr',
    'commits-the-beginning',
    'short-memory',
    'releases-once',
    'obeys-anyone',
    'metadata-in-memory',
    'same-epoch',
    'confirms-early',
    'prefetch-ignored',
    'returns-uncounted',
    'fenced-goes-on',
    'offline-for-good',
  ],
  epoch: () => import('./epoch.ts').then((part) => part.epoch),
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
