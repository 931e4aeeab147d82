import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { broker } from './programs/broker.ts';
import { consumer } from './programs/consumer.ts';
import { edge } from './programs/edge.ts';
import { metadata } from './programs/metadata.ts';
import { queue } from './programs/queue.ts';
import { sensors } from './programs/sensors.ts';
import { service } from './programs/service.ts';
import { store } from './programs/store.ts';
import { worker } from './programs/worker.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: { sensors, edge, broker, metadata, consumer, queue, worker, service, store },
  properties,
  mutants,
});

export default pattern;
