import type { Property } from '../../kernel/property.ts';
import { sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import { accounted, acknowledgedIsStored, booksBalance, inFileOrder, memoryBounded } from './log-properties.ts';
import { answered, appDoesNotWait, rejectedNotLive, startOrder, stopOrder } from './pod-properties.ts';

/** Something that has to be reachable, with sidecars: a rule that fires somewhere. */
const reaches = (id: string, title: string, explain: string, node: string, rule: string): Property =>
  sometimesNotes({ id, title, explain, appliesOff: false }, { node, rule });

export const properties: readonly Property[] = [
  accounted,
  appDoesNotWait,
  acknowledgedIsStored,
  startOrder,
  stopOrder,
  memoryBounded,
  booksBalance,
  inFileOrder,
  rejectedNotLive,
  answered,
  sometimesBecomes(
    { id: 'paused', title: 'The input is paused', explain: 'Lines wait in the file.', appliesOff: false },
    { node: 'shipper', state: 'PAUSED', lane: 'input' },
  ),
  reaches('rotated', 'A file is rotated away', 'It is deleted, read or not.', 'volume', 'file rotated away'),
  reaches('backs-off', 'A container backs off', 'It has ended twice, and waits.', 'kubelet', 'CrashLoopBackOff'),
  reaches('oom', 'Somebody is killed for memory', 'Above a budget.', 'kubelet', 'OOMKilled'),
  reaches('pod-replaced', 'The pod is replaced', 'All have exited; the volume is gone.', 'kubelet', 'pod deleted'),
  reaches('nack', 'A NACK', 'The old configuration stays in use.', 'control-plane', 'NACK'),
  reaches('rate-limited', 'A collector says: not now', 'It takes so many lines a second.', 'collector-a', 'rate limit'),
];
