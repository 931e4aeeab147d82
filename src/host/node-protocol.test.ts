import { describe, expect, it } from 'vitest';
import { InlineHost } from '../kernel/inline.ts';
import type { Command, Invocation } from '../kernel/invocation.ts';
import type { Json } from '../kernel/json.ts';
import { Kernel } from '../kernel/kernel.ts';
import { setup } from '../kernel/testing.ts';
import { ms } from '../kernel/time.ts';
import { callIn, errorIn, LINE, lineOf, lineOfOutcome } from './node-protocol.ts';

/** Every call of a run in which nodes crash and are set anew. */
function callsOf(): Invocation[] {
  const kernel = new Kernel(
    setup({
      untilUs: ms(600),
      settings: { pace: 1 },
      actions: [
        { atUs: ms(100), kind: 'set', setting: 'pace', value: 2 },
        { atUs: ms(200), kind: 'crash', node: 'n1' },
        { atUs: ms(300), kind: 'restart', node: 'n1' },
      ],
    }),
  );
  const host = new InlineHost(kernel);
  const calls: Invocation[] = [];
  while (kernel.nextUs() >= 0) {
    const invocation = kernel.begin();
    if (invocation === null) continue;
    calls.push({ ...invocation });
    kernel.commit(host.run(invocation));
  }
  return calls;
}

describe('a call on the line to a Worker', () => {
  const calls = callsOf();

  it('comes out as it went in, whatever it brings', () => {
    expect([...new Set(calls.map(({ kind }) => kind))].sort()).toEqual(
      expect.arrayContaining(['disk', 'message', 'reply', 'restart', 'settings', 'start', 'timer', 'work']),
    );
    for (const call of calls) {
      const line = lineOf(call);
      expect(callIn(line)).toEqual(call);
      expect(line).not.toContain(LINE);
    }
  });

  it('tells data that says nothing from no data', () => {
    const timer = calls.find(({ kind }) => kind === 'timer')!;
    const values: readonly (Json | undefined)[] = [undefined, null, 0, '', false, [], [null], 'two\nlines'];
    for (const data of values) expect(callIn(lineOf({ ...timer, data })).data).toEqual(data);
  });

  it('is frozen, but for the disk', () => {
    const message = callIn(lineOf(calls.find((call) => call.kind === 'message')!));
    expect(Object.isFrozen(message.message) && Object.isFrozen(message.call)).toBe(true);
    const work = callIn(lineOf(calls.find((call) => call.kind === 'work')!));
    expect(Object.isFrozen(work.data)).toBe(true);
    const restart = callIn(lineOf(calls.find((call) => call.kind === 'restart')!));
    expect(Object.isFrozen(restart.disk)).toBe(false);
  });
});

describe('what came of a call, on the line back', () => {
  const send = (n: number): Command => ({
    kind: 'send',
    id: 'n1#1',
    count: 1,
    to: 'n2',
    message: { type: 'Ping', n },
    answers: undefined,
    request: undefined,
  });
  const line = (commands: readonly Command[], draws = 0, error?: string) => lineOfOutcome({ commands, draws, error });

  it('is the same for the same, and another for anything else', () => {
    expect(line([send(1)])).toBe(line([JSON.parse(JSON.stringify(send(1))) as Command]));
    const others = [line([]), line([send(1)]), line([send(2)]), line([send(1), send(2)]), line([send(2), send(1)])];
    expect(new Set([...others, line([send(1)], 1)]).size).toBe(6);
  });

  it('brings an error whole', () => {
    const error = 'Error: "no"\nat all';
    expect(errorIn(line([], 0, error))).toBe(error);
    expect(line([], 0, error)).not.toContain(LINE);
    expect(errorIn(line([send(1)]))).toBeUndefined();
  });
});
