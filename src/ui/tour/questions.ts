/** One pattern's part of a question: an experiment, and the figure it is judged by. */
export interface QuestionRow {
  readonly pattern: string;
  readonly preset: string;
  readonly goal: string;
  /** The side that does better; with the pattern, where nothing is said. */
  readonly better?: 'off';
}

export interface Question {
  readonly id: string;
  readonly title: string;
  readonly ask: string;
  readonly rows: readonly QuestionRow[];
  /** Shown after the runs, which show it. */
  readonly answer: string;
}

/** Questions that no one pattern answers. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'isolation',
    title: 'One part is ill. Who else suffers?',
    ask: 'A gateway hangs, a crowd browses, a region celebrates, a collector is away. Each time something else shares a thing with it: workers, a database, a disk. What does that something feel?',
    rows: [
      { pattern: 'circuit-breaker', preset: 'hang', goal: 'bystander' },
      { pattern: 'cqrs', preset: 'spike', goal: 'order-p99' },
      { pattern: 'sharding', preset: 'spike', goal: 'answered' },
      { pattern: 'sidecar', preset: 'outage', goal: 'p99' },
    ],
    answer:
      'Whoever shares a bounded thing shares the trouble. A breaker gives the workers back, CQRS and sharding give each side its own queue, a sidecar puts a bounded buffer between. None of them heals the sick part: they choose what it may take with it.',
  },
  {
    id: 'twice',
    title: 'It was asked for twice. Is it done twice?',
    ask: 'An answer gets lost, so somebody asks again, as they should. The first time had worked. What comes of it?',
    rows: [
      { pattern: 'ambassador', preset: 'lost-answers', goal: 'duplicates' },
      { pattern: 'pub-sub', preset: 'transaction', goal: 'analytics-duplicates' },
      { pattern: 'pub-sub', preset: 'zombie-producer', goal: 'analytics-duplicates' },
      { pattern: 'ambassador', preset: 'slow-writes', goal: 'duplicates' },
    ],
    answer:
      'A timeout says nothing about what was done, so everything that matters is asked for more than once. It is done once only where whoever does it keeps the name of what it has done together with the effect: a key with the payment, an offset with the result, an epoch and a sequence with the record.',
  },
  {
    id: 'saved',
    title: 'You were told that it is saved. Is it?',
    ask: 'Somebody who has said “done” is cut off, hangs, fills up or dies. What of all that was acknowledged is still there afterwards, and can it be told?',
    rows: [
      { pattern: 'leader-election', preset: 'split', goal: 'lost' },
      { pattern: 'event-sourcing', preset: 'reconcile', goal: 'breaks' },
      { pattern: 'sidecar', preset: 'outage', goal: 'drops' },
      { pattern: 'sharding', preset: 'crash', goal: 'lost', better: 'off' },
    ],
    answer:
      'An acknowledgement is worth what stood behind it when it was given: one memory, one copy that nobody else has, a disk with room, or a majority. Waiting for more costs latency on each write; not waiting costs the writes of the worst moment. That is how the shard loses some: its replica follows a moment later, and takes over within three seconds. The one database loses none, and is away for seven.',
  },
];
