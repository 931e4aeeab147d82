import type { Mutant } from '../../pattern-kit/pattern.ts';
import { ambassadorWith, RULES } from './programs/ambassador.ts';
import { backoff } from './programs/backoff.ts';
import { providerWith, TRUE_RULES } from './programs/provider.ts';
import type { Rules } from './programs/retrying.ts';

/** The true ambassador with some of its rules replaced. */
const ambassadorBut = (changed: Partial<Rules>) => ({ ambassador: ambassadorWith({ ...RULES, ...changed }) });

export const mutants: readonly Mutant[] = [
  {
    id: 'counts-only-waiting',
    title: 'Counts only the retries that wait',
    explain: 'A retry gives its place back when it is sent, not when it has ended.',
    breaks: 'budget-kept',
    preset: 'dip',
    programs: ambassadorBut({ slotUntil: 'sent' }),
  },
  {
    id: 'retries-pay-for-retries',
    title: 'Retries pay for retries',
    explain: 'Each attempt deposits a part of a retry, not each request: the more it retries, the more it may.',
    breaks: 'budget-kept',
    preset: 'short-dip',
    programs: ambassadorBut({ deposits: 'attempts' }),
  },
  {
    id: 'knows-better',
    title: 'Does not ask how often the caller wants it',
    explain: 'The call says one retry; the policy of the ambassador says three, and three are made.',
    breaks: 'attempts-bounded',
    preset: 'context',
    programs: ambassadorBut({ wanted: (most) => most }),
  },
  {
    id: 'key-stored-after',
    title: 'Stores the key after the payment',
    explain: 'A retry that comes meanwhile finds no key, and pays again.',
    breaks: 'one-effect',
    preset: 'slow-writes',
    programs: { provider: providerWith({ ...TRUE_RULES, reservesFirst: false }) },
  },
  {
    id: 'new-key-each-time',
    title: 'A new key for each attempt',
    explain: 'Made where the attempt is sent, it protects nothing.',
    breaks: 'safe-to-repeat',
    preset: 'lost-answers',
    programs: ambassadorBut({ keyOf: ({ request }, n) => `request-${request}-try-${n}` }),
  },
  {
    id: 'deadline-starts-anew',
    title: 'Each attempt gets the whole deadline',
    explain: 'Hosts believe that somebody waits who has gone.',
    breaks: 'deadline-kept',
    preset: 'flaky',
    programs: ambassadorBut({ toldLeftUs: (_leftUs, wholeUs) => wholeUs }),
  },
  {
    id: 'one-too-many',
    title: 'One attempt too many',
    explain: 'The first one is not counted.',
    breaks: 'attempts-bounded',
    preset: 'flaky',
    programs: ambassadorBut({ most: (settings, hedging) => RULES.most(settings, hedging) + 1 }),
  },
  {
    id: 'retries-declined',
    title: 'Retries a declined card',
    explain: 'Everything but a success is tried again.',
    breaks: 'only-retryable',
    preset: 'flaky',
    programs: ambassadorBut({ verdict: (status) => (status < 400 ? 'success' : 'retryable') }),
  },
  {
    id: 'repeats-without-key',
    title: 'Repeats a write without a key',
    explain: 'What timed out may have been done.',
    breaks: 'safe-to-repeat',
    preset: 'no-keys',
    programs: ambassadorBut({ mayRepeat: () => true }),
  },
  {
    id: 'hedges-without-key',
    title: 'Hedges a write without a key',
    explain: 'Two copies arrive, and both are carried out.',
    breaks: 'safe-to-repeat',
    preset: 'no-keys',
    programs: ambassadorBut({ mayHedge: () => true }),
  },
  {
    id: 'ignores-the-cap',
    title: 'Forgets the longest wait',
    explain: 'It doubles for ever.',
    breaks: 'waits-within',
    preset: 'slow-writes',
    programs: ambassadorBut({
      wait: (policy, ...rest) => backoff({ ...policy, maxUs: policy.baseUs * 1_000 }, ...rest),
    }),
  },
  {
    id: 'leaves-losers',
    title: 'Does not call off the losers',
    explain: 'Hosts go on working on them.',
    breaks: 'losers-cancelled',
    preset: 'tail',
    programs: ambassadorBut({ cancelsLosers: false }),
  },
  {
    id: 'tokens-without-end',
    title: 'Saves up tokens without end',
    explain: 'After a quiet hour there are enough for any storm.',
    breaks: 'tokens-right',
    preset: 'flaky',
    programs: ambassadorBut({ earned: (tokensMilli, settings) => tokensMilli + Number(settings['tokens.ratioMilli']) }),
  },
  {
    id: 'asks-breaker-once',
    title: 'Asks the breaker only once',
    explain: 'Retries go on knocking while it is open.',
    breaks: 'breaker-obeyed',
    preset: 'outage',
    programs: ambassadorBut({ asksBreakerAgain: false }),
  },
  {
    id: 'deaf-to-pushback',
    title: 'Does not hear "do not retry"',
    explain: 'The layer below has tried; this one tries all the same.',
    breaks: 'only-retryable',
    preset: 'layers',
    programs: ambassadorBut({ pushback: () => null }),
  },
  {
    id: 'guesses-pushback',
    title: 'Guesses what it cannot read',
    explain: 'A server names a date where a number is expected; it is taken for nothing said, and tried again.',
    breaks: 'only-retryable',
    preset: 'rate-limit',
    programs: {
      ...ambassadorBut({ readPushback: (said) => (typeof said === 'number' ? said : null) }),
      provider: providerWith({ ...TRUE_RULES, saysDates: true }),
    },
  },
  {
    id: 'marks-the-route',
    title: 'Takes one promise for all',
    explain: 'Some calls of an API were marked as idempotent, so all of them are taken to be.',
    breaks: 'safe-to-repeat',
    preset: 'marked',
    programs: ambassadorBut({
      vouched: ({ api, method, idempotent }) => idempotent === true || (api === 'seats' && method === 'POST'),
    }),
  },
];
