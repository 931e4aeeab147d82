import type { Sessions, Value } from '../variants/messages.ts';

/** Values, and which serials of each client have been written: the same write twice is written once. */
export interface Values {
  values: Record<string, Value>;
  /** What lies below a client's floor was given up or answered: it comes too late to have an effect. */
  sessions: Record<string, { floor: number; readonly done: Record<string, true> }>;
}

interface Written {
  readonly key: string;
  readonly value: Value;
  readonly client: string;
  readonly serial: number;
  readonly floor: number;
}

export const blankValues = (): Values => ({ values: {}, sessions: {} });

export function put({ values, sessions }: Values, { key, value, client, serial, floor }: Written): void {
  values[key] = value;
  if (serial === 0) return;
  const session = (sessions[client] ??= { floor: 0, done: {} });
  session.done[serial] = true;
  if (floor <= session.floor) return;
  session.floor = floor;
  for (const old in session.done) if (Number(old) < floor) delete session.done[old];
}

export function isDone({ sessions }: Values, { client, serial }: Written): boolean {
  const session = sessions[client];
  return session !== undefined && serial !== 0 && (serial < session.floor || session.done[serial] === true);
}

export const copyOf = (given: { readonly values: Values['values']; readonly sessions: Sessions }): Values => ({
  values: { ...given.values },
  sessions: Object.fromEntries(
    Object.entries(given.sessions).map(([client, { floor, done }]) => [client, { floor, done: { ...done } }]),
  ),
});
