import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Apply, Msg } from '../messages.ts';
import { GROUPS } from './cluster.ts';

type Node = NodeContext<Msg>;

export interface StoreState {
  /** How many results each reading has, by group. */
  results: Record<string, number[]>;
  /** By group and partition. */
  places: Record<string, Record<string, Place>>;
  /** On their way to the disk, in that order. */
  writing: Writing[];
}

interface Place {
  /** In a transaction: the offset that comes next. */
  next: number;
  /** The newest generation heard of. */
  generation: number;
}

interface Writing {
  readonly call: Call;
  readonly message: Apply;
  /** Written for a generation that is over. */
  readonly zombie: boolean;
}

/** The decisions that planted bugs get wrong. */
export interface StoreRules {
  /** A transactional store takes positions as its own. */
  readonly fences: boolean;
  /** Whether a reading has a result already, by how many each has. */
  knows(counts: readonly number[], reading: number): boolean;
}

const RULES: StoreRules = { fences: true, knows: (counts, reading) => (counts[reading] ?? 0) > 0 };

/**
 * Where services keep what they made of readings: alarms raised, averages, archived lines. A result that
 * is written twice is a side effect that happened twice, unless the store can tell.
 */
export const storeWith = (faults: Partial<StoreRules>) => {
  const rules = { ...RULES, ...faults };
  return program<StoreState, Msg>({
    start: () => empty(),
    restart(_node, disk) {
      const state = empty();
      for (const entry of (disk['results'] ?? []) as unknown as readonly Apply[]) remember(state, entry);
      return state;
    },
    on: {
      Apply(node, state, message, call) {
        const { group, generation, partition, offset, reading, together } = message;
        const at = placeOf(state, group, partition);
        if (together && rules.fences && generation < at.generation) {
          const epoch = { name: 'generation', got: generation, have: at.generation };
          refuseStale(node, epoch, `the result of ${call.from} is refused`, 'result fenced');
          return node.reply(call, { type: 'Applied', error: 'fenced' });
        }
        if (together && rules.fences && offset < at.next) {
          node.note('known offset', `${partition} ${offset} is in already, with its position`, { group, reading });
          return node.reply(call, { type: 'Applied' });
        }
        if (node.settings['store.dedupe'] === true && rules.knows(state.results[group] ?? [], reading)) {
          node.note('known reading', `reading ${reading} is in already`, { group, reading });
          return node.reply(call, { type: 'Applied' });
        }
        state.writing.push({ call, message, zombie: generation < at.generation });
        remember(state, message);
        node.disk.append('results', message);
        node.disk.sync('kept', call.id);
      },
      AskPosition(node, state, { group, partition, generation }, call) {
        const at = placeOf(state, group, partition);
        at.generation = Math.max(at.generation, generation);
        node.reply(call, { type: 'Position', partition, offset: at.next });
      },
    },
    disk: {
      kept(node, state, { ok }, id: string) {
        const at = state.writing.findIndex(({ call }) => call.id === id);
        const writing = state.writing.splice(at, 1)[0]!;
        if (ok) return kept(node, state, writing);
        const { group, partition, reading, offset, together } = writing.message;
        state.results[group]![reading]!--;
        if (together) placeOf(state, group, partition).next = offset;
        node.reply(writing.call, { type: 'Applied', error: 'disk full' });
      },
    },
  });
};

const empty = (): StoreState => ({ results: {}, places: {}, writing: [] });

function placeOf(state: StoreState, group: string, partition: string): Place {
  const places = (state.places[group] ??= {});
  return (places[partition] ??= { next: 0, generation: 0 });
}

function remember(state: StoreState, { group, partition, reading, generation, offset, together }: Apply): void {
  const counts = (state.results[group] ??= []);
  while (counts.length <= reading) counts.push(0);
  counts[reading]!++;
  const at = placeOf(state, group, partition);
  at.generation = Math.max(at.generation, generation);
  if (together) at.next = Math.max(at.next, offset + 1);
}

/** Names made once: they are needed with every result. */
const named = (what: string): Readonly<Record<string, string>> =>
  Object.fromEntries(GROUPS.map((group) => [group, `${group} ${what}`]));
const AGES = named('ageMs');
const RESULTS = named('result');
const DUPLICATES = named('duplicate');

/** Durable: now it has happened, and the service may be told. */
function kept(node: Node, state: StoreState, { call, message, zombie }: Writing): void {
  const { group, reading, partition, offset, together, atUs } = message;
  let durable = state.results[group]![reading]! - 1;
  // What was asked for twice may be on its way twice: the first to be durable is the result.
  for (const other of state.writing) if (other.message.reading === reading && other.message.group === group) durable--;
  const again = durable > 0;
  const rule = again ? DUPLICATES[group]! : RESULTS[group]!;
  const text = `${call.from}: reading ${reading}${again ? ', for the second time' : ''}${zombie ? ', by an owner of an old generation' : ''}`;
  node.note(
    rule,
    text,
    together ? { group, reading, partition, offset, together } : { group, reading, partition, offset },
  );
  if (zombie)
    node.note('zombie result', `${call.from} no longer owns ${partition}, and its result counts all the same`, {
      group,
      reading,
    });
  node.metric(AGES[group]!, Math.floor(Math.max(0, node.now() - atUs) / 1_000));
  node.reply(call, { type: 'Applied' });
}

export const store = storeWith({});
