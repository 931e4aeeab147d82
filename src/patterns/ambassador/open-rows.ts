/**
 * What a property keeps of calls and attempts while they are open: few rows at a time, that come and go.
 * Two lists, because an object whose keys are ever new is slow; plain data, so that it can be checkpointed.
 */
export interface Rows<V> {
  ids: string[];
  values: V[];
}

export const noRows = <V>(): Rows<V> => ({ ids: [], values: [] });

export function put<V>({ ids, values }: Rows<V>, id: string, value: V): void {
  ids.push(id);
  values.push(value);
}

/** Where the row is; −1: there is none. The newest are asked for most. */
export function rowOf({ ids }: Rows<unknown>, id: string): number {
  for (let at = ids.length - 1; at >= 0; at -= 1) if (ids[at] === id) return at;
  return -1;
}

/** Takes the row out, and answers its value; undefined: there is none. */
export function take<V>(rows: Rows<V>, id: string): V | undefined {
  const at = rowOf(rows, id);
  return at < 0 ? undefined : removeAt(rows, at);
}

/** Order is of no use here: the last row fills the gap. */
export function removeAt<V>({ ids, values }: Rows<V>, at: number): V {
  const value = values[at]!;
  const lastId = ids.pop()!;
  const lastValue = values.pop()!;
  if (at < ids.length) {
    ids[at] = lastId;
    values[at] = lastValue;
  }
  return value;
}
