import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { bully } from './programs/bully.ts';
import { client } from './programs/client.ts';
import { failover } from './programs/failover.ts';
import { leaseReplica } from './programs/lease-replica.ts';
import { lockService } from './programs/lock-service.ts';
import { paxos } from './programs/paxos.ts';
import { replica } from './programs/replica.ts';
import { ring } from './programs/ring.ts';
import { storage } from './programs/storage.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: { client, replica, failover, leaseReplica, bully, ring, paxos, lockService, storage },
  properties,
  mutants,
});

export default pattern;
