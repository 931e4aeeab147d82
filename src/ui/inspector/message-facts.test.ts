import { describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../derive/trace-index.ts';
import type { Flight, TraceIndex } from '../../derive/types.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { consequencesOf, fateText, refusalOf } from './message-facts.ts';

const flight = (part: Partial<Flight> = {}): Flight => ({
  transit: { id: 'a#1', from: 'a', to: 'b', message: { type: 'Charge' }, sentUs: 1_000_000, arriveUs: 1_500_000 },
  sentSeq: 10,
  sentUs: 1_000_000,
  endUs: 1_500_000,
  endSeq: 20,
  lost: null,
  ...part,
});
const event = (seq: number, cause: number, kind: TraceEvent['kind'] = 'deliver'): TraceEvent => ({
  seq,
  timeUs: seq,
  kind,
  node: 'b',
  cause,
  effects: [],
});

describe('fateText', () => {
  const at = (subject: Flight, us: number, seq: number, ending?: TraceEvent) =>
    fateText(subject, us, seq, 'Gateway', ending).text;

  it('tells only what is known at the cursor', () => {
    expect(at(flight(), 900_000, 9)).toBe('Not sent yet');
    expect(at(flight(), 1_200_000, 12)).toBe('On its way, arrives in 300 ms');
    expect(at(flight(), 1_500_000, 20)).toBe('Arrived at 1.500 s');
  });

  it('says of a doomed message that it is, and why', () => {
    const doomed = flight({ lost: 'down' });
    expect(at(doomed, 1_200_000, 12)).toBe('Will be lost in 300 ms: Gateway is down');
    expect(at(doomed, 2_000_000, 40)).toBe('Lost at 1.500 s: Gateway is down');
  });

  it('says what was refused as out of date, and against what', () => {
    const { transit } = flight();
    const index = createTraceIndex();
    index.append([
      { ...event(0, -1), timeUs: 1_500_000, transit },
      {
        ...event(1, 0, 'work'),
        timeUs: 1_600_000,
        effects: [{ kind: 'note', rule: 'x', text: '', data: { stale: { name: 'term', got: 3, have: 5 } } }],
      },
    ]);
    const refused = flight({ sentSeq: 0, endSeq: 0 });
    const text = (seq: number) =>
      fateText(refused, 2_000_000, seq, 'Gateway', index.events[0], refusalOf(index, refused, seq)).text;
    expect([text(0), text(1)]).toEqual(['Arrived at 1.500 s', 'Refused at 1.600 s: its term 3 is older than 5']);
  });

  it('knows answers that nobody waits for', () => {
    expect(at(flight(), 2_000_000, 40, event(20, 10, 'late'))).toContain('too late');
    expect(at(flight(), 2_000_000, 40, event(20, 10, 'wait'))).toContain('waits for a free worker');
  });
});

describe('consequencesOf', () => {
  const events = Array.from({ length: 30 }, (_, seq) => event(seq, seq === 22 ? 20 : seq === 25 ? 22 : 3));
  const index = { events } as unknown as TraceIndex;

  it('follows causes forward, not beyond the cursor', () => {
    expect(consequencesOf(index, flight(), 29, 9).map((each) => each.seq)).toEqual([20, 22, 25]);
    expect(consequencesOf(index, flight(), 24, 9).map((each) => each.seq)).toEqual([20, 22]);
    expect(consequencesOf(index, flight(), 19, 9)).toEqual([]);
    expect(consequencesOf(index, flight(), 29, 2)).toHaveLength(2);
  });
});
