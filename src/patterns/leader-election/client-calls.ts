import type { Json } from '../../kernel/json.ts';
import type { HistorySpec } from '../../pattern-kit/linearizability/history.ts';
import { register, type RegisterCall } from '../../pattern-kit/linearizability/register.ts';

/** What clients ask of a key, as calls of a register that starts empty. */

interface Asked {
  readonly key: string;
  readonly value: number | null;
  readonly from: number | null;
}

export const KEY = register(null);

export const CALLS = {
  operations: {
    read: (): RegisterCall => ({ f: 'read' }),
    write: ({ value }: Asked): RegisterCall => ({ f: 'write', value }),
    cas: ({ from, value }: Asked): RegisterCall => ({ f: 'cas', from, to: value }),
  },
  keyOf: ({ key }: Asked) => key,
  answerOf: (output: Json, name: string) => (name === 'write' ? null : output),
} satisfies HistorySpec<RegisterCall, Json>;
