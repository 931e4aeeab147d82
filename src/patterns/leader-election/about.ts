import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'Several replicas keep one database. One of them, the leader, decides in which order writes happen; when it fails, a majority elects the next.',
  how: 'Who hears of no leader for a random time stands for election in a new term, and needs the votes of a majority. The leader copies its log to the others. What a majority has on disk is committed: no later leader lacks it.',
  benefits: [
    'One order of writes, and no acknowledged write is lost while a majority lives.',
    'Nobody is woken at night: the next leader is elected in about a second.',
    'Two halves of a split network never both accept writes.',
    'What clients see is one database, even across failures.',
  ],
  costs: [
    'A minority refuses writes, although it could take them.',
    'Every write waits for a round trip to a majority, and for their disks.',
    'While there is no leader, nobody writes.',
    'All writes go through one machine.',
  ],
  avoidWhen: [
    'Differences can be merged: then any replica may take any write.',
    'Losing a second of writes is cheaper than waiting for a majority.',
    'A job shall run once, and twice is harmless: a lease is enough.',
    'There are two machines: the loss of either stops both. Take three.',
  ],
};
