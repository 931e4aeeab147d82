import { expect, it } from 'vitest';
import { TEST_PATTERN, TEST_TOPOLOGY } from './testing-pattern.ts';
import { traceOf } from './testing.ts';
import { createTraceIndex } from './trace-index.ts';
import { causesOf, circumstances, why } from './why.ts';

const index = createTraceIndex();
index.append(
  traceOf(`
    0   start    client
    1   action   -                          | cut client>server
    2   mode     server :hang               | mode server hang
    10  timer    client :arrive <0          | send client#1 Ping client>breaker +10 ?
    20  deliver  breaker ~client#1 <3       | send breaker#1 Ping breaker>server +20 ?
    30  timer    client :arrive <3
    40  deliver  server ~breaker#1 <4       | send server#1 Pong server>breaker +20 =breaker#1
    60  reply    breaker ~server#1 <6       | send breaker#2 Pong breaker>client +10
    70  deliver  client ~breaker#2 <7       | send client#2 Ping client>breaker +10
    80  deliver  breaker ~client#2 <8       | become main closed>open failure rate 62 %
    90  action   -                          | status client paused
  `),
);

it('walks from an event to what had no cause, newest first', () => {
  expect(causesOf(index, 9).map((event) => event.seq)).toEqual([9, 8, 7, 6, 4, 3, 0]);
});

it('tells the event, its direct cause and the root, and leaves out what was only passed on', () => {
  expect(why(index, 9, TEST_PATTERN, TEST_TOPOLOGY).map(({ seq, text, skipped }) => [seq, text, skipped])).toEqual([
    [9, 'Payment breaker opens: failure rate 62 %.', 0],
    [8, 'Payment breaker sends Pong to Shoppers.', 0],
    [0, 'Shoppers starts.', 4],
  ]);
});

it('tells what was wrong meanwhile at those who took part, and nothing that came later', () => {
  expect(circumstances(index, 9, TEST_PATTERN, TEST_TOPOLOGY).map(({ seq, text }) => [seq, text])).toEqual([
    [1, ''],
    [2, 'Payment gateway hangs.'],
  ]);
  expect(circumstances(index, 2, TEST_PATTERN, TEST_TOPOLOGY)).toEqual([]);
});

it('tells a timer that sets itself again once', () => {
  const ticking = createTraceIndex();
  ticking.append(
    traceOf(`
      0 start client
      1 timer client :tick <0 | note ticked once
      2 timer client :tick <1 | note ticked twice
      3 timer client :tick <2 | note ticked thrice
      4 timer client :tick <3 | note ticked again
    `),
  );
  expect(why(ticking, 4, TEST_PATTERN, TEST_TOPOLOGY).map(({ seq, skipped }) => [seq, skipped])).toEqual([
    [4, 0],
    [3, 0],
    [0, 2],
  ]);
});

it('keeps steps where something was decided', () => {
  const chain = createTraceIndex();
  chain.append(
    traceOf(`
      0 action  -
      1 timer   client <0 | send client#1 Ping client>server +1
      2 deliver server ~client#1 <1 | become main a>b told
      3 timer   server <2
      4 timer   server <3
    `),
  );
  expect(why(chain, 4, TEST_PATTERN, TEST_TOPOLOGY).map(({ seq, skipped }) => [seq, skipped])).toEqual([
    [4, 0],
    [3, 0],
    [2, 0],
    [0, 1],
  ]);
});

it('answers nothing before the first event', () => {
  expect(why(index, -1, TEST_PATTERN, TEST_TOPOLOGY)).toEqual([]);
});
