import type { Property } from '../../kernel/property.ts';
import type { Effect } from '../../kernel/trace.ts';
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
  isBroker,
  isrInReplicas,
  keyOrder,
  markWithinIsr,
  readsBelowMark,
} from './log-properties.ts';
import { groupOf, GROUPS } from './programs/cluster.ts';

/** Reached when a rule fires; `at` says at which nodes it can. */
function reached(
  at: (node: string) => boolean,
  id: string,
  rule: string,
  title: string,
  explain: string,
  appliesOff = false,
): Property<null> {
  const fires = (effect: Effect): boolean => effect.kind === 'note' && effect.rule === rule;
  return {
    id,
    kind: 'sometimes',
    title,
    explain,
    appliesOff,
    watches: { effects: ['note'] },
    init: () => null,
    step: (_state, { node, effects }) => at(node) && effects.some(fires),
  };
}

const only =
  (name: string) =>
  (node: string): boolean =>
    node === name;
const isConsumer = (node: string): boolean => (GROUPS as readonly string[]).includes(groupOf(node));

const SOMETIMES: readonly Property[] = [
  reached(
    only('metadata'),
    'leader-moves',
    'leader elected',
    'A partition gets another leader',
    'The controller picks one of the in-sync replicas when a leader is gone.',
  ),
  reached(
    only('metadata'),
    'controller-moves',
    'controller elected',
    'Another controller',
    'The broker that picked the leaders is gone, and another one does it, in the next epoch.',
  ),
  reached(
    only('metadata'),
    'isr-shrinks',
    'in-sync replicas shrink',
    'A follower falls behind',
    'It leaves the in-sync replicas, and acks=all waits for it no longer.',
  ),
  reached(
    only('metadata'),
    'unclean',
    'unclean leader elected',
    'An unclean leader',
    'No in-sync replica is left, and one that lacks records leads.',
  ),
  reached(
    isBroker,
    'write-lost',
    'log truncated',
    'A log is cut back',
    'A former leader drops what nobody else has: if it was acknowledged, it is a lost write.',
  ),
  reached(
    isBroker,
    'duplicate-sequence',
    'duplicate sequence',
    'A repeated batch is recognised',
    'The first try was written and its answer was lost; the sequence number tells.',
  ),
  reached(
    isBroker,
    'commit-fenced',
    'commit fenced',
    'A commit is fenced',
    'A zombie commits in a generation that is over, and is refused.',
  ),
  reached(
    only('store'),
    'zombie-result',
    'zombie result',
    'A zombie’s result counts',
    'The generation fences the commit, not what the zombie does to the world.',
  ),
  reached(
    isBroker,
    'static-return',
    'static member returns',
    'A static member comes back',
    'It takes its old partitions, and nobody else stops.',
  ),
  reached(
    isConsumer,
    'skips',
    'records skipped',
    'Records are skipped',
    'A consumer goes on behind a hole that it never read.',
  ),
  reached(
    isConsumer,
    'dead-letter',
    'dead letter',
    'A dead letter',
    'A record that failed each time is put aside, and the rest goes on.',
  ),
  reached(
    only('edge'),
    'qos-duplicate',
    'QoS 2 duplicate',
    'QoS 2 recognises a repetition',
    'The gateway remembers the message id until the sensor releases it.',
  ),
  reached(
    only('edge'),
    'gateway-full',
    'gateway full',
    'The gateway is full',
    'Without a log it waits for the slowest service, and has no place for the next reading.',
    true,
  ),
];

export const properties: readonly Property[] = [
  committedStays,
  denseOffsets,
  markWithinIsr,
  readsBelowMark,
  ackedIsCommitted,
  keyOrder,
  isrInReplicas,
  oneOwner,
  commitsInGeneration,
  effectivelyOnce,
  atMostOnce,
  dedupedOnce,
  ackedIsProcessed,
  readingsEnd,
  ...SOMETIMES,
];
