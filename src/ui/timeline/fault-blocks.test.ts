import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, ActionBody } from '../../kernel/action.ts';
import { deleteEdits, moved, spanEdits, stretched } from './block-edits.ts';
import { faultBlocks, packRows, type BlockContext, type FaultBlock } from './fault-blocks.ts';
import type { ActionEdit } from '../../state/types.ts';

const MS = 1_000;
const UNTIL_US = 20_000 * MS;
const context: BlockContext = {
  untilUs: UNTIL_US,
  normalMode: (target) => (target === 'p' ? 'ok' : undefined),
  modeTone: (mode) => ({ ok: 'ok', hang: 'bad', slow: 'warn' })[mode] as 'ok' | 'bad' | 'warn' | undefined,
};
const at = (atMs: number, body: ActionBody, forMs?: number): Action => ({
  ...body,
  atUs: atMs * MS,
  ...(forMs !== undefined && { forUs: forMs * MS }),
});
const crash = (node: string): ActionBody => ({ kind: 'crash', node });
const restart = (node: string): ActionBody => ({ kind: 'restart', node });
const mode = (name: string, node = 'p'): ActionBody => ({ kind: 'mode', node, mode: name });
const cut = (a: string, b: string): ActionBody => ({ kind: 'cut', a, b });
const heal = (a: string, b: string): ActionBody => ({ kind: 'heal', a, b });
const slow = (percent: number): ActionBody => ({ kind: 'slow', node: 'p', percent });
const order: ActionBody = { kind: 'command', node: 'p', command: 'order' };

/** `0 crash 2–5 action:1 bad` */
const drawn = (actions: readonly Action[]): string[] =>
  faultBlocks(actions, context).map(
    (b) =>
      `${b.index} ${b.action.kind} ${b.fromUs / MS}–${b.toUs / MS} ${b.end}${b.endIndex === null ? '' : `:${b.endIndex}`} ${b.tone}`,
  );

describe('blocks of the fault track', () => {
  it.each<[string, Action[], string[]]>([
    ['a duration makes a block', [at(2, crash('a'), 5)], ['0 crash 2–7 duration bad']],
    [
      'a duration is cut off by the end of the run',
      [at(19_000, crash('a'), 5_000)],
      ['0 crash 19000–20000 duration bad'],
    ],
    ['crash and restart', [at(2, crash('a')), at(5, restart('a'))], ['0 crash 2–5 action:1 bad']],
    [
      'each restart ends its own crash',
      [at(2, crash('a')), at(3, crash('b')), at(5, restart('b')), at(6, restart('a'))],
      ['0 crash 2–6 action:3 bad', '1 crash 3–5 action:2 bad'],
    ],
    ['a mode ends with the normal mode', [at(2, mode('hang')), at(8, mode('ok'))], ['0 mode 2–8 action:1 bad']],
    [
      'a mode gives way to the next',
      [at(2, mode('hang')), at(4, mode('slow')), at(8, mode('ok'))],
      ['0 mode 2–4 replaced bad', '1 mode 4–8 action:2 warn'],
    ],
    ['a mode whose normal one is not known is a mark', [at(2, mode('hang', '@leader'))], ['0 mode 2–2 instant bad']],
    [
      'cut and heal, named the other way round',
      [at(2, cut('a', 'b')), at(5, heal('b', 'a'))],
      ['0 cut 2–5 action:1 bad'],
    ],
    [
      'heal all ends every cut and partition',
      [at(2, cut('a', 'b')), at(3, { kind: 'partition', groups: [['a'], ['b']] }), at(9, { kind: 'healAll' })],
      ['0 cut 2–9 action:2 bad', '1 partition 3–9 action:2 bad'],
    ],
    [
      'heal all leaves what is no cut',
      [at(2, { kind: 'latency', a: 'a', b: 'b', addUs: 9 }), at(3, { kind: 'healAll' })],
      ['0 latency 2–20000 run warn', '1 healAll 3–3 instant repair'],
    ],
    ['slow ends with the usual speed', [at(2, slow(400)), at(5, slow(100))], ['0 slow 2–5 action:1 warn']],
    [
      'slow gives way to slower',
      [at(2, slow(400)), at(3, slow(800))],
      ['0 slow 2–3 replaced warn', '1 slow 3–20000 run warn'],
    ],
    [
      'slow lasts on beside a slower while',
      [at(2, slow(400)), { ...at(3, slow(800)), forUs: 2_000 }],
      ['0 slow 2–20000 run warn', '1 slow 3–5 duration warn'],
    ],
    [
      'disk full and room again',
      [at(2, { kind: 'diskFull', node: 'a', full: true }), at(4, { kind: 'diskFull', node: 'a', full: false })],
      ['0 diskFull 2–4 action:1 bad'],
    ],
    [
      'kill and restart of a pod',
      [at(2, { kind: 'killPod', pod: 'x' }), at(4, { kind: 'restartPod', pod: 'x' })],
      ['0 killPod 2–4 action:1 bad'],
    ],
    [
      'pause without an end lasts to the end of the run',
      [at(2, { kind: 'pause', node: 'a' })],
      ['0 pause 2–20000 run warn'],
    ],
    [
      'what is over at once is a mark',
      [at(2, order), at(3, { kind: 'dropMessage', message: 'a#1' }), at(4, { kind: 'set', setting: 's', value: 1 })],
      ['0 command 2–2 instant neutral', '1 dropMessage 3–3 instant bad', '2 set 4–4 instant neutral'],
    ],
    ['a repair that repairs nothing is a mark', [at(2, restart('a'))], ['0 restart 2–2 instant repair']],
    [
      'a repair of something else does not end it',
      [at(2, crash('a')), at(5, restart('b'))],
      ['0 crash 2–20000 run bad', '1 restart 5–5 instant repair'],
    ],
  ])('%s', (_name, actions, wanted) => expect(drawn(actions)).toEqual(wanted));
});

describe('rows of the fault track', () => {
  const blocks = faultBlocks(
    [at(0, crash('a'), 10), at(5, crash('b'), 10), at(12, crash('c'), 5), at(12, order)],
    context,
  );

  it('puts what overlaps below each other', () =>
    expect(packRows(blocks, 0, 4)).toEqual({ rows: [0, 1, 0, 2], count: 3 }));
  it('gives marks room', () => expect(packRows(blocks.slice(3), 100 * MS, 4)).toEqual({ rows: [0], count: 1 }));
  it('never uses more rows than there are', () => expect(packRows(blocks, 100 * MS, 2).count).toBe(2));
  it('has one row when there is nothing', () => expect(packRows([], 0, 4)).toEqual({ rows: [], count: 1 }));
});

/** As the document does it: the list stays in order of time, equal times keep their order. */
const applied = (actions: readonly Action[], edits: readonly ActionEdit[]): readonly Action[] =>
  edits.reduce<readonly Action[]>(
    (list, { index, action }) =>
      list
        .flatMap((held, place) => (place === index ? (action ? [action] : []) : [held]))
        .sort((a, b) => a.atUs - b.atUs),
    actions,
  );

const spanOf = (block: FaultBlock): [number, number] => [block.fromUs / MS, block.toUs / MS];

describe('editing blocks', () => {
  const pair = [at(2_000, crash('a')), at(8_000, restart('a'))];
  const blockOf = (actions: readonly Action[]): FaultBlock => faultBlocks(actions, context)[0]!;

  it.each<[string, Action[], number, [number, number]]>([
    ['to the right', [at(2_000, crash('a'), 5_000)], 1_000, [3_000, 8_000]],
    ['to the left, no further than the start', [at(2_000, crash('a'), 5_000)], -9_000, [0, 5_000]],
    ['to the right, no further than the end', [at(2_000, crash('a'), 5_000)], 90_000, [15_000, 20_000]],
    ['with the action that ends it', pair, 4_000, [6_000, 12_000]],
    ['keeping its end at the end of the run', [at(2_000, crash('a'))], 4_000, [6_000, 20_000]],
  ])('moves %s', (_name, actions, byMs, wanted) => {
    const block = blockOf(actions);
    const after = applied(actions, spanEdits(block, moved(block, byMs * MS, UNTIL_US), actions));
    expect(spanOf(blockOf(after))).toEqual(wanted);
  });

  it('keeps the length of a fault that the end of the run cuts off, when its start is moved', () => {
    const actions = [at(12_000, crash('a'), 10_000)];
    expect(spanEdits(blockOf(actions), stretched(blockOf(actions), 'start', 1_000 * MS, UNTIL_US), actions)).toEqual([
      { index: 0, action: at(13_000, crash('a'), 9_000) },
    ]);
  });

  it('gives a fault without an end one, once it is pulled', () => {
    const actions = [at(2_000, crash('a'))];
    const edits = spanEdits(blockOf(actions), stretched(blockOf(actions), 'end', -15_000 * MS, UNTIL_US), actions);
    expect(edits).toEqual([{ index: 0, action: at(2_000, crash('a'), 3_000) }]);
  });

  it('changes nothing when nothing was moved', () => {
    for (const actions of [pair, [at(2_000, crash('a'), 5_000)], [at(2_000, crash('a'))], [at(2_000, order)]])
      expect(spanEdits(blockOf(actions), moved(blockOf(actions), 0, UNTIL_US), actions)).toEqual([]);
  });

  it('deletes both actions of a pair, but not an end that another block needs', () => {
    expect(applied(pair, deleteEdits(blockOf(pair), faultBlocks(pair, context)))).toEqual([]);
    const shared = [at(2, cut('a', 'b')), at(3, cut('b', 'c')), at(9, { kind: 'healAll' })];
    const blocks = faultBlocks(shared, context);
    expect(applied(shared, deleteEdits(blocks[0]!, blocks))).toEqual(shared.slice(1));
  });

  const anyActions = fc
    .array(
      fc.record({
        atMs: fc.integer({ min: 0, max: 18_000 }),
        what: fc.nat(4),
        forMs: fc.option(fc.integer({ min: 10, max: 1_500 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((list) =>
      list
        // A node of its own for each fault, so that moving one never pairs it with another's repair.
        .flatMap(({ atMs, what, forMs }, i) => {
          const node = `n${i}`;
          if (what === 0) return [at(atMs, crash(node), forMs)];
          if (what === 1) return [at(atMs, crash(node)), at(atMs + (forMs ?? 700), restart(node))];
          if (what === 2) return [at(atMs, cut(node, 'z')), at(atMs + (forMs ?? 700), heal('z', node))];
          return [at(atMs, what === 3 ? order : { kind: 'pause', node })];
        })
        .sort((a, b) => a.atUs - b.atUs),
    );

  it('brings a block to where it was dragged and leaves all others alone, whatever lies around', () => {
    fc.assert(
      fc.property(
        anyActions,
        fc.nat(),
        fc.integer({ min: -25_000, max: 25_000 }),
        fc.constantFrom('move', 'start', 'end'),
        (actions, pick, byMs, how) => {
          const byUs = byMs * MS;
          const blocks = faultBlocks(actions, context);
          const block = blocks[pick % blocks.length]!;
          fc.pre(how === 'move' || (block.end !== 'instant' && block.toUs - block.fromUs >= 20 * MS));
          fc.pre(how !== 'move' || block.end !== 'run' || block.fromUs < 19_900 * MS);
          const span = how === 'move' ? moved(block, byUs, UNTIL_US) : stretched(block, how, byUs, UNTIL_US);
          fc.pre(span.fromUs >= 0 && span.toUs <= UNTIL_US && (block.end === 'instant' || span.toUs > span.fromUs));
          const after = faultBlocks(applied(actions, spanEdits(block, span, actions)), context);
          const others = (list: readonly FaultBlock[], left: FaultBlock): string[] =>
            list
              .filter((b) => b !== left)
              .map((b) => JSON.stringify([b.action, b.toUs]))
              .sort();
          const found = after.find(
            (b) =>
              b.fromUs === span.fromUs &&
              b.toUs === span.toUs &&
              b.action.kind === block.action.kind &&
              JSON.stringify(others(after, b)) === JSON.stringify(others(blocks, block)),
          );
          expect(found).toBeDefined();
        },
      ),
    );
  });
});
