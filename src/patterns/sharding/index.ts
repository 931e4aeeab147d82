import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { detector } from './programs/detector.ts';
import { directory } from './programs/directory.ts';
import { mover } from './programs/mover.ts';
import { router } from './programs/router.ts';
import { shard } from './programs/shard.ts';
import { users } from './programs/users.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'One database', on: 'Sharded' },
  programs: { users, router, directory, mover, detector, shard },
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
  epoch,
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
});

export default pattern;
