import type { EventData, LedgerEvent, NewEvent, RawData, RawLeg, StoredEvent } from './events.ts';

/**
 * Old events are never rewritten; they are brought to the newest shape each time they are read. One
 * upcaster for each step, applied in order: 1 → 2 → 3.
 */
export type Upcaster = (data: RawData, recordedUs: number) => RawData;

/** Schema 1 counted whole euros. */
const eurosToCents: Upcaster = ({ euros, ...data }) => {
  const inCents = ({ account, euros: whole }: RawLeg): RawLeg => ({ account, cents: (whole ?? 0) * 100 });
  return {
    ...data,
    cents: (euros ?? 0) * 100,
    debits: data.debits.map(inCents),
    credits: data.credits.map(inCents),
  };
};

/** Schema 2 had no valid time: what was recorded counted from then on. */
const validWhenRecorded: Upcaster = (data, recordedUs) => ({ ...data, validUs: recordedUs });

/** Index 0 leads from schema 1 to schema 2. */
export const UPCASTERS: readonly Upcaster[] = [eurosToCents, validWhenRecorded];
export const NEWEST_SCHEMA = UPCASTERS.length + 1;

export type Read = (event: StoredEvent) => LedgerEvent;

/** How programs read: through the chain, or, without it, taking an old event for a new one. */
export const readerWith =
  (upcasters: readonly Upcaster[]): Read =>
  ({ id, type, stream, version, position, recordedUs, meta, schema, data: raw }) => {
    let data = raw;
    for (let step = schema; step < NEWEST_SCHEMA; step += 1) data = upcasters[step - 1]?.(data, recordedUs) ?? data;
    return { id, type, stream, version, position, recordedUs, meta, data: tolerant(data, recordedUs) };
  };

/** A tolerant reader: what it does not find is zero, which is how an old event loses its amount without anybody noticing. */
function tolerant(data: RawData, recordedUs: number): EventData {
  if (data.cents !== undefined && data.validUs !== undefined) return data as EventData;
  const leg = ({ account, cents = 0 }: RawLeg) => ({ account, cents });
  const { cents = 0, validUs = recordedUs } = data;
  return { ...data, debits: data.debits.map(leg), credits: data.credits.map(leg), cents, validUs };
}

export const upcast = readerWith(UPCASTERS);
export const takeAsItIs = readerWith([]);

/** What a desk writes: the shape that its own release knows. */
export function inSchema(schema: number, event: Omit<NewEvent, 'schema' | 'data'>, data: EventData): NewEvent {
  if (schema >= NEWEST_SCHEMA) return { ...event, schema: NEWEST_SCHEMA, data };
  const { validUs: _, ...two } = data;
  if (schema === 2) return { ...event, schema, data: two };
  const { cents, ...one } = two;
  const inEuros = (leg: { account: string; cents: number }): RawLeg => ({
    account: leg.account,
    euros: Math.floor(leg.cents / 100),
  });
  const data1 = {
    ...one,
    euros: Math.floor(cents / 100),
    debits: data.debits.map(inEuros),
    credits: data.credits.map(inEuros),
  };
  return { ...event, schema: 1, data: data1 };
}
