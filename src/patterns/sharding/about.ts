import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'The data is cut into shards, each on a machine of its own. A rule, or a map, says for every key which shard owns it; requests go there and nowhere else.',
  how: 'Routers and smart clients keep a copy of the map, with its epoch. A shard serves what the map gives to it and answers everything else with where to go. When a shard joins or leaves, some keys change hands under a new epoch, while people go on reading and writing them.',
  benefits: [
    'A spike, a crash or a bad query in one shard leaves the others alone.',
    'More shards hold more data and take more writes than any one machine.',
    'Data can be near the people it belongs to.',
  ],
  costs: [
    'What needs several shards is slow and partial: a fan-out takes as long as its slowest leg.',
    'Moving keys is a protocol of its own, with crashes in the middle.',
    'Everybody may hold an old map, so every answer has to be checked against an epoch.',
    'Somebody has to keep the map and outlive failures: several directories, or the shards themselves.',
    'Transactions and unique ids stop at the border of a shard.',
  ],
  avoidWhen: [
    'One machine and a few read replicas are enough: they usually are.',
    'Most questions need data of many keys that no shard key keeps together.',
    'The load is one hot key: adding shards does not split a key.',
  ],
};
