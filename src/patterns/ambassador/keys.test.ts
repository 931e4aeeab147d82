import { expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { program } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Attempt, Msg } from './messages.ts';
import { provider } from './programs/provider.ts';
import { settings } from './settings.ts';

const dials = Object.fromEntries(Object.entries(settings).map(([key, { default: value }]) => [key, value]));

/** Payments that are sent to one host at these times, in ms, and the status of each answer in the order of sending. */
function statuses(payments: readonly { readonly atMs: number; readonly request: number; readonly key: string }[]) {
  const caller = program<null, Msg>({
    start(node) {
      payments.forEach(({ atMs }, i) => node.setTimer(`pay ${i}`, ms(atMs), i));
      return null;
    },
    timers: Object.fromEntries(
      payments.map(({ request, key: idemKey }, i) => [
        `pay ${i}`,
        (node) => {
          const attempt: Attempt = {
            type: 'Attempt',
            request,
            span: `call-${i}`,
            api: 'payments',
            method: 'POST',
            n: 1,
            previousAttempts: 0,
            idemKey,
            deadlineLeftMs: 9_000,
            sentUs: node.now(),
            hedge: false,
          };
          node.request('host', attempt, { timeoutUs: seconds(9), tag: 'answered', data: i });
        },
      ]),
    ),
    replies: {
      answered: (node, _state, reply, i: number) => node.metric(`${i}`, 'status' in reply ? reply.status : 0),
    },
  });
  const { trace } = runInline({
    topology: {
      nodes: [
        { id: 'caller', program: 'caller', label: 'Caller' },
        { id: 'host', program: 'provider', label: 'Host', disk: { syncUs: ms(4) }, config: { api: 'payments' } },
      ],
      links: [{ a: 'caller', b: 'host', channel: 'datagram', latency: { kind: 'fixed', us: ms(5) } }],
    },
    programs: { caller, provider },
    settings: dials,
    seed: 2,
    actions: [],
    untilUs: seconds(3),
    on: true,
    properties: [],
  });
  const answers: number[] = [];
  for (const { effects } of trace)
    for (const effect of effects) if (effect.kind === 'metric') answers[Number(effect.name)] = effect.value;
  return answers;
}

it('the same key gets 409 while it is worked on, and the first answer afterwards', () =>
  expect(
    statuses([
      { atMs: 0, request: 1, key: 'a' },
      { atMs: 50, request: 1, key: 'a' },
      { atMs: 800, request: 1, key: 'a' },
    ]),
  ).toEqual([200, 409, 200]));

it('a key that was used for something else is refused, whether or not that is done', () =>
  expect(
    statuses([
      { atMs: 0, request: 1, key: 'a' },
      { atMs: 50, request: 2, key: 'a' },
      { atMs: 800, request: 3, key: 'a' },
      { atMs: 850, request: 3, key: 'b' },
    ]),
  ).toEqual([200, 422, 422, 200]));
