import type { Property, World } from '../../kernel/property.ts';
import { linearizable } from '../../pattern-kit/linearizability/property.ts';
import { register, type RegisterCall } from '../../pattern-kit/linearizability/register.ts';

/** What clients see, judged by the history of their requests alone. */

interface Asked {
  readonly key: string;
  readonly value: number | null;
  readonly from: number | null;
}
const HISTORY = {
  model: register(null),
  operations: {
    read: (): RegisterCall => ({ f: 'read' }),
    write: ({ value }: Asked): RegisterCall => ({ f: 'write', value }),
    cas: ({ from, value }: Asked): RegisterCall => ({ f: 'cas', from, to: value }),
  },
  keyOf: ({ key }: Asked) => key,
  answerOf: (output: unknown, name: string) => (name === 'write' ? null : output),
};

const judge: Property = {
  ...linearizable({ id: '', title: '', explain: '', ...HISTORY }),
  watches: { effects: ['begin', 'end', 'status'] },
};

/** Raft promises it. Without consensus nobody does, nor do algorithms that only say who leads. */
const isPromised = ({ on, settings }: World): boolean => on && settings['cluster.algorithm'] === 'raft';

export const linearizableClients: Property = {
  ...judge,
  id: 'linearizable',
  title: 'Clients see one database',
  explain:
    'All that clients were answered could come from a single copy that does one request at a time (Wing and Gong’s check, live). No stale read, no lost write.',
  appliesOff: false,
  step: (state, event, world) => (isPromised(world) ? judge.step(state, event, world) : undefined),
};

/** The same judge where it is no promise: there it is worth seeing. */
export const contradiction: Property = {
  ...judge,
  id: 'contradiction',
  kind: 'sometimes',
  title: 'Clients see two databases',
  explain:
    'Some answer cannot come from a single copy any more: a value that was overwritten is read, or an acknowledged write is gone. With Raft it never happens.',
  step: (state, event, world) => !isPromised(world) && typeof judge.step(state, event, world) === 'string',
};
