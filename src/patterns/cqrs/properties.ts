import type { Property } from '../../kernel/property.ts';
import { seconds } from '../../kernel/time.ts';
import { operationsEnd, sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import {
  commandOnce,
  everyOrderMailed,
  everythingPublished,
  logInOrder,
  logKeeps,
  noPhantom,
  oneMail,
  stockNeverNegative,
  streamsGapless,
} from './log-properties.ts';
import { PATIENCE_US } from './programs/timing.ts';
import {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  tokenHonoured,
  writesFollowReads,
} from './session-properties.ts';
import { noFalseAlarm, wrongIsFound } from './reconciler-properties.ts';
import { appliedOnce, checkpointMonotone, viewIsFold, viewsCatchUp } from './view-properties.ts';

export const properties: readonly Property[] = [
  readYourWrites,
  monotonicReads,
  monotonicWrites,
  writesFollowReads,
  tokenHonoured,
  stockNeverNegative,
  commandOnce,
  streamsGapless,
  noPhantom,
  logInOrder,
  logKeeps,
  viewIsFold,
  appliedOnce,
  checkpointMonotone,
  noFalseAlarm,
  wrongIsFound,
  oneMail,
  everythingPublished,
  viewsCatchUp,
  everyOrderMailed,
  operationsEnd(
    {
      id: 'orders-end',
      title: 'Each order gets an answer',
      explain: 'Each buyer learns what became of the order, or that nobody knows.',
    },
    {
      client: 'buyers',
      op: 'order',
      withinUs: () => 2 * PATIENCE_US + seconds(1),
    },
  ),
  sometimesNotes(
    {
      id: 'conflicts-happen',
      title: 'Two commands conflict',
      explain: 'A commit is refused, because its versions are old.',
      appliesOff: false,
    },
    { node: 'command-api', rule: 'conflict' },
  ),
  sometimesNotes(
    {
      id: 'gap-waited-for',
      title: 'A gap is waited for',
      explain: 'Committed events are held back above the high-water mark.',
      appliesOff: false,
    },
    { node: 'relay', rule: 'wait for the gap' },
  ),
  sometimesNotes(
    {
      id: 'duplicate-ignored',
      title: 'A duplicate is recognised',
      explain: 'An event comes a second time, and changes nothing.',
      appliesOff: false,
    },
    { node: 'projector-best', rule: 'duplicate ignored' },
  ),
  sometimesNotes(
    {
      id: 'position-waited-for',
      title: 'A replica waits for a position',
      explain: 'A query asks for more than the replica has, and waits.',
      appliesOff: false,
    },
    { node: 'far', rule: 'wait for the position' },
  ),
  sometimesBecomes(
    {
      id: 'rebuilt',
      title: 'A view is rebuilt while it answers',
      explain: 'A second copy is folded from history and takes over.',
      appliesOff: false,
    },
    { node: 'projector-best', state: 'LIVE', from: 'REBUILDING' },
  ),
  sometimesBecomes(
    {
      id: 'deployed-late',
      title: 'A new view appears',
      explain: 'A view is deployed while the shop is open, and comes to the head.',
      appliesOff: false,
    },
    { node: 'projector-facets', state: 'CATCHING_UP', from: 'ABSENT' },
  ),
  sometimesBecomes(
    {
      id: 'reconciled',
      title: 'Views agree with the write model',
      explain: 'The reconciler finds no row that differs.',
      appliesOff: false,
    },
    { node: 'reconciler', state: 'AGREE' },
  ),
];
