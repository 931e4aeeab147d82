/** A limit on everything: reached, it ends the run with an error that says what to do. */
export const LIMITS = {
  nodes: 200,
  /** Scheduled events at once: messages under way, timers, work. */
  scheduled: 500_000,
  events: 5_000_000,
  /** Events at one instant of simulated time: more is a loop without delay. */
  eventsPerInstant: 50_000,
  /** What one handler may do. */
  effectsPerHandler: 10_000,
  /** One hour of simulated time. */
  untilUs: 3_600_000_000,
  actions: 500,
  /** Depth of plain data. */
  depth: 64,
} as const;
