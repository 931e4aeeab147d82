import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { auditor } from './programs/auditor.ts';
import { bank } from './programs/bank.ts';
import { clearing } from './programs/clearing.ts';
import { desk } from './programs/desk.ts';
import { eventStore } from './programs/event-store.ts';
import { projector } from './programs/projector.ts';
import { reconciler } from './programs/reconciler.ts';
import { rowDesk } from './programs/row-desk.ts';
import { rows } from './programs/rows.ts';
import { snapshotStore } from './programs/snapshot-store.ts';
import { tellers } from './programs/tellers.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'Rows', on: 'Events' },
  programs: {
    tellers,
    desk,
    rowDesk,
    eventStore,
    rows,
    snapshotStore,
    projector,
    auditor,
    clearing,
    reconciler,
    bank,
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
