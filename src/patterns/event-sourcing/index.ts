import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { auditor } from './programs/auditor.ts';
import { bank } from './programs/bank.ts';
import { clearing } from './programs/clearing.ts';
import { desk } from './programs/desk.ts';
import { eventStore } from './programs/event-store.ts';
import { fraud } from './programs/fraud.ts';
import { keyStore } from './programs/key-store.ts';
import { projector } from './programs/projector.ts';
import { reconciler } from './programs/reconciler.ts';
import { rowDesk } from './programs/row-desk.ts';
import { rows } from './programs/rows.ts';
import { snapshotStore } from './programs/snapshot-store.ts';
import { tellers } from './programs/tellers.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: {
    tellers,
    desk,
    rowDesk,
    eventStore,
    rows,
    snapshotStore,
    projector,
    fraud,
    keyStore,
    auditor,
    clearing,
    reconciler,
    bank,
  },
  properties,
  mutants,
});

export default pattern;
