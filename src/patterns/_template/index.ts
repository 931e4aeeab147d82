import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { client } from './programs/client.ts';
import { server } from './programs/server.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

// TEMPLATE: draft. Remove this line last: while it stands, one lesson step and one planted bug are enough, not eight and four.
const pattern: Pattern = definePattern({
  meta,
  about,
  // TEMPLATE: name the two sides of the switch, two words each.
  switchLabels: { off: 'Ask once', on: 'Ask again' },
  // TEMPLATE: list your programs; each has an entry in `roles` under the same name.
  programs: { client, server },
  roles,
  messages,
  settings,
  topology,
  layout,
  commands,
  modes,
  properties,
  goals,
  experiments,
  mutants,
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
});

export default pattern;
