import { describe, expect, it } from 'vitest';
import { seconds } from '../../../kernel/time.ts';
import type { LeaseRecord } from '../variants/messages.ts';
import { isHolder, released, tryAcquireOrRenew, type Elector } from './lease-rules.ts';

const LEASE_US = seconds(15);
const record = (holder: string, renewedUs = 0, transitions = 3): LeaseRecord => ({
  holder,
  durationUs: LEASE_US,
  renewedUs,
  acquiredUs: 0,
  transitions,
});
const candidate = (): Elector => ({ identity: 'n2_7', observed: null, observedAtUs: 0 });
const look = (elector: Elector, stored: LeaseRecord | null, nowUs: number, wallUs = nowUs) =>
  tryAcquireOrRenew(elector, stored, { beganUs: nowUs, nowUs, wallUs }, LEASE_US);

describe('a candidate', () => {
  it('waits a whole lease since it saw the record change, to the microsecond', () => {
    const elector = candidate();
    expect(look(elector, record('n1_4'), seconds(100)).kind).toBe('held');
    expect(look(elector, record('n1_4'), seconds(115) - 1).kind).toBe('held');
    expect(look(elector, record('n1_4'), seconds(115))).toMatchObject({
      kind: 'update',
      record: { holder: 'n2_7', transitions: 4 },
    });
  });

  it('starts to wait anew with every change', () => {
    const elector = candidate();
    look(elector, record('n1_4', 1), seconds(100));
    look(elector, record('n1_4', 2), seconds(114));
    expect(look(elector, record('n1_4', 2), seconds(128)).kind).toBe('held');
    expect(look(elector, record('n1_4', 2), seconds(129)).kind).toBe('update');
  });

  it.each([-1_000_000, 0, 1_000_000])('does not care that the wall clocks differ by %i s', (skew) => {
    const elector = candidate();
    expect(look(elector, record('n1_4', seconds(skew)), seconds(100), seconds(5_000)).kind).toBe('held');
  });

  it('takes a released lease at once, under a new number', () => {
    const given = released(record('n1_4'), seconds(9));
    expect(look(candidate(), given, seconds(10))).toMatchObject({ kind: 'update', record: { transitions: 4 } });
  });
});

describe('a holder', () => {
  it('renews under the same number, however long it has slept', () => {
    const elector: Elector = { ...candidate(), observed: record('n2_7'), observedAtUs: 0 };
    expect(isHolder(elector)).toBe(true);
    expect(look(elector, record('n2_7'), seconds(1_000))).toMatchObject({
      kind: 'update',
      record: { holder: 'n2_7', transitions: 3, acquiredUs: 0, renewedUs: seconds(1_000) },
    });
  });

  it('renews while its lease is still valid', () => {
    const elector: Elector = { ...candidate(), observed: record('n2_7'), observedAtUs: seconds(99) };
    expect(look(elector, record('n2_7'), seconds(100)).kind).toBe('update');
  });

  it('holds nothing any more once it has seen another holder', () => {
    const elector: Elector = { ...candidate(), observed: record('n2_7'), observedAtUs: 0 };
    expect(look(elector, record('n3_1', 5, 4), seconds(20)).kind).toBe('held');
    expect(isHolder(elector)).toBe(false);
  });
});
