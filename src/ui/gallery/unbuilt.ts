import type { PatternMeta } from '../../pattern-kit/pattern.ts';

/**
 * The rest of the eight, until their folders are there: the problem each solves and the question
 * that its run will answer. A folder with the same id takes the place of its entry here.
 */
export const UNBUILT: readonly PatternMeta[] = [
  {
    id: 'circuit-breaker',
    order: 1,
    title: 'Circuit Breaker',
    summary: 'One dependency stops answering, and everything that waits for it stops too.',
    answers: 'When is it better to refuse at once than to wait, and who decides that it is over?',
  },
  {
    id: 'leader-election',
    order: 2,
    title: 'Leader Election',
    summary: 'The network splits, and two databases both believe that they are in charge.',
    answers: 'Who may accept writes while the network is split, and how long until somebody does?',
  },
  {
    id: 'event-sourcing',
    order: 3,
    title: 'Event Sourcing',
    summary: 'A balance is wrong, and the table only knows its last value.',
    answers: 'How did this balance come about, and can it be rebuilt to any day from what was recorded?',
  },
  {
    id: 'cqrs',
    order: 4,
    title: 'CQRS',
    summary: 'A hundred people browse for each one who orders, and all of them share one model.',
    answers: 'How stale may a read be before someone notices, and what does the split buy for it?',
  },
  {
    id: 'pub-sub',
    order: 5,
    title: 'Publish–Subscribe',
    summary: 'One slow consumer holds up every sensor that reports to it directly.',
    answers: 'Which messages are lost or come twice when a consumer, or the broker, crashes?',
  },
  {
    id: 'ambassador',
    order: 6,
    title: 'Ambassador',
    summary: 'Every application retries the same flaky service in its own way, and makes it worse.',
    answers: 'When does a retry help, when does it charge twice, and when does it keep a service down?',
  },
  {
    id: 'sidecar',
    order: 7,
    title: 'Sidecar',
    summary: 'The log collector is down, and the application waits to write its logs.',
    answers: 'What is lost while the collector is away, and what does the application feel of it?',
  },
  {
    id: 'sharding',
    order: 8,
    title: 'Sharding',
    summary: 'One database holds everyone, and one famous account fills it alone.',
    answers: 'Which key spreads the load, and what happens to requests while data moves?',
  },
];
