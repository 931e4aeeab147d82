import type { Settings } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { Api, Method } from '../messages.ts';
import type { Balance } from '../programs/budget.ts';

/** What a view says and reckons of its own, so that it draws without the programs. */
export const THING: Readonly<Record<Api, string>> = { payments: 'payment', rates: 'rate', seats: 'seat map' };

/** What one request asks for. */
export const thingOf = ({ api, method }: { readonly api: Api; readonly method: Method }): string =>
  api === 'seats' && method === 'POST' ? 'seat' : THING[api];

/** How many retries the share allows now; null where no share keeps them. */
export function allowedNow(settings: Settings, active: number): number | null {
  if (settings['budget.kind'] !== 'share' && settings['budget.kind'] !== 'both') return null;
  return Math.max(Math.floor((active * Number(settings['budget.pct'])) / 100), Number(settings['budget.minRetries']));
}

export const hasTokens = (settings: Settings): boolean =>
  settings['budget.kind'] === 'tokens' || settings['budget.kind'] === 'both';

/** Whether a share of the last seconds keeps them. */
export const hasWindow = (settings: Settings): boolean => settings['budget.kind'] === 'window';

/** The most that it can be: ten seconds without a retry. */
export const reserveOf = (settings: Settings): number =>
  Math.floor((Number(settings['window.minPerSecond']) * Number(settings['window.ttlMs'])) / 1_000);

/** How many retries it allows at a time, from what an ambassador has written down. */
export function leftNow(settings: Settings, { partUs, newest, parts }: Balance, timeUs: Us): number {
  const now = partUs === 0 ? newest : Math.floor(timeUs / partUs);
  const sum = parts.reduce((all, _, age) => {
    const number = newest - age;
    const part = number < 0 ? 0 : (parts[number % parts.length] ?? 0);
    return number > now - parts.length ? all + part : all;
  }, 0);
  return Math.max(0, Math.floor(reserveOf(settings) + sum / 100));
}
