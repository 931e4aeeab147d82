import type { FromSession, ToSession } from '../host/protocol.ts';
import type { Us } from '../kernel/time.ts';
import type { PropertyResult } from '../kernel/property.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { NO_WORDS } from '../pattern-kit/setup.ts';
import { firstDifferenceUs } from '../scenario/edit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createState, type AppState } from './create-state.ts';
import type { Environment, SessionPort } from './environment.ts';

/** For tests only: a session without a kernel, a clock that is turned by hand, a pattern of words. */

type Post<K extends ToSession['kind']> = Extract<ToSession, { kind: K }>;

export interface FakeSessionOptions {
  /** Between two events of the run. */
  readonly everyUs?: Us;
  /** Answers to these kinds are kept back until `release()`. */
  readonly hold?: readonly ToSession['kind'][];
}

/**
 * Behaves like a session towards its client: a tick event at every step of simulated time and one
 * event for each action of the scenario. Answers at once unless told to hold.
 */
export class FakeSession implements SessionPort {
  readonly posted: ToSession[] = [];
  closed = false;
  hold: readonly ToSession['kind'][];
  /** What every trace says of the properties from now on. */
  properties: readonly PropertyResult[] = [];
  readonly #everyUs: Us;
  readonly #listeners = new Set<(message: FromSession) => void>();
  readonly #kept: ToSession[] = [];
  readonly #branches: { id: number; parent: number | null; forkSeq: number; forkUs: Us; scenario: Scenario }[] = [];
  #scenario: Scenario | null = null;
  #branch = 0;
  #sent = 0;
  #headUs: Us = 0;

  constructor(options: FakeSessionOptions = {}) {
    this.#everyUs = options.everyUs ?? 10_000;
    this.hold = options.hold ?? [];
  }

  post(message: ToSession): void {
    this.posted.push(message);
    if (this.hold.includes(message.kind)) this.#kept.push(message);
    else this.#answer(message);
  }

  onMessage(listener: (message: FromSession) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.closed = true;
  }

  /** Answers what was held back, in order. */
  release(): void {
    this.hold = [];
    for (const message of this.#kept.splice(0)) this.#answer(message);
  }

  fail(recoverable = true): void {
    this.#say({ kind: 'failed', what: 'A node stopped answering', detail: 'gateway', recoverable });
  }

  /** Says how far it has come, before the answer. */
  progress(untilUs: Us = this.#headUs): void {
    this.#trace(untilUs);
  }

  of<K extends ToSession['kind']>(kind: K): Post<K>[] {
    return this.posted.filter((message): message is Post<K> => message.kind === kind);
  }

  #say(message: FromSession): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** The whole run of the scenario: a boot, then ticks and actions by time. */
  #run(): TraceEvent[] {
    const scenario = this.#scenario!;
    const events: Omit<TraceEvent, 'seq'>[] = [{ timeUs: 0, kind: 'start', node: 'a', cause: -1, effects: [] }];
    for (let timeUs = this.#everyUs; timeUs <= scenario.untilUs; timeUs += this.#everyUs) {
      events.push({ timeUs, kind: 'timer', node: scenario.on ? 'a' : 'b', cause: -1, tag: 'tick', effects: [] });
    }
    for (const action of scenario.actions) {
      events.push({
        timeUs: action.atUs,
        kind: 'action',
        node: 'node' in action ? action.node : '',
        cause: -1,
        action,
        effects: [],
      });
    }
    return events.sort((x, y) => x.timeUs - y.timeUs).map((event, seq) => ({ ...event, seq }));
  }

  #trace(untilUs: Us): void {
    const all = this.#run();
    const events = all.filter((event) => event.seq >= this.#sent && event.timeUs <= untilUs);
    const from = this.#sent;
    this.#sent += events.length;
    this.#headUs = Math.min(untilUs, this.#scenario!.untilUs);
    this.#say({
      kind: 'trace',
      branch: this.#branch,
      from,
      events,
      headUs: this.#headUs,
      ended: this.#headUs >= this.#scenario!.untilUs && this.#sent === all.length,
      fingerprint: `f${this.#sent}`,
      properties: this.properties,
    });
  }

  #answer(message: ToSession): void {
    switch (message.kind) {
      case 'open':
        this.#scenario = message.scenario;
        this.#branch = 0;
        this.#sent = 0;
        this.#headUs = 0;
        this.#branches.splice(0, Infinity, { id: 0, parent: null, forkSeq: 0, forkUs: 0, scenario: message.scenario });
        return this.#say({
          kind: 'opened',
          words: NO_WORDS,
          topology: { nodes: [], links: [] },
          untilUs: message.scenario.untilUs,
          branch: 0,
        });
      case 'advance':
        return this.#trace(message.untilUs);
      case 'step':
        return this.#trace(this.#run()[this.#sent + message.events - 1]?.timeUs ?? Infinity);
      case 'revise':
        return this.#revise(message);
      case 'checkout':
        return this.#checkout(message.branch);
      case 'inspect':
        return this.#say({
          kind: 'inspected',
          id: message.id,
          seq: message.seq,
          fingerprint: `at${message.seq}`,
          nodes: {},
        });
      case 'recover':
      case 'simulate':
      case 'search':
        return;
    }
  }

  #revise(message: Post<'revise'>): void {
    const partUs = firstDifferenceUs(this.#scenario!, message.scenario);
    const to = this.#run().findIndex((event) => event.timeUs >= partUs);
    const losesShown = to >= 0 && to <= message.shownSeq;
    let kept: number | null = null;
    if (losesShown) {
      kept = this.#branch;
      this.#branch = this.#branches.length;
      this.#branches.push({ id: this.#branch, parent: kept, forkSeq: to, forkUs: partUs, scenario: message.scenario });
    } else {
      this.#branches[this.#branch] = { ...this.#branches[this.#branch]!, scenario: message.scenario };
    }
    this.#scenario = message.scenario;
    this.#cutBack(to < 0 ? this.#sent : to, kept);
  }

  #checkout(branch: number): void {
    this.#scenario = this.#branches[branch]!.scenario;
    this.#branch = branch;
    this.#cutBack(0, null);
  }

  #cutBack(to: number, kept: number | null): void {
    this.#sent = Math.min(this.#sent, to);
    this.#headUs = this.#sent === 0 ? 0 : Math.min(this.#headUs, this.#run()[this.#sent - 1]!.timeUs);
    this.#say({
      kind: 'rewound',
      branch: this.#branch,
      to: this.#sent,
      headUs: this.#headUs,
      kept,
      branches: [...this.#branches],
    });
  }
}

/** Wall time that passes only when told to. */
export class FakeClock {
  #now = 0;
  #frames: ((nowMs: number) => void)[] = [];
  #timers: { readonly atMs: number; readonly call: () => void }[] = [];

  now = (): number => this.#now;

  frame = (callback: (nowMs: number) => void): (() => void) => {
    this.#frames.push(callback);
    return () => {
      this.#frames = this.#frames.filter((held) => held !== callback);
    };
  };

  after = (delayMs: number, call: () => void): (() => void) => {
    const timer = { atMs: this.#now + delayMs, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((held) => held !== timer);
    };
  };

  /** One frame after so long. */
  tick(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.atMs <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.atMs > this.#now);
    for (const timer of due) timer.call();
    for (const callback of this.#frames.splice(0)) callback(this.#now);
  }

  frames(count: number, ms = 16): void {
    for (let i = 0; i < count; i += 1) this.tick(ms);
  }
}

export const fakeScenario = (over: Partial<Scenario> = {}): Scenario => ({
  pattern: 'demo',
  preset: 'first',
  on: true,
  seed: 7,
  settings: {},
  actions: [],
  untilUs: 2_000_000,
  view: {},
  ...over,
});

const experiment = (id: string) => ({
  id,
  title: id,
  question: '',
  watch: '',
  answer: '',
  on: true,
  seed: 7,
  settings: {},
  actions: [],
  untilUs: 2_000_000,
  goals: [],
});

export const fakePattern: ShownPattern = {
  meta: { id: 'demo', title: 'Demo', summary: '', answers: '', order: 1 },
  about: { what: '', how: '', benefits: [], costs: [], avoidWhen: [] },
  switchLabels: { off: 'Without', on: 'With' },
  programs: {},
  roles: {},
  messages: {},
  layout: {},
  commands: {},
  modes: {},
  properties: [],
  goals: [],
  mutants: [],
  laneColours: {},
  settings: {
    waitMs: {
      type: 'number',
      label: 'Wait',
      help: '',
      group: '',
      source: '',
      unit: 'ms',
      min: 0,
      max: 9_000,
      step: 1,
      default: 5_000,
    },
  },
  topology: () => ({ nodes: [], links: [] }),
  experiments: [experiment('first'), experiment('second')],
  mutantIds: [],
  lesson: () => Promise.resolve({ title: '', steps: [] }),
};

export interface Bench {
  readonly state: AppState;
  readonly clock: FakeClock;
  /** In order of opening: the main run's, then the twin's. */
  readonly sessions: FakeSession[];
  readonly copied: string[];
  readonly main: FakeSession;
}

/** Stores on a fake world, with a scenario open, standing at the start. */
export async function openBench(
  options: FakeSessionOptions & { readonly scenario?: Scenario; readonly environment?: Partial<Environment> } = {},
): Promise<Bench> {
  const clock = new FakeClock();
  const sessions: FakeSession[] = [];
  const copied: string[] = [];
  const scenario = options.scenario ?? fakeScenario({ view: { cursorUs: 0 } });
  const state = createState();
  state.attach({
    connect: () => {
      const session = new FakeSession(options);
      sessions.push(session);
      return session;
    },
    loadPattern: async () => fakePattern,
    scenarioOf: (_, preset, on) => fakeScenario({ preset, ...(on === undefined ? {} : { on }) }),
    encode: async (made) => `#/demo?${JSON.stringify(made)}`,
    decode: async (link) =>
      link === ''
        ? { scenario, problems: [] }
        : { scenario: JSON.parse(link.slice('#/demo?'.length)) as Scenario, problems: [] },
    decodeFile: async (text) => ({ scenario: JSON.parse(text) as Scenario, problems: [] }),
    address: (hash) => `https://example.test/${hash}`,
    copy: async (text) => {
      copied.push(text);
    },
    reducedMotion: () => false,
    clock,
    ...options.environment,
  });
  await state.openLink('');
  return { state, clock, sessions, copied, main: sessions[0]! };
}
