import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Us } from '../../../kernel/time.ts';
import { PRODUCTS } from '../programs/catalogue.ts';
import type { DatabaseState } from '../programs/database.ts';
import type { LogState } from '../programs/log.ts';
import type { MailerState } from '../programs/mailer.ts';
import type { ProjectorState } from '../programs/projector-state.ts';
import type { ReplicaState } from '../programs/replica.ts';
import { sayEvent, type StoreEvent } from '../programs/store-event.ts';
import { highWater, select, type Tables } from '../programs/tables.ts';
import type { CardRow, ViewName } from '../programs/views.ts';
import type { WriteStoreState } from '../programs/write-store.ts';
import { LOGS, projectorOf, REPLICAS, VIEWS } from '../topology.ts';
import { differingRow, emptyOracle, learn, type Oracle } from '../view-oracle.ts';

/** What the board shows, computed from what the nodes hold: plain data, without a word of drawing. */
export type Nodes = Readonly<Record<string, NodeInspection>>;

interface States {
  readonly store: WriteStoreState;
  readonly database: DatabaseState;
  readonly log: LogState;
  readonly projector: ProjectorState;
  readonly replica: ReplicaState;
  readonly mailer: MailerState;
}

/** What a node holds; null where it is down or not on stage. */
export const stateOf = <K extends keyof States>(_kind: K, nodes: Nodes, id: string): States[K] | null =>
  (nodes[id]?.state ?? null) as States[K] | null;

export const tablesIn = (nodes: Nodes): Tables | null =>
  (stateOf('store', nodes, 'write-store') ?? stateOf('database', nodes, 'database'))?.tables ?? null;

/** The partitions on stage, and what each holds; null where it is down. */
const logsIn = (nodes: Nodes): (LogState | null)[] =>
  LOGS.filter((id) => nodes[id] !== undefined).map((id) => stateOf('log', nodes, id));

/** Newest committed position. */
export function headPosition(nodes: Nodes): number {
  const store = stateOf('store', nodes, 'write-store');
  if (store !== null) return store.outbox.at(-1)?.position ?? 0;
  return stateOf('database', nodes, 'database')?.position ?? 0;
}

/** One number in one model. `behind`: it differs from the write model. */
export interface Cell {
  readonly text: string;
  readonly behind: boolean;
}
export interface ModelRow {
  readonly product: string;
  readonly cells: readonly Cell[];
}
export interface Models {
  /** `late`: something is committed that it does not have. */
  readonly columns: readonly {
    readonly id: string;
    readonly label: string;
    readonly at: string;
    /** How late it is, in words; empty for what cannot be. */
    readonly lag: string;
    readonly late: boolean;
  }[];
  readonly rows: readonly ModelRow[];
}

const card = (row: CardRow | null | undefined): string => (row ? `${row.available} at ${row.price}` : '–');

const sinceMs = ({ committedUs }: StoreEvent, nowUs: Us): number =>
  Math.max(0, Math.floor((nowUs - committedUs) / 1_000));

/** Write model and every copy of the catalogue cards, product by product. */
export function models(nodes: Nodes, on: boolean, timeUs: Us): Models {
  const tables = tablesIn(nodes);
  const truth = (id: string): string => card(tables && (select(tables, 'cards', id) as CardRow | null));
  if (!on)
    return {
      columns: [
        { id: 'database', label: 'The one model', at: `position ${headPosition(nodes)}`, lag: '', late: false },
      ],
      rows: PRODUCTS.map((product) => ({ product, cells: [{ text: truth(product), behind: false }] })),
    };
  const view = stateOf('projector', nodes, projectorOf('cards'))?.blue;
  const copies = [
    { id: projectorOf('cards'), label: 'View', held: view },
    ...REPLICAS.map((id) => {
      const held = stateOf('replica', nodes, id)?.views['cards'];
      return { id, label: id === 'near' ? 'Near' : 'Far', held };
    }),
  ];
  const committed = stateOf('store', nodes, 'write-store')?.outbox ?? [];
  return {
    columns: [
      { id: 'write-store', label: 'Write model', at: `position ${headPosition(nodes)}`, lag: 'the truth', late: false },
      ...copies.map(({ id, label, held }) => {
        const missing = committed.find(({ position }) => position > (held?.position ?? -1));
        const at = held === undefined ? 'nothing' : `as of ${held.position}`;
        if (held === undefined || missing === undefined)
          return { id, label, at, lag: held ? 'up to date' : '', late: false };
        return { id, label, at, lag: `${sinceMs(missing, timeUs)} ms late`, late: true };
      }),
    ],
    rows: PRODUCTS.map((product) => {
      const want = truth(product);
      const rest = copies.map(({ held }): Cell => {
        const text = card(held?.rows[product] as CardRow | undefined);
        return { text, behind: text !== want };
      });
      return { product, cells: [{ text: want, behind: false }, ...rest] };
    }),
  };
}

/** One event on the tape: in the log, committed and not published, or a position that is still open. */
export interface TapeCell {
  readonly key: string;
  readonly letter: string;
  readonly kind: 'logged' | 'committed' | 'open';
  /** Its partition of the log, from 0. */
  readonly partition: number;
  readonly title: string;
}

const LETTERS: Readonly<Record<StoreEvent['payload']['name'], string>> = {
  ProductListed: 'L',
  PriceChanged: 'P',
  StockAdded: '+',
  StockReserved: '−',
  StockCounted: '=',
  OrderPlaced: 'O',
};

export interface Tape {
  readonly cells: readonly TapeCell[];
  /** Offset of the first cell. */
  readonly from: number;
  /** Offset after the last event of the log. */
  readonly head: number;
  /** High-water mark of the write store; null: it is down. */
  readonly mark: number | null;
}

/** The end of the log, and what is on its way into it. */
export function tape(nodes: Nodes, most: number): Tape {
  const logs = logsIn(nodes);
  const entries = logs.flatMap((log, partition) =>
    (log?.entries ?? []).map((event, offset) => ({ event, partition, offset })),
  );
  // Between partitions there is no order; that of positions is as good as any.
  if (logs.length > 1) entries.sort((a, b) => a.event.position - b.event.position);
  const store = stateOf('store', nodes, 'write-store');
  const waiting = store === null ? [] : store.outbox.filter(({ position }) => position > store.published);
  const logged = new Set(entries.slice(-200).map(({ event }) => event.id));
  const mark = store === null ? 0 : highWater(store);
  const pending: TapeCell[] = waiting
    .filter(({ id }) => !logged.has(id))
    .map((event) => ({
      key: `p${event.position}`,
      letter: LETTERS[event.payload.name],
      kind: 'committed',
      partition: 0,
      title: `position ${event.position}: ${sayEvent(event)}, committed${event.position > mark ? ', above the high-water mark' : ''}`,
    }));
  const open: TapeCell[] = Object.values(store?.open ?? {}).map(({ first }) => ({
    key: `o${first}`,
    letter: '?',
    kind: 'open',
    partition: 0,
    title: `position ${first} is taken by a transaction that is still open`,
  }));
  const ahead = [...pending, ...open]
    .sort((a, b) => Number(a.key.slice(1)) - Number(b.key.slice(1)))
    .slice(0, Math.floor(most / 3));
  const from = Math.max(0, entries.length - Math.max(0, most - ahead.length));
  const cells = entries.slice(from).map(({ event, partition, offset }, i): TapeCell => ({
    key: `l${from + i}`,
    letter: LETTERS[event.payload.name],
    kind: 'logged',
    partition,
    title: `${logs.length > 1 ? `partition ${partition + 1}, ` : ''}event ${offset}, position ${event.position}: ${sayEvent(event)}`,
  }));
  return { cells: [...cells, ...ahead], from, head: entries.length, mark: store === null ? null : mark };
}

/** How far one reader of the log has come. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  /** Offset of the first event that is not in it; null: it is down, or not deployed. */
  readonly next: number | null;
  /** The copy that is being built. */
  readonly green: number | null;
  readonly behind: number;
  readonly lagMs: number;
  readonly word: string;
  /** Whether its rows are the fold of the log up to there; null: cannot be told now. */
  readonly isFold: boolean | null;
  readonly problem: string;
}

interface Held {
  readonly offsets: readonly number[];
  readonly rows: ProjectorState['blue']['rows'];
}

function foldCheck(view: ViewName, { offsets, rows }: Held, oracle: Oracle | null): Pick<Lane, 'isFold' | 'problem'> {
  if (oracle === null || offsets.some((offset, i) => offset > oracle.logs[i]!.length))
    return { isFold: null, problem: 'the log is down' };
  const problem = differingRow(oracle, view, rows, offsets);
  return { isFold: problem === null, problem: problem ?? '' };
}

const SOUND = { isFold: true, problem: '' } as const;
const DOWN = { green: null, behind: 0, lagMs: 0, isFold: null, problem: '' } as const;

/** A copy of a view is as late as the oldest event that it lacks is old. */
function lateMs(logs: readonly (LogState | null)[], offsets: readonly number[], nowUs: Us): number {
  const lacks = logs.map((log, i) => log?.entries[offsets[i]!]);
  return Math.max(...lacks.map((event) => (event === undefined ? 0 : sinceMs(event, nowUs))));
}

export function lanes(nodes: Nodes, timeUs: Us): Lane[] {
  const logs = logsIn(nodes);
  const head = logs.reduce((sum, log) => sum + (log?.entries.length ?? 0), 0);
  const oracle = logs.includes(null) ? null : emptyOracle(logs.length);
  if (oracle !== null) logs.forEach((log, partition) => learn(oracle, log!.entries, partition));
  const views = VIEWS.map(([view, label]): Lane => {
    const id = projectorOf(view);
    const state = stateOf('projector', nodes, id);
    if (state === null) return { id, label, next: null, word: 'down', ...DOWN };
    if (!state.deployed) return { id, label, next: null, word: 'not deployed', ...DOWN };
    const { next, offsets } = state.blue;
    const behind = Math.max(0, head - next);
    return {
      id,
      label,
      next,
      green: state.green?.next ?? null,
      behind,
      lagMs: lateMs(logs, offsets, timeUs),
      word: state.stalled ? 'stalled' : state.green ? 'rebuilding' : '',
      ...foldCheck(view, state.blue, oracle),
    };
  });
  const replicas = REPLICAS.map((id): Lane => {
    const label = id === 'near' ? 'Near replica' : 'Far replica';
    const state = stateOf('replica', nodes, id);
    const held = state?.views['orders'];
    if (held === undefined) return { id, label, next: null, word: state === null ? 'down' : 'empty', ...DOWN };
    const behind = Math.max(0, head - held.next);
    const checks = VIEWS.map(([view]) => state!.views[view]).map((copy, i) =>
      copy === undefined ? SOUND : foldCheck(VIEWS[i]![0], copy, oracle),
    );
    const check = checks.find(({ isFold }) => isFold !== true) ?? SOUND;
    const waits = state!.parked.length;
    const word = waits > 0 ? `${waits} ${waits === 1 ? 'waits' : 'wait'}` : '';
    return { ...DOWN, id, label, next: held.next, behind, lagMs: lateMs(logs, held.offsets, timeUs), word, ...check };
  });
  const mailer = stateOf('mailer', nodes, 'mailer');
  return [
    ...views,
    ...replicas,
    mailer === null
      ? { id: 'mailer', label: 'Mailer', next: null, word: 'down', ...DOWN }
      : {
          ...DOWN,
          id: 'mailer',
          label: 'Mailer',
          next: mailer.next,
          behind: Math.max(0, head - mailer.next),
          lagMs: lateMs(logs, mailer.offsets, timeUs),
          word: '',
        },
  ];
}
