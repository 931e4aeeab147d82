import type { Seq, TraceEvent } from '../../kernel/trace.ts';

/**
 * What went wrong with deliveries, in the words of Maelstrom's kafka workload; and beside it what the
 * groups did about it. Read from the trace alone.
 */
export interface Anomalies {
  /** Acknowledged, and then not in the log of the next leader. */
  lostWrite: number;
  /** Acknowledged or taken in, and without a result, by group. */
  unobserved: Record<string, number>;
  /** A group goes back: it processes an offset below the one before, on the same partition. */
  nonmonotonic: number;
  /** A group goes on behind a hole: records it never read. */
  skip: number;
  /** One reading at two offsets. */
  duplicate: number;
  /** Two readings at one offset. */
  inconsistentOffset: number;
  /** One record processed a second time. */
  redelivered: number;
  /** Results of members that owned the partition no more. */
  zombie: number;
  /** Refused by their generation or epoch. */
  fenced: number;
}

interface Acked {
  readonly partition: string;
  readonly offset: number;
}

interface Fold extends Anomalies {
  /** Where each acknowledged reading lies. */
  readonly acked: Map<number, Acked>;
  readonly lost: Set<number>;
  readonly takenIn: Set<number>;
  readonly results: Map<string, Set<number>>;
  readonly places: Map<number, string>;
  readonly contents: Map<string, number>;
  readonly doubled: Set<number>;
  readonly last: Map<string, number>;
  readonly done: Set<string>;
}

type Data = Readonly<Record<string, never>>;

/** Folds the events up to `cursorSeq`, that one included. */
export function anomaliesIn(events: readonly TraceEvent[], cursorSeq: Seq = events.length - 1): Anomalies {
  const fold: Fold = {
    lostWrite: 0,
    unobserved: {},
    nonmonotonic: 0,
    skip: 0,
    duplicate: 0,
    inconsistentOffset: 0,
    redelivered: 0,
    zombie: 0,
    fenced: 0,
    acked: new Map(),
    lost: new Set(),
    takenIn: new Set(),
    results: new Map([
      ['alerting', new Set()],
      ['analytics', new Set()],
      ['archiver', new Set()],
    ]),
    places: new Map(),
    contents: new Map(),
    doubled: new Set(),
    last: new Map(),
    done: new Set(),
  };
  for (let seq = 0; seq <= cursorSeq && seq < events.length; seq++)
    for (const effect of events[seq]!.effects)
      if (effect.kind === 'note' && effect.data !== undefined) read(fold, effect.rule, effect.data as Data);
  const owed =
    fold.acked.size > 0 ? new Set([...fold.acked.keys()].filter((reading) => !fold.lost.has(reading))) : fold.takenIn;
  for (const [group, results] of fold.results)
    fold.unobserved[group] = [...owed].filter((reading) => !results.has(reading)).length;
  return { ...fold, lostWrite: fold.lost.size, duplicate: fold.doubled.size };
}

function read(fold: Fold, rule: string, data: Data): void {
  switch (rule) {
    case 'taken in':
      fold.takenIn.add(data['reading']!);
      return;
    case 'acknowledged':
      for (const [index, reading] of (data['readings'] as unknown as number[]).entries()) {
        fold.acked.set(reading, { partition: data['partition']!, offset: data['offset']! + index });
        fold.lost.delete(reading);
      }
      return;
    case 'becomes leader':
      for (const [reading, { partition, offset }] of fold.acked)
        if (partition === data['partition'] && offset >= data['end']!) fold.lost.add(reading);
      return;
    case 'records skipped':
      fold.skip += data['to']! - data['from']!;
      return;
    case 'records dropped':
      fold.skip += data['count']!;
      return;
    case 'zombie result':
      fold.zombie++;
      return;
    default:
      if ('stale' in data) fold.fenced++;
      else if ('offset' in data && (rule.endsWith(' result') || rule.endsWith(' duplicate'))) result(fold, data);
  }
}

function result(fold: Fold, data: Data): void {
  const group = data['group'] as unknown as string;
  const partition = data['partition'] as unknown as string;
  const reading: number = data['reading']!;
  const offset: number = data['offset']!;
  fold.results.get(group)?.add(reading);
  if (partition === 'direct') {
    const key = `${group} ${reading}`;
    if (fold.done.has(key)) fold.redelivered++;
    fold.done.add(key);
    return;
  }
  const place = `${partition} ${offset}`;
  if (fold.done.has(`${group} ${place}`)) fold.redelivered++;
  fold.done.add(`${group} ${place}`);
  if ((fold.places.get(reading) ?? place) !== place) fold.doubled.add(reading);
  fold.places.set(reading, place);
  if ((fold.contents.get(place) ?? reading) !== reading) fold.inconsistentOffset++;
  fold.contents.set(place, reading);
  const lane = `${group} ${partition}`;
  if (offset < (fold.last.get(lane) ?? -1)) fold.nonmonotonic++;
  fold.last.set(lane, offset);
}
