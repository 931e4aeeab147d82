import type { Experiment } from '../../pattern-kit/pattern.ts';

type Settings = Experiment['settings'];

/** Dials that more than one experiment turns. */
export const ONLY_PAYMENTS: Settings = { 'travellers.payPct': 100 };
export const ONLY_SEATS: Settings = { 'travellers.payPct': 0, 'travellers.ratePct': 0 };
export const ONLY_RATES: Settings = { 'travellers.payPct': 0, 'travellers.ratePct': 100, 'checkin.optOutPct': 0 };

/** A breaker that a run of twenty seconds can show: the trusted window of 100 calls is made for more traffic. */
export const QUICK_BREAKER: Settings = {
  'breaker.window': 20,
  'breaker.failurePct': 60,
  'breaker.openMs': 2_000,
};
