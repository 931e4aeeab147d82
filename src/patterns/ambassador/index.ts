import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { ambassador } from './programs/ambassador.ts';
import { application } from './programs/application.ts';
import { collector } from './programs/collector.ts';
import { ownRetries } from './programs/own-retries.ts';
import { provider } from './programs/provider.ts';
import { travellers } from './programs/travellers.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'Own retries', on: 'With ambassador' },
  programs: { travellers, application, ownRetries, ambassador, provider, collector },
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
