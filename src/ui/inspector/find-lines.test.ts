import { describe, expect, it } from 'vitest';
import type { Transit } from '../../kernel/trace.ts';
import { mapSource } from './find-lines.ts';

const SOURCE = `import { program } from '../kit.ts';

/*
  on: {
    Charge(commented) {},
  },
*/
export const breaker = program<State, Msg>({
  start: (node) => ({ window: [] }),
  on: {
    Charge(node, state, message, call) {
      if (state.open) {
        node.note('not permitted', \`open } since \${state.since}\`);
        return;
      }
      forward(node, state, call);
    },
    Cancel: onCancel,
  },
  replies: {
    charged(node, state, reply) {
      if (reply.type === 'timeout') fail(node, state);
    },
  },
  timers: { openElapsed(node, state) { node.become('half-open', 'wait elapsed'); } },
  modeChanged(node, state, mode) {
    node.note('mode', mode);
  },
});

function onCancel(node: NodeContext, state: State): void {
  node.note('not permitted', 'cancelled');
}
`;

const lineOf = (text: string, nth = 0): number => {
  const hits = SOURCE.split('\n').flatMap((line, i) => (line.includes(text) ? [i] : []));
  return hits[nth]!;
};

const transit = (type: string): Transit => ({
  id: 'a#1',
  from: 'a',
  to: 'b',
  message: { type },
  sentUs: 0,
  arriveUs: 1,
});

describe('mapSource', () => {
  const map = mapSource(SOURCE);

  it('finds the handler of a message, not a comment or the type in a string', () => {
    expect(map.handlerOf({ kind: 'deliver', transit: transit('Charge') })).toEqual({
      from: lineOf('Charge(node'),
      to: lineOf('Cancel: onCancel') - 1,
    });
  });

  it('follows a handler that is written elsewhere', () => {
    const from = lineOf('function onCancel');
    expect(map.handlerOf({ kind: 'deliver', transit: transit('Cancel') })).toEqual({ from, to: from + 2 });
  });

  it('finds replies and timeouts by their tag, timers by their name, hooks by their own', () => {
    const from = lineOf('charged(node');
    expect(map.handlerOf({ kind: 'reply', tag: 'charged' })).toEqual({ from, to: from + 2 });
    expect(map.handlerOf({ kind: 'timeout', tag: 'charged' })).toEqual({ from, to: from + 2 });
    expect(map.handlerOf({ kind: 'timer', tag: 'openElapsed' })).toEqual({
      from: lineOf('timers:'),
      to: lineOf('timers:'),
    });
    expect(map.handlerOf({ kind: 'mode', tag: 'hang' })).toEqual({
      from: lineOf('modeChanged'),
      to: lineOf('modeChanged') + 2,
    });
    expect(map.handlerOf({ kind: 'start' })).toEqual({ from: lineOf('start:'), to: lineOf('start:') });
  });

  it('answers null for what the program does not handle', () => {
    expect(map.handlerOf({ kind: 'deliver', transit: transit('Refund') })).toBeNull();
    expect(map.handlerOf({ kind: 'lost', transit: transit('Charge') })).toBeNull();
    expect(map.handlerOf({ kind: 'disk', tag: 'synced' })).toBeNull();
  });

  it('finds a rule by its string, in the handler first', () => {
    const first = lineOf("'not permitted'");
    const second = lineOf("'not permitted'", 1);
    expect(map.linesOf('not permitted')).toEqual([first, second]);
    expect(map.linesOf('not permitted', map.handlerOf({ kind: 'deliver', transit: transit('Cancel') }))).toEqual([
      second,
      first,
    ]);
    expect(map.linesOf('wait elapsed')).toEqual([lineOf('timers:')]);
    expect(map.linesOf('permitted')).toEqual([]);
  });
});
