import { expect, it } from 'vitest';
import type { TraceEvent } from '../kernel/trace.ts';
import { newsSeq, spokenSeq } from './speech.ts';
import { traceOf } from './testing.ts';
import { createTraceIndex } from './trace-index.ts';

const index = createTraceIndex();
index.append(
  traceOf(`
    0    start  a
    100  timer  a | become main closed>open why
    200  timer  a
    9000 timer  a
  `),
);

it('speaks of the very event that was stepped to', () => {
  expect(spokenSeq(index, 2, true, 1)).toBe(2);
  expect(spokenSeq(index, -1, false, 1)).toBe(-1);
});

it('speaks of what was of interest while playing or at a time, as long as it is fresh', () => {
  expect(spokenSeq(index, 2, false, 1)).toBe(1);
  expect(spokenSeq(index, 3, false, 1)).toBe(3);
  expect(spokenSeq(index, 3, false, 10)).toBe(1);
  expect(spokenSeq(index, 0, false, 1)).toBe(0);
});

it('does not take a property that came true for news', () => {
  const told = createTraceIndex();
  told.append(
    traceOf(`
      0    start  a
      100  timer  a | become main closed>open why
      200  timer  a | verdict straggler reached
      300  timer  a | verdict safe violated
    `),
  );
  expect(newsSeq(told, 2, 1)).toBe(1);
  expect(newsSeq(told, 3, 1)).toBe(3);
});

it('passes over what was done to a part that is not there', () => {
  const crash = (node: string) => ({ action: { kind: 'crash', node, atUs: 200 } as const });
  const [begun, crashed, nothing] = traceOf(`
    0    start  a
    200  action - | status a down
    200  action -
  `) as [TraceEvent, TraceEvent, TraceEvent];
  const done = createTraceIndex();
  done.append([begun, { ...crashed, ...crash('a') }, { ...nothing, ...crash('database') }]);
  expect(spokenSeq(done, 2, false, 1)).toBe(1);
  expect(spokenSeq(done, 2, true, 1)).toBe(2);
});

it('passes over what only happens inside a node, while that is fresh', () => {
  const busy = createTraceIndex();
  busy.append(
    traceOf(`
      0    start   a
      5000 timer   a :tick | send a#1 Ping a>b +1
      5001 deliver b ~a#1 <1
      5002 timer   a :tick
      5003 work    a :done
    `),
  );
  expect(spokenSeq(busy, 4, false, 1)).toBe(2);
  expect(spokenSeq(busy, 4, true, 1)).toBe(4);
});
