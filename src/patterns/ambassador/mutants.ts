import type { Mutant } from '../../pattern-kit/pattern.ts';
import { ambassadorWith, RULES } from './programs/ambassador.ts';
import { backoff } from './programs/backoff.ts';
import { providerWith } from './programs/provider.ts';
import type { Rules } from './programs/retrying.ts';

/** The true ambassador with some of its rules replaced. */
const ambassadorBut = (changed: Partial<Rules>) => ({ ambassador: ambassadorWith({ ...RULES, ...changed }) });

export const mutants: readonly Mutant[] = [
  {
    id: 'counts-only-waiting',
    title: 'Counts only the retries that wait',
    explain:
      'A retry gives its place in the budget back when it is sent, not when it has ended. Under load most retries are under way, and the budget bounds nothing.',
    breaks: 'budget-kept',
    preset: 'dip',
    programs: ambassadorBut({ slotUntil: 'sent' }),
  },
  {
    id: 'key-stored-after',
    title: 'Stores the key after the payment',
    explain:
      'The API looks the key up first and stores it last. A retry that comes while the first attempt is still being worked on finds nothing, and pays again.',
    breaks: 'one-effect',
    preset: 'slow-writes',
    programs: { provider: providerWith({ reservesFirst: false }) },
  },
  {
    id: 'new-key-each-time',
    title: 'A new key for each attempt',
    explain:
      'The key is made where the attempt is sent instead of where the request comes in. Then it protects nothing.',
    breaks: 'safe-to-repeat',
    preset: 'lost-answers',
    programs: ambassadorBut({ keyOf: ({ request }, n) => `request-${request}-try-${n}` }),
  },
  {
    id: 'deadline-starts-anew',
    title: 'Each attempt gets the whole deadline',
    explain: 'What is left of the deadline is never taken off. Hosts believe that somebody waits who has gone.',
    breaks: 'deadline-kept',
    preset: 'flaky',
    programs: ambassadorBut({ toldLeftUs: (_leftUs, wholeUs) => wholeUs }),
  },
  {
    id: 'one-too-many',
    title: 'One attempt too many',
    explain: '`maxAttempts` is taken for the number of retries: the first attempt is not counted.',
    breaks: 'attempts-bounded',
    preset: 'flaky',
    programs: ambassadorBut({ most: (settings, hedging) => RULES.most(settings, hedging) + 1 }),
  },
  {
    id: 'retries-declined',
    title: 'Retries a declined card',
    explain: 'Everything but a success is tried again. The bank says no four times instead of once.',
    breaks: 'only-retryable',
    preset: 'flaky',
    programs: ambassadorBut({ verdict: (status) => (status < 400 ? 'success' : 'retryable') }),
  },
  {
    id: 'repeats-without-key',
    title: 'Repeats a write without a key',
    explain:
      'A payment that timed out is sent again although it carries no key. If the first one was carried out, it is paid twice.',
    breaks: 'safe-to-repeat',
    preset: 'no-keys',
    programs: ambassadorBut({ mayRepeat: () => true }),
  },
  {
    id: 'ignores-the-cap',
    title: 'Forgets the longest wait',
    explain: 'The wait doubles for ever: the maximum is configured and never looked at.',
    breaks: 'waits-within',
    preset: 'slow-writes',
    programs: ambassadorBut({
      wait: (policy, ...rest) => backoff({ ...policy, maxUs: policy.baseUs * 1_000 }, ...rest),
    }),
  },
  {
    id: 'leaves-losers',
    title: 'Does not call off the losers',
    explain: 'The first answer wins, and the other copies are simply forgotten. The hosts go on working on them.',
    breaks: 'losers-cancelled',
    preset: 'tail',
    programs: ambassadorBut({ cancelsLosers: false }),
  },
  {
    id: 'tokens-without-end',
    title: 'Saves up tokens without end',
    explain: 'Successes earn tokens above the most. After a quiet hour there are enough of them for any storm.',
    breaks: 'tokens-right',
    preset: 'flaky',
    programs: ambassadorBut({ earned: (tokensMilli, settings) => tokensMilli + Number(settings['tokens.ratioMilli']) }),
  },
  {
    id: 'asks-breaker-once',
    title: 'Asks the breaker only once',
    explain: 'Only the first attempt asks the breaker. Retries go on knocking while it is open.',
    breaks: 'breaker-obeyed',
    preset: 'outage',
    programs: ambassadorBut({ asksBreakerAgain: false }),
  },
  {
    id: 'deaf-to-pushback',
    title: 'Does not hear "do not retry"',
    explain: 'The layer below has tried three times and says so. This layer tries three times all the same.',
    breaks: 'only-retryable',
    preset: 'layers',
    programs: ambassadorBut({ pushback: () => null }),
  },
];
