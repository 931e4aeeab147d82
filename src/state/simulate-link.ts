import type { HostMode, SimulationResult } from '../host/protocol.ts';
import { simulateInSession } from '../host/session-client.ts';
import type { Us } from '../kernel/time.ts';
import { decodeLink } from '../scenario/link.ts';
import { parseSpan } from '../scenario/words.ts';
import { vocabularyFor } from './browser-environment.ts';

export interface SimulateOptions {
  readonly host?: HostMode;
  /** Stop at this simulated time, such as `30s`, or a count of microseconds; absent: at the scenario's end. */
  readonly until?: string | Us;
}

/** Runs a link from its beginning, apart from what is on screen. Throws, in words, where the link is wrong. */
export async function simulateLink(link: string, options: SimulateOptions = {}): Promise<SimulationResult> {
  const { scenario, problems } = await decodeLink(link, vocabularyFor);
  if (!scenario || problems.length > 0)
    throw new Error(
      problems.map(({ part, expected }) => `${part}: expected ${expected}`).join('; ') || 'This link names no pattern.',
    );
  const { host = 'inline', until } = options;
  if (host !== 'inline' && host !== 'worker')
    throw new Error(`host is 'inline' or 'worker', not ${JSON.stringify(host)}.`);
  return simulateInSession(scenario, until === undefined ? { host } : { host, untilUs: timeOf(until) });
}

function timeOf(until: string | Us): Us {
  const us = typeof until === 'string' ? parseSpan(until) : until;
  if (us === null || !Number.isSafeInteger(us) || us < 0)
    throw new Error(`until is a time such as '30s' or '500ms', or whole microseconds; not ${JSON.stringify(until)}.`);
  return us;
}
