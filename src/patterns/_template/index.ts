import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { client } from './programs/client.ts';
import { server } from './programs/server.ts';
import { properties } from './properties.ts';

// TEMPLATE: draft. Remove this line last: while it stands, one lesson step and one planted bug are enough, not eight and four.
const pattern: Pattern = definePattern({
  ...face,
  // TEMPLATE: list your programs; each has an entry in `roles` under the same name.
  programs: { client, server },
  properties,
  mutants,
});

export default pattern;
