import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { ambassador } from './programs/ambassador.ts';
import { application } from './programs/application.ts';
import { collector } from './programs/collector.ts';
import { ownRetries } from './programs/own-retries.ts';
import { provider } from './programs/provider.ts';
import { travellers } from './programs/travellers.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: { travellers, application, ownRetries, ambassador, provider, collector },
  properties,
  mutants,
});

export default pattern;
