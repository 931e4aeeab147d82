import type { Us } from '../../kernel/time.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import { checkLinearizable, type Check } from '../../pattern-kit/linearizability/check.ts';
import { historyOf } from '../../pattern-kit/linearizability/history.ts';
import type { Operation } from '../../pattern-kit/linearizability/model.ts';
import type { RegisterCall } from '../../pattern-kit/linearizability/register.ts';
import { brokenAt } from './goal-books.ts';
import { CALLS, KEY } from './client-calls.ts';

/** What clients were told about one key, in the longest order in which one database could have done it. */

/** A request, from asking to answer: a row of the picture. */
export interface Row {
  readonly id: string;
  /** "client 1 writes 231". */
  readonly says: string;
  readonly fromUs: Us;
  /** Null: no answer, or none yet. */
  readonly toUs: Us | null;
  /**
   * `placed`: it has its place in the order. `open`: it has none, and needs none, as nobody was
   * answered. `stuck`: answered, and fits nowhere behind the order.
   */
  readonly is: 'placed' | 'open' | 'stuck';
  /** The earliest time at which one database may have done it; null where it has no place. */
  readonly atUs: Us | null;
  /** What the key holds then. */
  readonly holds: string;
}
export interface ClientHistory {
  readonly keys: readonly string[];
  readonly key: string;
  /** All that are placed, in their order; behind them the others. */
  readonly rows: readonly Row[];
  readonly isBroken: boolean;
  /** All of it in a sentence. */
  readonly says: string;
}

/** Questions to the model; a picture that takes longer is not drawn. */
const STEPS = 200_000;

type Called = Operation<RegisterCall>;
interface Ends {
  readonly fromUs: Us;
  readonly toUs: Us | null;
}

/** Up to the cursor; what cannot be explained, up to the answer that nothing explains. `wanted`: the key, null for whichever is worth it. */
export function judgeHistory(events: readonly TraceEvent[], cursorSeq: Seq, wanted: string | null): ClientHistory {
  const broken = brokenAt(events, cursorSeq);
  const upToBreak = broken < 0 ? null : judge(historyOf(events.slice(0, broken + 1), CALLS));
  const atBreak = upToBreak?.key !== undefined && (wanted === null || wanted === upToBreak.key) ? upToBreak : null;
  const last = atBreak === null ? cursorSeq : broken;
  const history = historyOf(events.slice(0, last + 1), CALLS);
  const keys = [...new Set(history.map(({ key }) => key))].sort();
  const key = wanted ?? atBreak?.key ?? keys[0] ?? '';
  const mine = history.filter((operation) => operation.key === key);
  const judged = (atBreak ?? judge(mine)).keys.find((each) => each.key === key);
  if (judged === undefined) return { keys, key, rows: [], isBroken: false, says: 'Nobody has asked yet.' };
  // Of several orders of one length, the one that the newest answer does not fit.
  const best = judged.prefixes.reduce((a, b) => (endOf(b.stuck) > endOf(a.stuck) ? b : a));
  // Whether a read without an answer ever happened makes no difference to anybody.
  const matters = ({ call, returnedAt }: Called): boolean => call.f !== 'read' || returnedAt !== Infinity;
  const times = endsOf(events, last);
  const done = best.order.filter(matters);
  const order = placed(done, times);
  const { stuck } = best;
  const placedIds = new Set(done.map(({ id }) => id));
  const isOpen = (each: Called): boolean => each.returnedAt === Infinity && matters(each) && !placedIds.has(each.id);
  const unplaced = (each: Called, is: 'open' | 'stuck', holds: string): Row => ({
    ...request(each, times),
    is,
    atUs: null,
    holds,
  });
  const answered = order.filter(({ toUs }) => toUs !== null).length;
  return {
    keys,
    key,
    rows: [
      ...order,
      ...mine.filter(isOpen).map((each) => unplaced(each, 'open', 'maybe')),
      ...(stuck === null ? [] : [unplaced(stuck, 'stuck', 'fits nowhere')]),
    ],
    isBroken: judged.verdict === 'not linearizable',
    says:
      judged.verdict === 'unknown'
        ? 'So much was under way at once that no order was found, and none ruled out.'
        : stuck === null
          ? `All ${answered} answers about ${key} fit into one order: one database could have given them.`
          : whyStuck(done, order, stuck, times),
  };
}

const judge = (history: readonly Called[]): Check => checkLinearizable(KEY, history, { steps: STEPS });

const endOf = (operation: Operation | null): number => operation?.returnedAt ?? -1;

/** When each operation was asked, and answered. */
function endsOf(events: readonly TraceEvent[], last: Seq): ReadonlyMap<string, Ends> {
  const times = new Map<string, Ends>();
  for (let seq = 0; seq <= last; seq += 1) {
    const { timeUs, effects } = events[seq]!;
    for (const effect of effects) {
      if (effect.kind === 'begin') times.set(effect.op, { fromUs: timeUs, toUs: null });
      else if (effect.kind === 'end' && effect.outcome === 'ok')
        times.set(effect.op, { fromUs: effect.beganUs, toUs: timeUs });
    }
  }
  return times;
}

function request(operation: Called, times: ReadonlyMap<string, Ends>): Pick<Row, 'id' | 'says' | 'fromUs' | 'toUs'> {
  const { id, client, call, answer } = operation;
  return { id, says: `${named(client)} ${inWords(call, answer)}`, ...times.get(id)! };
}

const value = (of: unknown): string => (typeof of === 'number' ? String(of) : 'empty');

function inWords(call: RegisterCall, answer: unknown): string {
  switch (call.f) {
    case 'read':
      return answer === undefined ? 'reads' : `reads ${value(answer)}`;
    case 'write':
      return `writes ${value(call.value)}`;
    case 'cas':
      return `sets ${value(call.to)} if ${value(call.from)}${answer === false ? ': refused' : ''}`;
  }
}

/** Each as early as can be: after what comes before it, and not before it was asked. */
function placed(order: readonly Called[], times: ReadonlyMap<string, Ends>): Row[] {
  let holds: unknown = KEY.initial;
  let atUs = 0;
  return order.map((operation) => {
    const view = request(operation, times);
    holds = KEY.step(holds as never, operation.call, operation.answer as never);
    atUs = Math.max(atUs, view.fromUs);
    return { ...view, is: 'placed', atUs, holds: value(holds) };
  });
}

const seconds = (us: Us): string => `${(us / 1_000_000).toFixed(2)} s`;
const named = (client: string): string => client.replace('client-', 'client ');

/** The newest change that was done for certain before the stuck one was asked, and says otherwise. */
function whyStuck(
  order: readonly Called[],
  rows: readonly Row[],
  stuck: Called,
  times: ReadonlyMap<string, Ends>,
): string {
  const { key, client, call, calledAt } = stuck;
  const { toUs } = times.get(stuck.id)!;
  const what = `${named(client)} ${inWords(call, stuck.answer)} (${key}), answered at ${seconds(toUs ?? 0)}`;
  const before = rows.findLastIndex(
    ({ holds }, i) => order[i]!.returnedAt < calledAt && holds !== (i === 0 ? 'empty' : rows[i - 1]!.holds),
  );
  const why =
    before < 0
      ? `In the longest order ${key} is ${rows.at(-1)?.holds ?? 'empty'} by then`
      : `It was asked after ${named(order[before]!.client)} had been told, at ${seconds(rows[before]!.toUs ?? 0)}, that ${key} is ${rows[before]!.holds}`;
  return `No order explains it: ${what}. ${why}.`;
}
