import { describe, expect, it } from 'vitest';
import { runInline } from '../../../kernel/inline.ts';
import { program, type Program } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { VariantMsg } from '../variants/messages.ts';
import { storage } from './storage.ts';

const write = (key: string, value: number, token: number): VariantMsg => ({
  type: 'StorageWrite',
  key,
  value,
  client: 'c',
  serial: 0,
  floor: 0,
  token,
});

/** One node that sends these messages, 50 ms apart, and what it was answered. */
function answers(messages: readonly VariantMsg[], checkTokens: boolean, losesPower = false): VariantMsg[] {
  const main: Program = program<{ sent: number }, VariantMsg>({
    start(node) {
      node.setTimer('send', ms(50));
      return { sent: 0 };
    },
    timers: {
      send(node, state) {
        node.request('storage', messages[state.sent]!, { timeoutUs: ms(40), tag: 'answer' });
        state.sent += 1;
        if (state.sent < messages.length) node.setTimer('send', ms(50));
      },
    },
    replies: { answer: () => {} },
  });
  const { trace } = runInline({
    topology: {
      nodes: [
        { id: 'writer', program: 'main', label: 'Writer' },
        { id: 'storage', program: 'storage', label: 'Storage', disk: { syncUs: ms(4) } },
      ],
      links: [{ a: 'writer', b: 'storage', channel: 'stream', latency: { kind: 'fixed', us: ms(2) } }],
    },
    programs: { main, storage },
    settings: { 'storage.checkTokens': checkTokens },
    seed: 1,
    // Between the second and the third message.
    actions: losesPower ? [{ kind: 'crash', node: 'storage', loseUnsynced: true, atUs: ms(130), forUs: ms(5) }] : [],
    untilUs: seconds(2),
    on: true,
    properties: [],
  });
  return trace.flatMap((event) => (event.kind === 'reply' ? [event.transit!.message as VariantMsg] : []));
}

describe('storage', () => {
  it('refuses what comes with an older token than a write', () => {
    expect(answers([write('a', 1, 2), write('a', 2, 1), write('a', 3, 2)], true).map(({ type }) => type)).toEqual([
      'StorageWritten',
      'StaleToken',
      'StorageWritten',
    ]);
  });

  it('counts a load as seen: nobody writes behind the back of a new leader', () => {
    const [image, refused] = answers([{ type: 'StorageLoad', token: 5 }, write('a', 1, 4)], true);
    expect(image).toMatchObject({ type: 'StorageImage', values: {} });
    expect(refused).toEqual({ type: 'StaleToken', highest: 5 });
  });

  it('takes everything without fencing', () => {
    const last = answers([write('a', 1, 2), write('a', 2, 1), { type: 'StorageLoad', token: 0 }], false).at(-1);
    expect(last).toMatchObject({ values: { a: 2 } });
  });

  it('remembers values and token over a power loss', () => {
    const given = answers(
      [write('a', 1, 2), write('b', 2, 2), write('a', 3, 1), { type: 'StorageLoad', token: 2 }],
      true,
      true,
    );
    expect(given.map(({ type }) => type)).toEqual(['StorageWritten', 'StorageWritten', 'StaleToken', 'StorageImage']);
    expect(given.at(-1)).toMatchObject({ values: { a: 1, b: 2 } });
  });
});
