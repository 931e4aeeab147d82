import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { detector } from './programs/detector.ts';
import { directory } from './programs/directory.ts';
import { mover } from './programs/mover.ts';
import { router } from './programs/router.ts';
import { shard } from './programs/shard.ts';
import { users } from './programs/users.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: { users, router, directory, mover, detector, shard },
  properties,
  mutants,
});

export default pattern;
