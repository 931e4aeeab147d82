import type { Us } from '../../../kernel/time.ts';
import { effectOn, type Leg } from './events.ts';

/** What the auditor wrote down when it first saw the event: nobody else can write here. */
export type Entry = {
  readonly position: number;
  readonly hash: string;
  readonly recordedUs: Us;
  readonly validUs: Us;
  readonly debits: readonly Leg[];
  readonly credits: readonly Leg[];
};

/** Balance as of a valid time, from what is recorded so far: a back-dated entry changes the past, as known today. */
export function balanceAsOf(entries: readonly Entry[], account: string, asOfUs: Us): number {
  let cents = 0;
  for (const entry of entries) if (entry.validUs <= asOfUs) cents += effectOn(account, entry);
  return cents;
}
