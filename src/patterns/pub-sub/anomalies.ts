import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import type { Records } from './messages.ts';
import { GROUPS } from './programs/cluster.ts';

/**
 * What went wrong with deliveries, in the words of Maelstrom's kafka workload; and beside it what the
 * groups did about it. Read from the trace alone. `Internal` is within one poll, which is one answer to
 * a fetch; `External` is between two polls of a group.
 */
export interface Anomalies {
  /** Acknowledged, and then not in the log of the next leader. */
  lostWrite: number;
  /** Acknowledged or taken in, and without a result, by group. */
  unobserved: Record<string, number>;
  /** The next record of a poll has a smaller offset; a group processes an offset below the one before. */
  nonmonotonicInternal: number;
  nonmonotonicExternal: number;
  /** Records that are missing within a poll; records behind which a group goes on, and never read. */
  skipInternal: number;
  skipExternal: number;
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
  /** Where it happened: offsets of lost writes by partition, of what came twice by group and partition; refusals by node. */
  lostAt: Record<string, number[]>;
  redeliveredAt: Record<string, Record<string, number[]>>;
  fencedOf: Record<string, number>;
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

const emptyFold = (): Fold => ({
  lostWrite: 0,
  unobserved: {},
  nonmonotonicInternal: 0,
  nonmonotonicExternal: 0,
  skipInternal: 0,
  skipExternal: 0,
  duplicate: 0,
  inconsistentOffset: 0,
  redelivered: 0,
  zombie: 0,
  fenced: 0,
  lostAt: {},
  redeliveredAt: {},
  fencedOf: {},
  acked: new Map(),
  lost: new Set(),
  takenIn: new Set(),
  results: new Map(GROUPS.map((group) => [group, new Set()])),
  places: new Map(),
  contents: new Map(),
  doubled: new Set(),
  last: new Map(),
  done: new Set(),
});

/** Folds the events up to `cursorSeq`, that one included. */
export function anomaliesIn(events: readonly TraceEvent[], cursorSeq: Seq = events.length - 1): Anomalies {
  const fold = emptyFold();
  for (let seq = 0; seq <= cursorSeq && seq < events.length; seq++) {
    const event = events[seq]!;
    if (event.kind === 'reply' && event.transit?.message.type === 'Records')
      polled(fold, event.transit.message as unknown as Records);
    for (const effect of event.effects)
      if (effect.kind === 'note' && effect.data !== undefined) read(fold, effect.rule, effect.data as Data, event);
  }
  const owed =
    fold.acked.size > 0 ? new Set([...fold.acked.keys()].filter((reading) => !fold.lost.has(reading))) : fold.takenIn;
  for (const [group, results] of fold.results)
    fold.unobserved[group] = [...owed].filter((reading) => !results.has(reading)).length;
  for (const reading of fold.lost) {
    const { partition, offset } = fold.acked.get(reading)!;
    (fold.lostAt[partition] ??= []).push(offset);
  }
  return { ...fold, lostWrite: fold.lost.size, duplicate: fold.doubled.size };
}

/** Within one poll each offset follows the one before. */
function polled(fold: Fold, { records = [] }: Records): void {
  for (let i = 1; i < records.length; i++) {
    const step = records[i]!.offset - records[i - 1]!.offset;
    if (step <= 0) fold.nonmonotonicInternal++;
    else fold.skipInternal += step - 1;
  }
}

function read(fold: Fold, rule: string, data: Data, event: TraceEvent): void {
  switch (rule) {
    case 'taken in':
      fold.takenIn.add(data['reading']!);
      return;
    case 'acknowledged':
      for (const [index, reading] of (data['readings'] as unknown as number[]).entries()) {
        const partition = data['partition'] as unknown as string;
        const offset = data['offset']! + index;
        fold.acked.set(reading, { partition, offset });
        fold.lost.delete(reading);
        lies(fold, reading, `${partition} ${offset}`);
      }
      return;
    case 'becomes leader':
      for (const [reading, { partition, offset }] of fold.acked)
        if (partition === data['partition'] && offset >= data['end']!) {
          fold.lost.add(reading);
          fold.places.delete(reading);
        }
      return;
    case 'records skipped':
      fold.skipExternal += data['to']! - data['from']!;
      return;
    case 'records dropped':
      fold.skipExternal += data['count']!;
      return;
    case 'zombie result':
      fold.zombie++;
      return;
    default:
      if ('stale' in data) {
        fold.fenced++;
        const who = event.transit?.from ?? event.node;
        fold.fencedOf[who] = (fold.fencedOf[who] ?? 0) + 1;
      } else if ('offset' in data && (rule.endsWith(' result') || rule.endsWith(' duplicate'))) result(fold, data);
  }
}

/** A reading lies at this place, and perhaps at another one as well. */
function lies(fold: Fold, reading: number, place: string): void {
  if ((fold.places.get(reading) ?? place) !== place) fold.doubled.add(reading);
  fold.places.set(reading, place);
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
  if (fold.done.has(`${group} ${place}`)) {
    fold.redelivered++;
    ((fold.redeliveredAt[group] ??= {})[partition] ??= []).push(offset);
  }
  fold.done.add(`${group} ${place}`);
  lies(fold, reading, place);
  if ((fold.contents.get(place) ?? reading) !== reading) fold.inconsistentOffset++;
  fold.contents.set(place, reading);
  const lane = `${group} ${partition}`;
  if (offset < (fold.last.get(lane) ?? -1)) fold.nonmonotonicExternal++;
  fold.last.set(lane, offset);
}
