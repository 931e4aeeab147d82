import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
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

const pattern: Pattern = definePattern({
  ...face,
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
  properties,
  mutants,
});

export default pattern;
