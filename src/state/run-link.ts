import type { StoreApi } from 'zustand/vanilla';
import type { FromSession } from '../host/protocol.ts';
import type { NodeInspection } from '../kernel/inspection.ts';
import type { Us } from '../kernel/time.ts';
import type { Seq } from '../kernel/trace.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { FrameClock, SessionPort } from './environment.ts';
import { sameResults } from './same-results.ts';
import { SilenceWatch } from './silence-watch.ts';
import { TraceHold } from './trace-hold.ts';
import type { RunState } from './types.ts';

/** What a link tells those who move the cursor, after the store has changed. */
export type RunChange =
  | { readonly kind: 'opened' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'rewound'; readonly kept: number | null }
  | { readonly kind: 'failed' };

export interface Inspected {
  readonly seq: Seq;
  readonly fingerprint: string;
  readonly nodes: Readonly<Record<string, NodeInspection>>;
}

export interface RunLinkOptions {
  readonly store: StoreApi<RunState>;
  readonly connect: () => SessionPort;
  readonly clock: FrameClock;
  readonly onChange: (change: RunChange) => void;
  /** Whether a piece of the trace only leads to a moment beyond it, where the reader was sent. */
  readonly leadsOn: (trace: Trace) => boolean;
}

type Trace = Extract<FromSession, { kind: 'trace' }>;

interface Question {
  readonly seq: Seq;
  readonly answer: (inspected: Inspected | null) => void;
}

/** Longest wait for the answer to a change of the scenario; after it the cursor may move again. */
const SETTLE_MS = 2_000;

/**
 * Keeps one run store and one session together: posts what is asked for, one thing at a time, and
 * puts what comes back into the store. The session's messages arrive in order.
 */
export class RunLink {
  readonly #store: StoreApi<RunState>;
  readonly #connect: () => SessionPort;
  readonly #clock: FrameClock;
  readonly #onChange: (change: RunChange) => void;
  #port: SessionPort | null = null;
  #stopListening: (() => void) | null = null;
  #asked: { readonly untilUs: Us } | { readonly count: number } | null = null;
  #cancelSettling: (() => void) | null = null;
  readonly #silence: SilenceWatch;
  readonly #hold: TraceHold;
  /** The pattern whose program held up the session: its runs go call by call from then on. */
  #heldUpBy = '';
  #shownSeq: Seq = -1;
  #inspectId = 0;
  #waiting: Question[] = [];
  #underWay: readonly Question[] = [];

  constructor(options: RunLinkOptions) {
    this.#store = options.store;
    this.#connect = options.connect;
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    this.#silence = new SilenceWatch(options.clock, () => this.#giveUp());
    this.#hold = new TraceHold(options.clock, (trace) => this.#trace(trace), options.leadsOn);
  }

  /** A request is on its way and unanswered. */
  get busy(): boolean {
    return this.#asked !== null;
  }

  /** The scenario changed and the session has not said yet what is left of the trace. */
  get settling(): boolean {
    return this.#cancelSettling !== null;
  }

  get isOpen(): boolean {
    return this.#port !== null;
  }

  open(scenario: Scenario, pattern: ShownPattern): void {
    // A session that is dead for good hears nothing any more: a new one takes its place.
    if (this.#store.getState().failure?.recoverable === false) this.close();
    if (!this.#port) {
      const port = this.#connect();
      this.#port = port;
      this.#stopListening = port.onMessage((message) => this.#receive(message));
    }
    const { index, host, topology, pattern: before } = this.#store.getState();
    this.#forget();
    index.truncate(0);
    this.#store.setState({
      status: 'loading',
      failure: null,
      pattern,
      scenario,
      // Another experiment of the same pattern: its system stands until the new one is there, and so does the page.
      topology: before?.meta.id === pattern.meta.id ? topology : null,
      version: index.version,
      headUs: 0,
      ended: false,
      fingerprint: '',
      properties: [],
      branches: [],
      branch: 0,
    });
    this.#settle();
    const closely = scenario.pattern === this.#heldUpBy;
    this.#port.post({ kind: 'open', scenario, host, ...(closely && { closely }) });
  }

  /** `keepUs`: where the reader stands. */
  revise(scenario: Scenario, keepUs: Us): void {
    this.#store.setState({ scenario });
    this.#asked = null;
    this.#settle();
    this.#port?.post({ kind: 'revise', scenario, keepUs, shownSeq: this.#shownSeq });
  }

  checkout(branch: number, scenario: Scenario): void {
    this.#store.setState({ scenario });
    this.#asked = null;
    this.#settle();
    this.#port?.post({ kind: 'checkout', branch });
  }

  /** Nothing happens while something else is asked for: the clock asks again. */
  advance(untilUs: Us): void {
    const { ended, headUs, status } = this.#store.getState();
    if (ended || this.#asked || this.settling || status !== 'ready' || untilUs <= headUs) return;
    this.#asked = { untilUs: Math.ceil(untilUs) };
    this.#silence.start();
    this.#port?.post({ kind: 'advance', untilUs: Math.ceil(untilUs), shownSeq: this.#shownSeq });
  }

  step(events: number): void {
    const { ended, index, status } = this.#store.getState();
    if (ended || this.#asked || this.settling || status !== 'ready') return;
    this.#asked = { count: index.events.length + events };
    this.#silence.start();
    this.#port?.post({ kind: 'step', events, shownSeq: this.#shownSeq });
  }

  recover(): void {
    const { failure, scenario, pattern } = this.#store.getState();
    if (failure?.recoverable !== true) return;
    if (!this.#port) {
      if (scenario && pattern) this.open(scenario, pattern);
      return;
    }
    this.#asked = null;
    this.#store.setState({ status: 'ready', failure: null });
    this.#port.post({ kind: 'recover' });
  }

  /** The reader has seen everything up to here: going another way from before it makes a branch. */
  show(seq: Seq): void {
    if (seq > this.#shownSeq) this.#shownSeq = seq;
  }

  /**
   * What every node holds right after `seq`. One question at a time; of those that wait meanwhile,
   * only the newest is asked, and all get its answer. Null where the run cannot say.
   */
  inspect(seq: Seq): Promise<Inspected | null> {
    return new Promise((answer) => {
      this.#waiting.push({ seq, answer });
      this.#askNext();
    });
  }

  close(): void {
    this.#forget();
    this.#stopListening?.();
    this.#port?.close();
    this.#port = null;
    this.#stopListening = null;
    this.#store.setState({ workers: [] });
  }

  #forget(): void {
    this.#silence.stop();
    this.#hold.drop();
    this.#asked = null;
    this.#shownSeq = -1;
    this.#settled();
    this.#giveUpQuestions();
  }

  #giveUpQuestions(): void {
    const open = [...this.#underWay, ...this.#waiting];
    this.#underWay = [];
    this.#waiting = [];
    this.#inspectId += 1;
    for (const { answer } of open) answer(null);
  }

  #giveUp(): void {
    this.#heldUpBy = this.#store.getState().scenario?.pattern ?? '';
    this.close();
    this.#receive({
      kind: 'failed',
      what: 'The run does not answer.',
      detail: `Nothing was heard of it for ${SilenceWatch.PATIENCE_S} s: most likely a program never returns. Recover runs it again from its beginning, one call after the other, which shows the node.`,
      recoverable: true,
    });
  }

  #settle(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = this.#clock.after(SETTLE_MS, () => {
      this.#cancelSettling = null;
      this.#onChange({ kind: 'trace' });
    });
  }

  #settled(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = null;
  }

  #askNext(): void {
    const newest = this.#waiting.at(-1);
    if (!newest || this.#underWay.length > 0) return;
    if (!this.#port || this.#store.getState().status === 'failed') return this.#giveUpQuestions();
    this.#underWay = this.#waiting;
    this.#waiting = [];
    this.#inspectId += 1;
    this.#port.post({ kind: 'inspect', id: this.#inspectId, seq: newest.seq });
  }

  #receive(message: FromSession): void {
    this.#silence.stop();
    if (message.kind === 'trace') {
      if (this.#asked) this.#silence.start();
      return this.#hold.receive(message);
    }
    // What becomes of a run comes after the trace that was handed over before.
    if (message.kind === 'rewound' || message.kind === 'failed') this.#hold.release();
    switch (message.kind) {
      case 'opened':
        return this.#opened(message);
      case 'rewound':
        return this.#rewound(message);
      case 'inspected':
        return this.#inspected(message);
      case 'workers':
        this.#store.setState({ workers: message.alive });
        return;
      case 'failed':
        this.#asked = null;
        this.#settled();
        this.#store.setState({
          status: 'failed',
          failure: { what: message.what, detail: message.detail, recoverable: message.recoverable },
        });
        this.#giveUpQuestions();
        this.#onChange({ kind: 'failed' });
        return;
      // Never asked for here: runs apart from the screen have sessions of their own.
      case 'simulated':
      case 'searching':
      case 'searched':
    }
  }

  #opened(message: Extract<FromSession, { kind: 'opened' }>): void {
    const { index, pattern } = this.#store.getState();
    index.truncate(0);
    this.#asked = null;
    this.#shownSeq = -1;
    this.#settled();
    this.#giveUpQuestions();
    this.#store.setState({
      status: 'ready',
      failure: null,
      pattern: pattern && { ...pattern, ...message.words },
      topology: message.topology,
      branch: message.branch,
      version: index.version,
      headUs: 0,
      ended: false,
      fingerprint: '',
      properties: [],
    });
    this.#onChange({ kind: 'opened' });
  }

  #trace(message: Trace): void {
    const { index, status, properties } = this.#store.getState();
    // A gap cannot be drawn: events before `from` are missing, so this part is of no use.
    if (message.from > index.events.length) return;
    index.truncate(message.from);
    index.append(message.events);
    const asked = this.#asked;
    if (
      asked &&
      (message.ended || ('untilUs' in asked ? message.headUs >= asked.untilUs : index.events.length >= asked.count))
    )
      this.#asked = null;
    this.#store.setState({
      status: status === 'loading' ? 'ready' : status,
      branch: message.branch,
      version: index.version,
      headUs: message.headUs,
      ended: message.ended,
      fingerprint: message.fingerprint,
      // They come anew with every piece of the trace; who subscribes to them need not hear that nothing changed.
      properties: sameResults(properties, message.properties) ? properties : message.properties,
    });
    if (this.#asked === null) this.#silence.stop();
    this.#onChange({ kind: 'trace' });
  }

  #rewound(message: Extract<FromSession, { kind: 'rewound' }>): void {
    const { index } = this.#store.getState();
    index.truncate(message.to);
    this.#asked = null;
    this.#shownSeq = Math.min(this.#shownSeq, index.events.length - 1);
    this.#settled();
    this.#giveUpQuestions();
    this.#store.setState({
      branch: message.branch,
      branches: message.branches,
      version: index.version,
      headUs: message.headUs,
      ended: false,
    });
    this.#onChange({ kind: 'rewound', kept: message.kept });
  }

  #inspected(message: Extract<FromSession, { kind: 'inspected' }>): void {
    if (message.id !== this.#inspectId) return;
    const asked = this.#underWay;
    this.#underWay = [];
    for (const { answer } of asked) answer(message);
    this.#askNext();
  }
}
