import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { browsers } from './programs/browsers.ts';
import { buyers } from './programs/buyers.ts';
import { commandApi } from './programs/command-api.ts';
import { database } from './programs/database.ts';
import { log } from './programs/log.ts';
import { mailer } from './programs/mailer.ts';
import { merchandiser } from './programs/merchandiser.ts';
import { projector } from './programs/projector.ts';
import { queryApi } from './programs/query-api.ts';
import { reconciler } from './programs/reconciler.ts';
import { relay } from './programs/relay.ts';
import { replica } from './programs/replica.ts';
import { shop } from './programs/shop.ts';
import { writeStore } from './programs/write-store.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'One model', on: 'With CQRS' },
  programs: {
    browsers,
    buyers,
    merchandiser,
    commandApi,
    writeStore,
    relay,
    log,
    projector,
    replica,
    queryApi,
    mailer,
    reconciler,
    shop,
    database,
  },
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
