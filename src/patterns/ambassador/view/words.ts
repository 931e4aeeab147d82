import type { Settings } from '../../../kernel/program.ts';
import type { Api } from '../messages.ts';

/** What a view says and reckons of its own, so that it draws without the programs. */
export const THING: Readonly<Record<Api, string>> = { payments: 'payment', rates: 'rate', seats: 'seat map' };

/** How many retries the share allows now; null where no share keeps them. */
export function allowedNow(settings: Settings, active: number): number | null {
  if (settings['budget.kind'] !== 'share' && settings['budget.kind'] !== 'both') return null;
  return Math.max(Math.floor((active * Number(settings['budget.pct'])) / 100), Number(settings['budget.minRetries']));
}

export const hasTokens = (settings: Settings): boolean =>
  settings['budget.kind'] === 'tokens' || settings['budget.kind'] === 'both';
