import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './message-words.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { broker } from './programs/broker.ts';
import { consumer } from './programs/consumer.ts';
import { edge } from './programs/edge.ts';
import { metadata } from './programs/metadata.ts';
import { sensors } from './programs/sensors.ts';
import { service } from './programs/service.ts';
import { store } from './programs/store.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'Direct fan-out', on: 'Through a log' },
  programs: { sensors, edge, broker, metadata, consumer, service, store },
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
