import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Apply, Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

interface State {
  /** Results by group and reading: how many. */
  results: Record<string, number>;
  /** In a transaction: the next offset, by group and partition. */
  next: Record<string, number>;
  /** The newest generation heard of, by group and partition. */
  generations: Record<string, number>;
  newestUs: number;
}

type Kept = { readonly call: Call; readonly message: Apply };

/** A transactional store takes positions as its own; a planted bug does not. */
export interface StoreRules {
  readonly fences: boolean;
}

const place = ({ group, partition }: Pick<Apply, 'group' | 'partition'>): string => `${group} ${partition}`;

/**
 * Where services keep what they made of readings: alarms raised, averages, archived lines. A result that
 * is written twice is a side effect that happened twice, unless the store can tell.
 */
export const storeWith = (rules: StoreRules) =>
  program<State, Msg>({
    start: () => ({ results: {}, next: {}, generations: {}, newestUs: 0 }),
    restart(_node, disk) {
      const state: State = { results: {}, next: {}, generations: {}, newestUs: 0 };
      for (const entry of (disk['results'] ?? []) as unknown as readonly Apply[]) remember(state, entry);
      return state;
    },
    on: {
      Apply(node, state, message, call) {
        const { group, generation, partition, offset, reading, together } = message;
        const at = place(message);
        if (together && rules.fences && generation < (state.generations[at] ?? 0)) {
          const epoch = { name: 'generation', got: generation, have: state.generations[at] ?? 0 };
          refuseStale(node, epoch, `the result of ${call.from} is refused`, 'result fenced');
          return node.reply(call, { type: 'Applied', error: 'fenced' });
        }
        if (together && rules.fences && offset < (state.next[at] ?? 0)) {
          node.note('known offset', `${partition} ${offset} is in already, with its position`, { group, reading });
          return node.reply(call, { type: 'Applied', error: '' });
        }
        if (node.settings['store.dedupe'] === true && (state.results[`${group} ${reading}`] ?? 0) > 0) {
          node.note('known reading', `reading ${reading} is in already`, { group, reading });
          return node.reply(call, { type: 'Applied', error: '' });
        }
        const zombie = generation < (state.generations[at] ?? 0);
        remember(state, message);
        node.disk.append('results', message);
        node.disk.sync('kept', { call, message, zombie });
      },
      AskPosition(node, state, message, call) {
        const at = place(message);
        state.generations[at] = Math.max(state.generations[at] ?? 0, message.generation);
        node.reply(call, { type: 'Position', partition: message.partition, offset: state.next[at] ?? 0 });
      },
    },
    disk: {
      kept(node, state, { ok }, { call, message, zombie }: Kept & { readonly zombie: boolean }) {
        if (ok) return kept(node, state, message, call, zombie);
        state.results[`${message.group} ${message.reading}`]!--;
        if (message.together) state.next[place(message)] = message.offset;
        node.reply(call, { type: 'Applied', error: 'disk full' });
      },
    },
  });

function remember(state: State, message: Apply): void {
  const at = place(message);
  const result = `${message.group} ${message.reading}`;
  state.results[result] = (state.results[result] ?? 0) + 1;
  state.generations[at] = Math.max(state.generations[at] ?? 0, message.generation);
  if (message.together) state.next[at] = Math.max(state.next[at] ?? 0, message.offset + 1);
}

/** Durable: now it has happened, and the service may be told. */
function kept(node: Node, state: State, message: Apply, call: Call, zombie: boolean): void {
  const { group, reading, partition, offset, together, atUs } = message;
  const again = state.results[`${group} ${reading}`]! > 1;
  const rule = again ? `${group} duplicate` : `${group} result`;
  const text = `${call.from}: reading ${reading}${again ? ', for the second time' : ''}${zombie ? ', by an owner of an old generation' : ''}`;
  node.note(rule, text, { group, reading, partition, offset, together });
  if (zombie)
    node.note('zombie result', `${call.from} no longer owns ${partition}, and its result counts all the same`, {
      group,
      reading,
    });
  state.newestUs = Math.max(0, node.now() - atUs);
  node.metric(`${group} ageMs`, Math.floor(state.newestUs / 1_000));
  node.reply(call, { type: 'Applied', error: '' });
}

export const store = storeWith({ fences: true });
