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
  // TEMPLATE: name the two sides of the switch, two words each.
  switchLabels: { off: 'Ask once', on: 'Ask again' },
  roles,
  messages,
  settings,
  topology,
  layout,
  commands,
  modes,
  goals,
  experiments,
  mutantIds: ['forgets-to-look', 'remembers-in-memory'],
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
};
