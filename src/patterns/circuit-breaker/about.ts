import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'A breaker stands in front of a dependency and watches how its calls end. When too many fail or take too long, it stops making them: callers get an answer at once, and the dependency gets rest.',
  how: 'Closed, it lets every call through and counts the last ones. When the failure rate reaches its threshold it opens and refuses all calls for a while. Then, half-open, it lets a few through as a test: they decide whether it closes or opens again.',
  benefits: [
    'Callers fail at once instead of holding a thread until a timeout.',
    'What shares the caller with the broken dependency goes on working.',
    'An overloaded dependency is left alone long enough to recover.',
    'The moment of refusal is known, so there can be a plan for it: here, orders are taken and charged later.',
  ],
  costs: [
    'It learns only from failures: the first ones are paid in full, a timeout each.',
    'It refuses calls that would have succeeded, half-open and when it opens by mistake.',
    'Window, thresholds and waits have to suit the traffic; defaults made for a hundred calls a second see nothing at five.',
    'One more state that operators must be able to see and to override.',
  ],
  avoidWhen: [
    'What is called is local and cannot hang: a plain error is enough.',
    'One of many hosts is bad: eject that host (outlier detection) instead of cutting off the service.',
    'Failures are answers, such as a declined card: counting them opens the circuit on a healthy dependency.',
    'Calls are so rare that no window ever fills: use a timeout and a bounded pool.',
  ],
};
