import type { Us } from '../../../kernel/time.ts';
import type { LeaseRecord } from '../variants/messages.ts';

/**
 * Rules of `k8s.io/client-go/tools/leaderelection`, `tryAcquireOrRenew`, without messages and timers.
 * A candidate trusts one thing only: its own clock since it last saw the record change. The times that
 * stand in the record are never compared with anything.
 */

/** Waits of the acquire loop are 1 to 1 + 1.2 retry periods long (`JitterFactor`). */
export const JITTER_PERCENT = 120;

export interface Elector {
  readonly identity: string;
  /** `observedRecord`, and when it was last seen to change, on the own steady clock (`observedTime`). */
  observed: LeaseRecord | null;
  observedAtUs: Us;
}

export interface LeaseTimes {
  readonly leaseUs: Us;
  readonly renewDeadlineUs: Us;
  readonly retryUs: Us;
}

/** What `NewLeaderElector` refuses, in words; null where the times can work. */
export function leaseProblem({ leaseUs, renewDeadlineUs, retryUs }: LeaseTimes): string | null {
  if (leaseUs <= renewDeadlineUs) return 'the lease must last longer than the renew deadline';
  if (renewDeadlineUs * 100 <= retryUs * JITTER_PERCENT)
    return 'the renew deadline must be longer than 1.2 retry periods';
  return null;
}

export const isHolder = ({ identity, observed }: Elector): boolean => observed?.holder === identity;

/** A record that differs from the observed one is observed now. */
export function observe(elector: Elector, stored: LeaseRecord, nowUs: Us): void {
  if (elector.observed !== null && sameRecord(elector.observed, stored)) return;
  elector.observed = stored;
  elector.observedAtUs = nowUs;
}

export type Decision =
  | { readonly kind: 'create' | 'update'; readonly record: LeaseRecord }
  /** Somebody else holds it, and its time has not run out here. */
  | { readonly kind: 'held' };

/** Times of one attempt: when it began, and now, on the steady clock; now, on the wall clock. */
export interface At {
  readonly beganUs: Us;
  readonly nowUs: Us;
  readonly wallUs: Us;
}

/** What to do about the record that the lock service has (null: none). */
export function tryAcquireOrRenew(elector: Elector, stored: LeaseRecord | null, at: At, leaseUs: Us): Decision {
  const mine = { holder: elector.identity, durationUs: leaseUs, renewedUs: at.wallUs, acquiredUs: at.wallUs };
  if (stored === null) return { kind: 'create', record: { ...mine, transitions: 0 } };
  observe(elector, stored, at.nowUs);
  const holder = isHolder(elector);
  if (stored.holder !== '' && !holder && elector.observedAtUs + leaseUs > at.beganUs) return { kind: 'held' };
  const record = holder
    ? { ...mine, acquiredUs: stored.acquiredUs, transitions: stored.transitions }
    : { ...mine, transitions: stored.transitions + 1 };
  return { kind: 'update', record };
}

/** `release`: the record without a holder. */
export const released = (record: LeaseRecord, wallUs: Us): LeaseRecord => ({
  holder: '',
  durationUs: 1_000_000,
  renewedUs: wallUs,
  acquiredUs: wallUs,
  transitions: record.transitions,
});

const sameRecord = (a: LeaseRecord, b: LeaseRecord): boolean =>
  a.holder === b.holder &&
  a.renewedUs === b.renewedUs &&
  a.acquiredUs === b.acquiredUs &&
  a.transitions === b.transitions &&
  a.durationUs === b.durationUs;
