/** What a sensor has measured; `reading` names it all the way through. */
export type Reading = {
  readonly reading: number;
  readonly sensor: string;
  /** When it was measured, by the clock of the sensors. */
  readonly atUs: number;
  /** Nobody can make sense of it. */
  readonly poison?: true;
  /** Among the dead letters: where it comes from, and why (AMQP: x-death). */
  readonly death?: Death;
  /** Its number among those that the gateway has taken in; 0: it comes from elsewhere. */
  readonly accepted: number;
};

export type Death = {
  readonly group: string;
  readonly partition: string;
  readonly offset: number;
  readonly attempts: number;
};

/** What the group coordinator keeps in the offsets partition. */
export type OffsetEntry =
  | { readonly kind: 'offsets'; readonly group: string; readonly offsets: Readonly<Record<string, number>> }
  | {
      readonly kind: 'generation';
      readonly group: string;
      readonly generation: number;
      readonly leader: string;
      /** Member id → node, static instance and partitions. */
      readonly members: Readonly<Record<string, MemberEntry>>;
    }
  /** `after`: the epoch that its producer asked to follow; −1: a new producer under this name. */
  | { readonly kind: 'producer'; readonly name: string; readonly epoch: number; readonly after: number };
export type MemberEntry = { readonly node: string; readonly instance: string; readonly partitions: readonly string[] };

type Appended = {
  readonly offset: number;
  /** Epoch of the leader that appended it. */
  readonly epoch: number;
  /** −1: the producer is not idempotent. */
  readonly pid: number;
  readonly producerEpoch: number;
  readonly sequence: number;
};
export type ReadingRecord = Appended & Reading & { readonly entry?: undefined };
/** In the offsets partition. */
export type EntryRecord = Appended & {
  readonly entry: OffsetEntry;
  readonly reading?: undefined;
  readonly atUs?: undefined;
};
export type LogRecord = ReadingRecord | EntryRecord;

/** What a consumer is told of a record: where it lies, and what it says. */
export type Consumed = {
  readonly offset: number;
  readonly reading: number;
  readonly sensor: string;
  readonly atUs: number;
  readonly poison?: true;
};
