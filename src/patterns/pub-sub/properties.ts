import type { Property } from '../../kernel/property.ts';
import { clusterSettles, metadataKept, obeysNewest, oneLeader } from './cluster-properties.ts';
import {
  ackedIsProcessed,
  atMostOnce,
  commitsInGeneration,
  dedupedOnce,
  effectivelyOnce,
  oneOwner,
  readingsEnd,
} from './delivery-properties.ts';
import {
  ackedIsCommitted,
  committedStays,
  denseOffsets,
  isrInReplicas,
  keyOrder,
  markWithinIsr,
  readsBelowMark,
} from './log-properties.ts';
import { confirmedStays, ofLog, withinLimit, withinPrefetch } from './queue-properties.ts';
import { oneName } from './producer-properties.ts';
import { BROKERS, GATEWAYS } from './programs/cluster.ts';

/** Reached when a rule fires at one of the nodes. */
function reached(
  nodes: readonly string[],
  id: string,
  rule: string,
  title: string,
  explain: string,
  appliesOff = false,
): Property<null> {
  return {
    id,
    kind: 'sometimes',
    title,
    explain,
    appliesOff,
    applies: ({ topology }) => topology.nodes.some(({ id }) => nodes.includes(id)) || 'No such part is in this run.',
    watches: { nodes, effects: ['note'] },
    init: () => null,
    step(_state, { node, effects }) {
      for (const effect of effects)
        if (effect.kind === 'note' && effect.rule === rule && nodes.includes(node)) return true;
      return false;
    },
  };
}

const METADATA = ['metadata'];
const STORE = ['store'];

/** As many as there can be. */
const CONSUMERS = ['analytics-1', 'analytics-2', 'analytics-3', 'alerting', 'archiver'];

const SOMETIMES: readonly Property[] = [
  reached(
    BROKERS,
    'producer-fenced',
    'producer fenced',
    'A producer is fenced',
    'Another one has its name and a newer producer epoch: what the old one still sends is refused.',
  ),
  reached(
    ['queue'],
    'redelivered',
    'redelivered',
    'A message comes back',
    'It was not acknowledged: the queue delivers it again, and says so.',
  ),
  reached(
    METADATA,
    'leader-moves',
    'leader elected',
    'A partition gets another leader',
    'The controller picks one of the in-sync replicas when a leader is gone.',
  ),
  reached(
    METADATA,
    'controller-moves',
    'controller elected',
    'Another controller',
    'The broker that picked the leaders is gone: the first that claims it is next.',
  ),
  reached(
    [...METADATA, ...BROKERS],
    'controller-fenced',
    'controller fenced',
    'A deposed controller is fenced',
    'It has slept and still gives orders, in an epoch that is over.',
  ),
  reached(
    METADATA,
    'isr-shrinks',
    'in-sync replicas shrink',
    'A follower falls behind',
    'It leaves the in-sync replicas.',
  ),
  reached(
    METADATA,
    'unclean',
    'unclean leader elected',
    'An unclean leader',
    'No in-sync replica is left, and one that lacks records leads.',
  ),
  reached(BROKERS, 'write-lost', 'log truncated', 'A log is cut back', 'A former leader drops what nobody else has.'),
  reached(
    BROKERS,
    'duplicate-sequence',
    'duplicate sequence',
    'A repeated batch is recognised',
    'The first try was written; the sequence number tells.',
  ),
  reached(
    BROKERS,
    'commit-fenced',
    'commit fenced',
    'A commit is fenced',
    'A zombie commits in a generation that is over.',
  ),
  reached(
    STORE,
    'zombie-result',
    'zombie result',
    'A zombie’s result counts',
    'The generation fences the commit, not what the zombie does to the world.',
  ),
  reached(
    BROKERS,
    'static-return',
    'static member returns',
    'A static member comes back',
    'It takes its old partitions, and nobody else stops.',
  ),
  reached(
    CONSUMERS,
    'skips',
    'records skipped',
    'Records are skipped',
    'A consumer goes on behind a hole that it never read.',
  ),
  reached(
    [...CONSUMERS, 'queue'],
    'dead-letter',
    'dead letter',
    'A dead letter',
    'A record that failed each time is put aside, and the rest goes on.',
  ),
  reached(
    GATEWAYS,
    'qos-duplicate',
    'QoS 2 duplicate',
    'QoS 2 recognises a repetition',
    'The gateway remembers the message id until the sensor releases it.',
  ),
  reached(
    GATEWAYS,
    'gateway-full',
    'gateway full',
    'The gateway is full',
    'It waits for the slowest service, and has no place for the next reading.',
    true,
  ),
];

export const properties: readonly Property[] = [
  ...[
    committedStays,
    denseOffsets,
    markWithinIsr,
    readsBelowMark,
    ackedIsCommitted,
    keyOrder,
    isrInReplicas,
    obeysNewest,
    oneLeader,
    metadataKept,
    clusterSettles,
    oneOwner,
    commitsInGeneration,
    effectivelyOnce,
    oneName,
  ].map((property: Property) => ofLog(property)),
  atMostOnce,
  dedupedOnce,
  ackedIsProcessed,
  readingsEnd,
  confirmedStays,
  withinPrefetch,
  withinLimit,
  ...SOMETIMES,
];
