import type { Property } from '../../../kernel/property.ts';
import { sometimesNotes } from '../../../pattern-kit/properties.ts';
import { bullyTwoLeaders, leadsAgain, leaseTwoHolders, oneChosen, promiseKept } from './election-properties.ts';
import { electsBy } from '../promises.ts';
import { oneHolderANumber, stopsInTime, tokensMonotone } from './lease-properties.ts';
import { acknowledgedKept, bullyYields, ringLargest } from './promise-properties.ts';

/** Of Bully and the ring it is not claimed that one leads at a time: they count no votes, and a partition gives them two leaders. */
export const variantProperties: readonly Property[] = [
  tokensMonotone,
  oneHolderANumber,
  stopsInTime,
  oneChosen,
  promiseKept,
  leadsAgain,
  acknowledgedKept,
  bullyYields,
  ringLargest,
  bullyTwoLeaders,
  leaseTwoHolders,
  sometimesNotes(
    {
      id: 'stale-write',
      title: 'A stale write gets in',
      explain: 'Without fencing, a leader of yesterday writes after the leader of today.',
      appliesOff: false,
      applies: electsBy('lease', 'paxos'),
    },
    { node: 'storage', rule: 'stale write kept' },
  ),
  sometimesNotes(
    {
      id: 'stale-refused',
      title: 'A stale token is refused',
      explain: 'Storage has seen a newer leader, and refuses the older one.',
      appliesOff: false,
      applies: electsBy('lease', 'paxos'),
    },
    { node: 'storage', rule: 'stale token' },
  ),
];
