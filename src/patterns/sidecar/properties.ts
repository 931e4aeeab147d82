import type { Property } from '../../kernel/property.ts';
import { sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import { accounted, acknowledgedIsStored, booksBalance, inFileOrder, memoryBounded } from './log-properties.ts';
import {
  answered,
  appDoesNotWait,
  jobCompletes,
  rejectedNotLive,
  resumes,
  startOrder,
  stopOrder,
} from './pod-properties.ts';
import { killedForCause, unreadyNotAsked } from './probe-properties.ts';

const on = { appliesOff: false };

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
  resumes,
  jobCompletes,
  killedForCause,
  unreadyNotAsked,
  answered,
  sometimesBecomes(
    {
      id: 'paused',
      title: 'The input is paused',
      explain: 'The buffer in memory is full: lines wait in the file.',
      ...on,
    },
    { node: 'shipper', state: 'PAUSED', lane: 'input' },
  ),
  sometimesNotes(
    { id: 'rotated', title: 'A file is rotated away', explain: 'The oldest file is deleted, read or not.', ...on },
    { node: 'volume', rule: 'file rotated away' },
  ),
  sometimesNotes(
    {
      id: 'backs-off',
      title: 'A container backs off',
      explain: 'It has ended more than once, and is started again later and later.',
      ...on,
    },
    { node: 'kubelet', rule: 'CrashLoopBackOff' },
  ),
  sometimesNotes(
    {
      id: 'not-ready',
      title: 'A sidecar makes the pod not ready',
      explain: 'It runs, but its readiness probe fails, and that counts for the whole pod.',
      ...on,
    },
    { node: 'kubelet', rule: 'readiness probe failed' },
  ),
  sometimesNotes(
    {
      id: 'not-alive',
      title: 'A liveness probe kills',
      explain: 'It failed so often in a row that the container is killed and started again.',
    },
    { node: 'kubelet', rule: 'liveness probe failed' },
  ),
  sometimesNotes(
    {
      id: 'oom',
      title: 'Somebody is killed for memory',
      explain: 'The pod, or a container, is above its budget.',
      ...on,
    },
    { node: 'kubelet', rule: 'OOMKilled' },
  ),
  sometimesNotes(
    {
      id: 'pod-replaced',
      title: 'The pod is replaced',
      explain: 'All containers have exited, and the volume is gone.',
      ...on,
    },
    { node: 'kubelet', rule: 'pod deleted' },
  ),
  sometimesNotes(
    {
      id: 'job-ends',
      title: 'A Job is complete',
      explain: 'Its application has exited with 0, and its sidecars after it.',
    },
    { node: 'kubelet', rule: 'job completed' },
  ),
  sometimesNotes(
    { id: 'nack', title: 'A NACK', explain: 'Configuration is refused, and the old one stays in use.', ...on },
    { node: 'control-plane', rule: 'NACK' },
  ),
  sometimesNotes(
    {
      id: 'rate-limited',
      title: 'A collector says: not now',
      explain: 'The platform is shared, and takes only so many lines a second.',
      ...on,
    },
    { node: 'collector-a', rule: 'rate limit' },
  ),
];
